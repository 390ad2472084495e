import { describe, expect, it } from "vitest";
import { imagePullable } from "../../checks/image-pullable/check.js";
import type { EngineDistribution, IndexEntry, PlannedImage, RegistryWalk } from "../../src/contract/index.js";
import { HEALTHY, INFO, PROCESS, buildPlan, fakeHost, mergeAnswers, runCheck } from "./support.js";

const IMAGE = "r.example/team/pause:1";
const PLANNED: PlannedImage = { role: "pause", reference: IMAGE, puller: "runner", origin: { from: "word", word: 1 } };
const WALK: RegistryWalk = {
  reference: IMAGE,
  registry: "r.example:443",
  repository: "team/pause",
  step: "layers",
  digest: "sha256:0",
  configType: "application/vnd.oci.image.config.v1+json",
  layerTypes: ["application/vnd.oci.image.layer.v1.tar+gzip"],
  configLayers: 2,
  manifestLayers: 2,
  layerCount: 2,
  compressedBytes: 9,
  layerHosts: ["r.example:443"],
  steps: [],
  durationMs: 90,
};
const LIST = "application/vnd.oci.image.index.v1+json";
const RESOLVED: EngineDistribution = {
  outcome: "resolved",
  digest: "sha256:0",
  mediaType: LIST,
  status: 200,
  platforms: null,
  durationMs: 9,
};

const manifest = (words?: string): IndexEntry => entry("application/vnd.oci.image.manifest.v1+json", words);
const index = (words?: string): IndexEntry => entry(LIST, words);

/** `linux/amd64/v3`; `//` for a platform without a word. */
function entry(mediaType: string, words?: string): IndexEntry {
  if (words === undefined) return { mediaType };
  const [os = "", architecture = "", variant = ""] = words.split("/");
  return { mediaType, platform: { os, architecture, ...(variant === "" ? {} : { variant }) } };
}

const AMD64 = manifest("linux/amd64");
const ARM64 = manifest("linux/arm64/v8");
const ATTESTATION = manifest("unknown/unknown");
const FLAGS = "cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3 avx avx2 bmi1 bmi2 f16c fma abm movbe xsave".split(" ");

const ENGINES = {
  "20.10": { serverVersion: "20.10.24+dfsg1", imageStore: "graph" },
  "26.1": { serverVersion: "26.1.5+dfsg1", imageStore: "graph" },
  "26.1c": { serverVersion: "26.1.5+dfsg1", imageStore: "containerd" },
  "28.5": { serverVersion: "28.5.2", imageStore: "graph" },
  "28.5c": { serverVersion: "28.5.2", imageStore: "containerd" },
  "29.7c": { serverVersion: "29.7.2", imageStore: "containerd" },
} as const;
type EngineName = keyof typeof ENGINES;

/** `-`: it passes; else the code's first letter, for the engines in the order above. */
const CODES: Readonly<Record<string, string>> = { m: "manifest-unsupported", p: "platform-mismatch" };

async function judged(
  engine: EngineName,
  walk: Partial<RegistryWalk>,
  more: {
    flags?: readonly string[];
    platforms?: readonly string[];
    platform?: string;
    told?: string;
    mediaType?: string;
  } = {},
): Promise<string> {
  const host = fakeHost(
    mergeAnswers(HEALTHY, {
      engine: {
        info: { ...INFO, ...ENGINES[engine] },
        distribution: {
          ...RESOLVED,
          digest: more.told ?? "sha256:0",
          mediaType: more.mediaType ?? LIST,
          platforms: more.platforms ?? null,
        },
        localImage: { outcome: "missing" },
      },
      registry: { walk: { ...WALK, ...walk } },
      env: { process: { ...PROCESS, ...(more.flags === undefined ? {} : { cpuFlags: more.flags }) } },
    }),
  );
  const image = more.platform === undefined ? PLANNED : { ...PLANNED, platform: more.platform };
  const { status, found } = await runCheck(imagePullable, buildPlan({ images: [image] }), host);
  return found[0]?.split(" ")[0] ?? status;
}

async function onEach(names: readonly EngineName[], ...rest: [Partial<RegistryWalk>, { flags: readonly string[] }?]) {
  const answers = await Promise.all(names.map((name) => judged(name, ...rest)));
  return answers
    .map((answer) => (answer === "pass" ? "-" : (Object.keys(CODES).find((key) => CODES[key] === answer) ?? answer)))
    .join(" ");
}

const MEASURED = ["20.10", "26.1", "26.1c", "28.5", "28.5c"] as const;
const parts = (layer: string): Partial<RegistryWalk> => ({ layerTypes: [layer] });

describe("images that an engine finds, by pull, create and start in November 2026", () => {
  it.each<[string, Partial<RegistryWalk>, string]>([
    ["plain", {}, "- - - - -"],
    ["zstd", parts("application/vnd.oci.image.layer.v1.tar+zstd"), "m - - - -"],
    ["zstd in docker's words", parts("application/vnd.docker.image.rootfs.diff.tar.zstd"), "m - m - -"],
    ["not to be passed on", parts("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"), "- - - - -"],
    ["encrypted", parts("application/vnd.oci.image.layer.v1.tar+gzip+encrypted"), "m m m m m"],
    ["a statement in a layer's place", parts("application/vnd.in-toto+json"), "m m m m m"],
    ["layers of no type", parts("application/octet-stream"), "- - m - m"],
    ["a config of no type", { configType: "" }, "- - m - m"],
    ["a config without layers", { configLayers: 0 }, "m m m m m"],
    ["an index with attestations", { indexes: [[ATTESTATION, AMD64, ATTESTATION]] }, "- - - - -"],
    ["attestations alone", { indexes: [[ATTESTATION]] }, "p p p p p"],
    ["another architecture alone", { indexes: [[ARM64]] }, "p p p p p"],
    ["variant v1", { indexes: [[manifest("linux/amd64/v1")]] }, "- - - - -"],
    ["variant v3", { indexes: [[manifest("linux/amd64/v3")]] }, "p - p - p"],
    ["variant v3 of a kernel's name", { indexes: [[manifest("linux/x86_64/v3")]] }, "p - p - p"],
    ["variant v3 besides the plain one", { indexes: [[manifest("linux/amd64/v3"), AMD64]] }, "- - - - -"],
    ["the 32-bit sibling", { indexes: [[manifest("linux/386")]] }, "p - - - -"],
    ["the architecture alone", { indexes: [[manifest("/amd64")]] }, "- - - - -"],
    ["the system alone", { indexes: [[manifest("linux/")]] }, "p p p p p"],
    ["no platform", { indexes: [[manifest()]] }, "m - - - -"],
    ["no platform besides another's", { indexes: [[ARM64, manifest()]] }, "m - m - -"],
    ["a platform without a word", { indexes: [[manifest("/")]] }, "m - m - m"],
    ["lines of no type", { indexes: [[entry("", "linux/amd64")]] }, "- - m - m"],
    ["an index in an index", { indexes: [[index("linux/amd64")], [AMD64]] }, "m - m - -"],
    ["an index in an index, no platform", { indexes: [[index()], [AMD64]] }, "m - m - -"],
    ["an index besides the image", { indexes: [[AMD64, index()]] }, "- - - - -"],
  ])("%s", async (_name, walk, expected) => {
    expect(await onEach(MEASURED, walk, { flags: FLAGS })).toBe(expected);
  });

  it.each<[string, Partial<RegistryWalk>]>([
    ["zstd", parts("application/vnd.oci.image.layer.v1.tar+zstd")],
    ["no platform", { indexes: [[manifest()]] }],
    ["an index in an index", { indexes: [[index("linux/amd64")], [AMD64]] }],
    ["variant v3", { indexes: [[manifest("linux/amd64/v3")]] }],
  ])("Engine 29 ran it: %s", async (_name, walk) => {
    expect(await judged("29.7c", walk, { flags: FLAGS })).toBe("pass");
  });

  it("goes by the level of the engine's CPU", async () => {
    const walk = { indexes: [[manifest("linux/amd64/v3")]] };
    const engines = ["28.5", "29.7c"] as const;
    expect(await onEach(engines, walk, { flags: FLAGS })).toBe("- -");
    expect(await onEach(engines, walk, { flags: ["sse2"] })).toBe("p p");
    expect(await onEach(engines, walk)).toBe("inconclusive inconclusive");
    expect(await judged("28.5", walk, { flags: FLAGS, platform: "linux/amd64" })).toBe("platform-mismatch");
    expect(await judged("28.5", walk, { flags: ["sse2"], platform: "linux/amd64/v3" })).toBe("pass");
  });

  it("takes the variant of an image that is there alone for nothing", async () => {
    const { mediaType } = AMD64;
    expect(await judged("20.10", {}, { platforms: ["linux/amd64/v3"], mediaType })).toBe("pass");
    expect(await judged("20.10", {}, { platforms: ["linux/arm64"], mediaType })).toBe("platform-mismatch");
  });

  it("does not judge by an image that the engine was not told of", async () => {
    const walk = parts("application/vnd.oci.image.layer.v1.tar+zstd");
    expect(await judged("20.10", walk, { told: "sha256:1" })).toBe("pass");
  });

  it("goes by what the engine was told where nothing is known of the index", async () => {
    const { indexes: _indexes, ...older } = WALK;
    expect(await judged("28.5", older, { platforms: ["linux/amd64/v3"] })).toBe("pass");
    expect(await judged("28.5c", older, { platforms: ["linux/amd64/v3"] })).toBe("platform-mismatch");
    expect(await judged("20.10", older, { platforms: ["linux/386"] })).toBe("platform-mismatch");
    expect(await judged("20.10", older, { platforms: ["linux/amd64"] })).toBe("pass");
  });
});
