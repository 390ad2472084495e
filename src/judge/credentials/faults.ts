import type { DockerConfigAuth } from "../../contract/index.js";

/** Why an entry, or the whole file, is of no use to the runner; codes of `docker-config`. */
export type CredentialFault =
  | "credential-store"
  | "credential-helper"
  | "identity-token"
  | "registry-token"
  | "timed-password"
  | "auth-empty"
  | "auth-malformed"
  | "auth-trailing-newline"
  | "auth-incomplete";

/** The fault of one entry, innermost first; `undefined` for a lasting user and password. */
export function entryFault(auth: DockerConfigAuth): CredentialFault | undefined {
  if (auth.registryToken) return "registry-token";
  if (auth.identityToken) return "identity-token";
  if (auth.state === "malformed") return "auth-malformed";
  if (auth.state === "empty") return "auth-empty";
  if (auth.state === "incomplete") return "auth-incomplete";
  if (auth.trailing !== undefined) return "auth-trailing-newline";
  return auth.timed === undefined ? undefined : "timed-password";
}

/**
 * Whether an entry keeps a reader from loading the file at all, so that every other entry is lost with it: an `auth` that
 * does not decode, or one without a user (measured with docker 28).
 */
export function spoilsFile(auth: DockerConfigAuth): boolean {
  if (auth.fromFields === true) return false;
  if (auth.state === "malformed") return true;
  return auth.state === "incomplete" && auth.username === undefined;
}
