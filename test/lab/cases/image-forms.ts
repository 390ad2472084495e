import type { LabCase } from "../support/case.js";
import { judging, withPause } from "./shared.js";

const NEWER = ["26.1", "26.1-containerd"] as const;

/** What the engines find wrong with an image of that form; nothing where they run it. */
interface FoundBy {
  readonly "20.10": string | undefined;
  readonly "26.1": string | undefined;
  readonly "26.1-containerd": string | undefined;
}

/** An image that every engine finds, and not every one can start. */
function form(repository: string, what: string, found: FoundBy): LabCase {
  const image = `registry.example/form/${repository}:1`;
  const outcome = (code: string | undefined): Pick<LabCase, "broken" | "expect"> => ({
    broken: code === undefined ? "" : `the image has ${what}, of which this engine makes no container`,
    expect: {
      exit: code === undefined ? 0 : 1,
      findings: code === undefined ? [] : [{ check: "image-pullable", code, target: image }],
    },
  });
  return {
    name: `form: ${what}`,
    ...judging({ env: withPause(image) }),
    ...outcome(found["20.10"]),
    engines: Object.fromEntries(NEWER.map((engine) => [engine, outcome(found[engine])])),
    // with the containerd store a pull proves nothing
    oracle: { kind: "run", words: ["docker", "run", "-it", image] },
    remedy: "words",
  };
}

const everywhere = (code: string | undefined): FoundBy => ({ "20.10": code, "26.1": code, "26.1-containerd": code });
const UNSUPPORTED = "manifest-unsupported";
const MISMATCH = "platform-mismatch";
const ONLY_OLD: FoundBy = { ...everywhere(undefined), "20.10": UNSUPPORTED };
const ONLY_NEWER_GRAPH: FoundBy = { ...everywhere(UNSUPPORTED), "26.1": undefined };
const ONLY_CONTAINERD: FoundBy = { ...everywhere(undefined), "26.1-containerd": UNSUPPORTED };

/** Images and indexes in the forms that the specifications of OCI and docker allow. */
export const IMAGE_FORM_CASES: readonly LabCase[] = [
  form("zstd", "layers in zstd", ONLY_OLD),
  form("docker-zstd", "layers in zstd, by docker's name", ONLY_NEWER_GRAPH),
  form("encrypted", "an encrypted layer", everywhere(UNSUPPORTED)),
  form("statement", "a statement in a layer's place", everywhere(UNSUPPORTED)),
  form("foreign-layer", "a foreign layer that the registry serves", everywhere(undefined)),
  form("foreign-layer-gone", "a foreign layer that the registry does not serve", everywhere("layer-missing")),
  form("untyped-config", "a config of an old registry's type", ONLY_CONTAINERD),
  form("unlisted-layers", "layers that its config does not list", everywhere(UNSUPPORTED)),
  form("variant", "a variant, and no index", everywhere(undefined)),
  form("index-attested", "an index with an attestation", everywhere(undefined)),
  form("index-variant", "an index of a variant that not every CPU runs", {
    ...everywhere(MISMATCH),
    "26.1": undefined,
  }),
  form("index-sibling", "an index of the 32-bit sibling", { ...everywhere(undefined), "20.10": MISMATCH }),
  form("index-of-kernel", "an index with the kernel's name of the machine", everywhere(undefined)),
  form("index-bare", "an index without a platform", ONLY_OLD),
  form("index-bare-among", "an index that has a platform for another image alone", ONLY_NEWER_GRAPH),
  form("index-empty-platform", "an index with an empty platform", ONLY_NEWER_GRAPH),
  form("index-untyped", "an index that does not say what it lists", ONLY_CONTAINERD),
  form("index-in-index", "an index in an index", ONLY_NEWER_GRAPH),
];
