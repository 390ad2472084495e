import { WRONG } from "../support/addresses.js";
import type { LabCase } from "../support/case.js";
import { IMAGES } from "../support/images.js";
import { heal, judging, withPause } from "./shared.js";

/** A fault of the pause image itself. */
function ofImage(fault: {
  name: string;
  broken: string;
  image: string;
  code: string;
  oracle?: LabCase["oracle"];
  inject?: LabCase["inject"];
  heal?: LabCase["heal"];
}): LabCase {
  return {
    name: `image: ${fault.name}`,
    broken: fault.broken,
    ...judging({ env: withPause(fault.image) }),
    ...(fault.inject ? { inject: fault.inject } : {}),
    ...(fault.heal ? { heal: fault.heal } : {}),
    expect: { exit: 1, findings: [{ check: "image-pullable", code: fault.code, target: fault.image }] },
    oracle: fault.oracle ?? { kind: "pull", images: [fault.image] },
    remedy: "words",
  };
}

/** A manifest that is wrong about a layer's length, which only the containerd store minds. */
function misstated(image: string): LabCase {
  return {
    ...ofImage({ name: "length of a layer misstated", broken: "", image, code: "layer-corrupt" }),
    expect: { exit: 0, findings: [] },
    engines: {
      "26.1-containerd": {
        broken: "the manifest is wrong about the length of a layer",
        expect: { exit: 1, findings: [{ check: "image-pullable", code: "layer-corrupt", target: image }] },
      },
    },
  };
}

/** Faults of what is in the registries. */
export const IMAGE_CASES: readonly LabCase[] = [
  ofImage({
    name: "no such tag",
    broken: "the registry has the repository, not the tag",
    image: "registry.example/team/pause:2",
    code: "image-not-found",
  }),
  ofImage({
    name: "no such repository",
    broken: "the registry has no such repository",
    image: "registry.example/team/paus:1",
    code: "repository-not-found",
  }),
  ofImage({
    name: "no such digest",
    broken: "the registry has no manifest of that digest",
    image: `registry.example/team/pause@sha256:${"0123456789abcdef".repeat(4)}`,
    code: "image-not-found",
  }),
  ofImage({
    name: "only local",
    broken: "the image was built on this host and pushed nowhere",
    image: "registry.example/team/local:1",
    code: "image-local-only",
    inject: async (lab) => {
      await lab.shell(`docker tag ${IMAGES.runner} registry.example/team/local:1`);
    },
    oracle: { kind: "stand-in-runner" },
  }),
  ofImage({
    name: "no index entry for this platform",
    broken: "the index offers another architecture only",
    image: "registry.example/team/foreign-index:1",
    code: "platform-mismatch",
  }),
  ofImage({
    name: "built for another platform",
    broken: "the one image is for another architecture",
    image: "registry.example/team/foreign:1",
    code: "platform-mismatch",
    oracle: { kind: "run", words: ["docker", "run", "-it", "registry.example/team/foreign:1"] },
  }),
  ofImage({
    name: "layer missing",
    broken: "the registry has the manifest and has lost a layer",
    image: "registry.example/team/missing-layer:1",
    code: "layer-missing",
  }),
  ofImage({
    name: "config missing",
    broken: "the registry has the manifest and has lost the image's config",
    image: "registry.example/team/config-missing:1",
    code: "layer-missing",
  }),
  ofImage({
    name: "config changed",
    broken: "the registry serves another config than the manifest names",
    image: "registry.example/team/config-changed:1",
    code: "layer-corrupt",
  }),
  ofImage({
    name: "config missing below an index",
    broken: "the registry has index and manifest and has lost the image's config",
    image: "registry.example/team/index-config-missing:1",
    code: "layer-missing",
  }),
  ofImage({
    name: "config changed below an index",
    broken: "the registry serves another config than the manifest names, which an index chooses",
    image: "registry.example/team/index-config-changed:1",
    code: "layer-corrupt",
  }),
  ofImage({
    name: "layer cut off in storage",
    broken: "the registry has the first half of a layer",
    image: "registry.example/team/truncated:1",
    code: "layer-corrupt",
  }),
  misstated("registry.example/team/sized:1"),
  ofImage({
    name: "a chart, no image",
    broken: "what the registry has under that name is a Helm chart",
    image: "registry.example/team/chart:1",
    code: "manifest-unsupported",
  }),
  ofImage({
    name: "rate limit",
    broken: "the registry answers 429",
    image: "redirect.registry.example/team/pause:1",
    code: "rate-limited",
    inject: (lab) => lab.setDns({ "redirect.registry.example": WRONG.rateLimited }),
    heal,
  }),
  {
    name: "image: malformed reference",
    broken: "the reference has an upper-case repository, which docker refuses",
    ...judging({ env: withPause("registry.example/Team/pause:1") }),
    expect: {
      exit: 1,
      findings: [{ check: "image-pullable", code: "reference-invalid", target: "registry.example/Team/pause:1" }],
    },
    oracle: { kind: "pull", images: ["registry.example/Team/pause:1"] },
    remedy: "words",
  },
  {
    name: "image: --image not there",
    broken: "a build image that the operator asks about does not exist",
    command: () => ["--image", "registry.example/team/build:1"],
    expect: {
      exit: 1,
      findings: [{ check: "image-pullable", code: "repository-not-found", target: "registry.example/team/build:1" }],
    },
    oracle: { kind: "pull", images: ["registry.example/team/build:1"] },
    remedy: "words",
  },
];
