import { createHash } from "node:crypto";

/** Algorithms that registries use. */
type Algorithm = "sha256" | "sha384" | "sha512";

const ALGORITHMS: readonly Algorithm[] = ["sha256", "sha384", "sha512"];

/** The algorithm of a digest; `undefined` for one that is not known here, and for what is no digest. */
export function algorithmOf(digest: string): Algorithm | undefined {
  return ALGORITHMS.find((algorithm) => digest.startsWith(`${algorithm}:`));
}

/** The digest of content: `algorithm:hex`. */
export function digestOf(algorithm: Algorithm, content: Buffer): string {
  return `${algorithm}:${createHash(algorithm).update(content).digest("hex")}`;
}
