import type {
  ConfigFault,
  ConfigNote,
  CredentialRef,
  DockerConfigAuth,
  DockerConfigFact,
} from "../../contract/index.js";
import { HUB } from "../../docker/hub.js";
import { entryFault, spoilsFile, type CredentialFault } from "./faults.js";
import { configKey, entryFor, hostOfKey, isWebLoginKey, keyMiss, nearMissFor } from "./keys.js";
import type { ConfigReader, KeyMiss } from "./keys.js";

/** No credentials. */
export const ANONYMOUS: CredentialRef = { kind: "anonymous" };

/** How a program that is asked instead of `auths` is named: for one registry, or for all of them. */
export type ProgramKind = "helper" | "store";

/** What leaves open which credentials are used. */
export type Unknown =
  /** a program decides that is not asked */
  | { readonly of: "program"; readonly program: ProgramKind; readonly name: string }
  /** another entry cannot be read; whether the docker client keeps this one is left to chance */
  | { readonly of: "spoiled"; readonly fault: CredentialFault }
  | { readonly of: "not-permitted" }
  | { readonly of: "timeout" };

/** Which credential goes with the images of a registry. `credential` is what can be asked with in the reader's place. */
export type CredentialDecision = { readonly credential: CredentialRef } & (
  | {
      readonly kind: "anonymous";
      /** A key that was probably meant for the registry. */
      readonly nearMiss?: string;
      /** The entry that counts and holds nothing. */
      readonly key?: string;
      /** The program that config.json names and that is not on PATH, so that the docker client goes on without it. */
      readonly missingProgram?: { readonly program: ProgramKind; readonly name: string };
    }
  | { readonly kind: "basic"; readonly key: string; readonly username: string }
  /** the docker client has a token */
  | { readonly kind: "token"; readonly key: string; readonly fault: "identity-token" | "registry-token" }
  /** there is something for this registry, but not a lasting user and password */
  | {
      readonly kind: "unsupported";
      readonly fault: CredentialFault | "config-invalid" | "config-unreadable";
      readonly key?: string;
      /** Name of the store or the helper. */
      readonly helper?: string;
    }
  | { readonly kind: "unknown"; readonly why: Unknown; readonly key?: string }
);

/** One thing that is looked at on the way to a decision, in the order in which it is looked at. */
export type CredentialStep =
  | {
      readonly step:
        "file-missing" | "file-not-permitted" | "file-timeout" | "client-goes-on" | "client-may-keep-others";
    }
  | { readonly step: "file-refused"; readonly fault: ConfigFault | undefined }
  | { readonly step: "file-not-readable"; readonly config: DockerConfigFact }
  | { readonly step: "readers-differ"; readonly difference: ConfigNote }
  | { readonly step: "helper-of-other-key"; readonly key: string; readonly wanted: string }
  | { readonly step: "helper-empty"; readonly key: string }
  | { readonly step: "program"; readonly program: ProgramKind; readonly name: string; readonly key: string }
  | { readonly step: "program-on-path" | "program-not-on-path"; readonly name: string }
  | { readonly step: "password-beside"; readonly program: ProgramKind }
  | { readonly step: "spoiled-by"; readonly entry: DockerConfigAuth }
  | { readonly step: "no-entries" | "no-key"; readonly wanted: string }
  | { readonly step: "key-misses"; readonly key: string; readonly miss: KeyMiss }
  | { readonly step: "keys-of-others"; readonly count: number }
  | { readonly step: "key-exact" | "key-by-host"; readonly key: string }
  | { readonly step: "path-ignored"; readonly path: string; readonly registry: string }
  | { readonly step: "rivals"; readonly keys: readonly string[] }
  | { readonly step: "entry"; readonly entry: DockerConfigAuth }
  | { readonly step: "base64-wrapped" | "web-login" };

/** How a registry gets its credentials: what it comes to, and by which steps. */
export interface ResolvedCredential {
  readonly decision: CredentialDecision;
  readonly steps: readonly CredentialStep[];
}

interface Question {
  readonly registry: string;
  readonly reader: ConfigReader;
  readonly config: DockerConfigFact;
  readonly note: (step: CredentialStep) => void;
}

/**
 * How the images of a registry get their credentials, by the rules of whoever reads config.json: the one place where that
 * is decided. `undefined` (no file) is anonymous.
 */
export function resolveCredential(
  registry: string,
  config: DockerConfigFact | undefined,
  reader: ConfigReader,
): ResolvedCredential {
  const steps: CredentialStep[] = [];
  if (config === undefined) return { decision: anonymous(), steps };
  const decision = byFile({ registry, reader, config, note: (step) => void steps.push(step) });
  return { decision, steps };
}

function anonymous(more: { nearMiss?: string; key?: string } = {}): CredentialDecision {
  return { kind: "anonymous", credential: ANONYMOUS, ...more };
}

function byFile(question: Question): CredentialDecision {
  const { config, reader, note } = question;
  switch (config.outcome) {
    case "missing":
      note({ step: "file-missing" });
      return anonymous();
    case "read":
      return byMechanism(question);
    case "not-permitted":
      note({ step: "file-not-permitted" });
      return { kind: "unknown", why: { of: "not-permitted" }, credential: ANONYMOUS };
    case "timeout":
      note({ step: "file-timeout" });
      return { kind: "unknown", why: { of: "timeout" }, credential: ANONYMOUS };
    case "invalid":
      note({ step: "file-refused", fault: config.fault });
      break;
    case "is-directory":
    case "not-a-file":
    case "too-large":
      note({ step: "file-not-readable", config });
      break;
  }
  if (reader === "docker client") {
    note({ step: "client-goes-on" });
    return anonymous();
  }
  const fault = config.outcome === "invalid" ? "config-invalid" : "config-unreadable";
  return { kind: "unsupported", fault, credential: ANONYMOUS };
}

function byMechanism(question: Question): CredentialDecision {
  const { config, registry, reader, note } = question;
  for (const difference of config.notes) note({ step: "readers-differ", difference });
  if (reader === "docker client" && config.clientRefuses === true) return anonymous();
  const key = configKey(registry);
  const named = config.credHelpers.find((entry) => entry.key === key);
  for (const other of config.credHelpers) {
    const isMeant =
      other !== named && (hostOfKey(other.key, "docker client") === key || keyMiss(other.key, registry) !== undefined);
    if (isMeant) note({ step: "helper-of-other-key", key: other.key, wanted: key });
  }
  if (named?.helper === "") note({ step: "helper-empty", key });
  const isHelper = named !== undefined && named.helper !== "";
  const name = isHelper ? named.helper : named === undefined ? config.credsStore : undefined;
  if (name === undefined) return byAuths(question);
  return byProgram(question, { program: isHelper ? "helper" : "store", name });
}

function byProgram(
  question: Question,
  { program, name }: { readonly program: ProgramKind; readonly name: string },
): CredentialDecision {
  const { config, registry, reader, note } = question;
  const key = configKey(registry);
  const ofKey = program === "helper" ? { key } : {};
  note({ step: "program", program, name, key });
  const isOnPath = config.helpersOnPath.includes(name);
  note({ step: isOnPath ? "program-on-path" : "program-not-on-path", name });
  if (reader === "runner") {
    const entry = entryFor(registry, config.auths);
    if (entry?.state === "basic") note({ step: "password-beside", program });
    const fault = program === "helper" ? "credential-helper" : "credential-store";
    return { kind: "unsupported", fault, helper: name, ...ofKey, credential: passwordOf(config.file, entry) };
  }
  if (isOnPath) return { kind: "unknown", why: { of: "program", program, name }, ...ofKey, credential: ANONYMOUS };
  const decision = byAuths(question);
  return decision.kind === "anonymous" ? { ...decision, missingProgram: { program, name } } : decision;
}

/** What a reader that knows basic authentication only would send of an entry. */
function passwordOf(file: string, entry: DockerConfigAuth | undefined): CredentialRef {
  const isPassword = entry?.state === "basic" && !entry.registryToken && !entry.identityToken;
  return isPassword ? { kind: "config", file, key: entry.key } : ANONYMOUS;
}

function byAuths(question: Question): CredentialDecision {
  const { config, registry, reader, note } = question;
  const entry = entryFor(registry, config.auths, reader);
  const bad = config.auths.find((auth) => auth !== entry && spoilsFile(auth));
  if (bad !== undefined) {
    const fault = entryFault(bad) ?? "auth-malformed";
    note({ step: "spoiled-by", entry: bad });
    if (reader === "runner") return { kind: "unsupported", fault, credential: passwordOf(config.file, entry) };
    note({ step: "client-may-keep-others" });
    return { kind: "unknown", why: { of: "spoiled", fault }, credential: ANONYMOUS };
  }
  if (entry === undefined) {
    noteNoKey(question);
    const nearMiss = nearMissFor(registry, config.auths);
    return anonymous(nearMiss === undefined ? {} : { nearMiss });
  }
  noteKey(question, entry);
  return byEntry(question, entry);
}

function noteNoKey({ config, registry, note }: Question): void {
  const wanted = configKey(registry);
  const keys = config.auths.map(({ key }) => key).filter((key) => !isWebLoginKey(key));
  note({ step: keys.length === 0 ? "no-entries" : "no-key", wanted });
  const misses = keys.flatMap((key) => {
    const miss = keyMiss(key, registry);
    return miss === undefined ? [] : [{ step: "key-misses", key, miss } as const];
  });
  for (const miss of misses) note(miss);
  const count = keys.length - misses.length;
  if (count > 0) note({ step: "keys-of-others", count });
}

function noteKey({ registry, config, reader, note }: Question, { key }: DockerConfigAuth): void {
  const wanted = configKey(registry);
  if (key === wanted) {
    note({ step: "key-exact", key });
    return;
  }
  note({ step: "key-by-host", key });
  const path = key.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/^[^/]*\/?/, "");
  if (!/^(?:v[12]\/?)?$/.test(path)) note({ step: "path-ignored", path, registry });
  const rivals = config.auths.filter((other) => other.key !== key && hostOfKey(other.key, reader) === wanted);
  if (rivals.length > 0) note({ step: "rivals", keys: rivals.map((rival) => rival.key) });
}

function byEntry({ config, registry, reader, note }: Question, entry: DockerConfigAuth): CredentialDecision {
  const { key, username = "" } = entry;
  const credential = passwordOf(config.file, entry);
  note({ step: "entry", entry });
  if (entry.wrapped === true) note({ step: "base64-wrapped" });
  const hasWebLogin = registry === HUB.registry && config.auths.some((auth) => isWebLoginKey(auth.key));
  if (hasWebLogin) note({ step: "web-login" });
  if (reader === "runner") {
    const fault = entryFault(entry) ?? (hasWebLogin ? "timed-password" : undefined);
    if (fault !== undefined) return { kind: "unsupported", fault, key, credential };
    return { kind: "basic", key, username, credential };
  }
  if (entry.registryToken) return { kind: "token", key, fault: "registry-token", credential };
  if (entry.identityToken) return { kind: "token", key, fault: "identity-token", credential };
  return entry.state === "basic" ? { kind: "basic", key, username, credential } : anonymous({ key });
}
