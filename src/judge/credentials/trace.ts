import type {
  ConfigLocation,
  CredentialTrace,
  DockerConfigAuth,
  DockerConfigFact,
  RunnerPlan,
} from "../../contract/index.js";
import { STEP_LIMIT_MINUTES } from "../../requirements.js";
import { HUB } from "../../docker/hub.js";
import {
  configKey,
  entryFault,
  entryFor,
  hostOfKey,
  isWebLoginKey,
  spoilsFile,
  whyNotKey,
  type ConfigReader,
} from "./decide.js";
import { askable, type PlannedReference } from "../images/pull.js";

/** A config.json as read, or why it could not be. */
export type ConfigAnswer = { readonly config: DockerConfigFact } | { readonly problem: string };

/** The config.json that decides about an image, `null` where the runner is given none. */
export function configLocationOf(plan: RunnerPlan, { byRunner }: PlannedReference): ConfigLocation | null {
  return byRunner ? plan.runnerConfig : plan.clientConfig;
}

type Ending = Pick<CredentialTrace, "outcome" | "key" | "username" | "reason">;

interface Question {
  readonly registry: string;
  readonly reader: ConfigReader;
  readonly config: DockerConfigFact;
  readonly say: (step: string) => void;
}

/** Follows how an image gets its credentials, by the rules of whoever pulls it. */
export function traceCredential(
  plan: RunnerPlan,
  image: PlannedReference,
  answer: ConfigAnswer | undefined,
): CredentialTrace {
  const reader: ConfigReader = image.byRunner ? "runner" : "docker client";
  const location = configLocationOf(plan, image);
  const registry = askable(image)?.registry;
  const steps: string[] = [];
  const say = (step: string): void => void steps.push(step);
  const end = (ending: Ending): CredentialTrace => ({
    image: image.reference,
    ...(registry === undefined ? {} : { registry }),
    reader,
    file: location?.file ?? null,
    steps,
    ...ending,
    result: resultOf(ending),
  });

  if (registry === undefined) {
    say("this is no image reference that a registry could be asked for");
    return end({ outcome: "unknown", reason: "no registry in the reference" });
  }
  if (location === null) {
    say(
      plan.runnerConfigNone === "declared-none"
        ? "--docker-config none: no private registry is used"
        : "the runner is given no config.json",
    );
    return end({ outcome: "anonymous" });
  }
  say(`the ${reader} reads ${location.file} (${location.origin})`);
  if (answer === undefined || "problem" in answer) {
    const reason = answer?.problem ?? "the file was not read in this run";
    say(reason);
    return end({ outcome: "unknown", reason });
  }
  return end(endOfFile({ registry, reader, config: answer.config, say }));
}

function resultOf({ outcome, username, reason }: Ending): string {
  if (outcome === "basic") return `basic as ${username ?? ""}`;
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}

function endOfFile(question: Question): Ending {
  const { config, reader, say } = question;
  switch (config.outcome) {
    case "missing":
      say("there is no such file");
      return { outcome: "anonymous" };
    case "read":
      return endOfMechanism(question);
    case "not-permitted":
      say("this user may not read it; run again with sudo");
      return { outcome: "unknown", reason: "the file cannot be read by this user" };
    case "timeout":
      say("the file system does not answer");
      return { outcome: "unknown", reason: "the file could not be read in time" };
    case "invalid":
      say(`it is refused: ${config.detail ?? "it cannot be decoded"}`);
      break;
    case "is-directory":
    case "not-a-file":
    case "too-large":
      say(
        `it is no file that can be read: ${config.outcome === "is-directory" ? "a directory" : (config.detail ?? config.outcome)}`,
      );
      break;
  }
  if (reader === "docker client") {
    say("the docker client warns and goes on without it");
    return { outcome: "anonymous" };
  }
  return { outcome: "unsupported", reason: config.outcome === "invalid" ? "config-invalid" : "config-unreadable" };
}

function endOfMechanism(question: Question): Ending {
  const { config, registry, reader, say } = question;
  for (const difference of config.notes) say(`the two readers differ: ${difference}`);
  if (reader === "docker client" && config.clientRefuses === true) return { outcome: "anonymous" };
  const key = configKey(registry);
  const named = config.credHelpers.find((entry) => entry.key === key);
  for (const other of config.credHelpers) {
    const isMeant =
      other !== named && (hostOfKey(other.key, "docker client") === key || whyNotKey(other.key, registry));
    if (isMeant) say(`the helper of "${other.key}" does not count: the key has to be "${key}" exactly`);
  }
  if (named?.helper === "") say(`credHelpers has an empty entry for "${key}": no store is asked`);
  const isHelper = named !== undefined && named.helper !== "";
  const program = isHelper ? named.helper : named === undefined ? config.credsStore : undefined;
  if (program === undefined) return endOfAuths(question);

  say(
    isHelper
      ? `credHelpers sends "${key}" to the helper "${program}"`
      : `credsStore sends every registry to the store "${program}"`,
  );
  const isOnPath = config.helpersOnPath.includes(program);
  say(
    isOnPath
      ? `docker-credential-${program} is on PATH here; it is not asked`
      : `docker-credential-${program} is not on PATH here: the docker client takes what "auths" has instead`,
  );
  if (reader === "runner") {
    if (entryFor(registry, config.auths)?.state === "basic") {
      say(
        `"auths" has a password too, which the vendor does not promise to be used beside a ${isHelper ? "helper" : "store"}`,
      );
    }
    return {
      outcome: "unsupported",
      reason: isHelper ? "credential-helper" : "credential-store",
      ...(isHelper && { key }),
    };
  }
  if (!isOnPath) return endOfAuths(question);
  return {
    outcome: "unknown",
    reason: `the ${isHelper ? "helper" : "store"} "${program}" decides`,
    ...(isHelper && { key }),
  };
}

function endOfAuths(question: Question): Ending {
  const { config, registry, reader, say } = question;
  const entry = entryFor(registry, config.auths, reader);
  const bad = config.auths.find((auth) => auth !== entry && spoilsFile(auth));
  if (bad !== undefined) {
    const reason = entryFault(bad) ?? "auth-malformed";
    say(`the entry "${bad.key}" cannot be read (${bad.problem ?? bad.state}) and spoils the whole file`);
    if (reader === "runner") return { outcome: "unsupported", reason };
    say("the docker client may or may not keep the other entries");
    return { outcome: "unknown", reason: `${reason} of another entry` };
  }
  if (entry === undefined) {
    sayWhyNoKey(question);
    return { outcome: "anonymous" };
  }
  sayKey(question, entry);
  return endOfEntry(question, entry);
}

function sayWhyNoKey({ config, registry, say }: Question): void {
  const wanted = configKey(registry);
  const keys = config.auths.map(({ key }) => key).filter((key) => !isWebLoginKey(key));
  const misses = keys.flatMap((key) => {
    const why = whyNotKey(key, registry);
    return why === undefined ? [] : [`"${key}" does not count: ${why}`];
  });
  const rest = keys.length - misses.length;
  if (keys.length === 0) say(`"auths" has no entry; the key would be "${wanted}"`);
  else say(`no key in "auths" counts; it has to be "${wanted}"`);
  for (const miss of misses) say(miss);
  if (rest > 0) say(`${rest} ${rest === 1 ? "key belongs" : "keys belong"} to other registries`);
}

function sayKey({ registry, config, reader, say }: Question, entry: DockerConfigAuth): void {
  if (entry.key === configKey(registry)) say(`the key "${entry.key}" counts, letter for letter`);
  else {
    say(`the key "${entry.key}" counts by its host part`);
    const path = entry.key.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").replace(/^[^/]*\/?/, "");
    if (!/^(?:v[12]\/?)?$/.test(path)) say(`its path "${path}" is cut off: the entry is used for all of ${registry}`);
  }
  const rivals = config.auths.filter(
    ({ key }) =>
      key !== entry.key && entry.key !== configKey(registry) && hostOfKey(key, reader) === configKey(registry),
  );
  if (rivals.length > 0)
    say(`so do ${rivals.map(({ key }) => `"${key}"`).join(", ")}: which one is used is left to chance`);
}

function endOfEntry({ config, registry, reader, say }: Question, entry: DockerConfigAuth): Ending {
  const { key, username = "" } = entry;
  say(entryWords(entry));
  if (entry.wrapped === true)
    say("line breaks inside the base64: docker skips them, the runner's reader fails on them");
  const hasWebLogin = registry === HUB.registry && config.auths.some((auth) => isWebLoginKey(auth.key));
  if (hasWebLogin) say("beside it are the tokens of a browser login: the password is an access token that expires");
  if (reader === "runner") {
    const reason = entryFault(entry) ?? (hasWebLogin ? "timed-password" : undefined);
    if (reason !== undefined) return { outcome: "unsupported", key, reason };
    return { outcome: "basic", key, username };
  }
  if (entry.registryToken) return { outcome: "token", key, reason: "a registry token" };
  if (entry.identityToken) return { outcome: "token", key, reason: "an identity token" };
  return entry.state === "basic" ? { outcome: "basic", key, username } : { outcome: "anonymous", key };
}

function entryWords({
  state,
  username,
  problem,
  trailing,
  timed,
  fromFields,
  identityToken,
  registryToken,
}: DockerConfigAuth): string {
  const words = [
    registryToken ? "registrytoken" : "",
    identityToken ? "identitytoken" : "",
    state === "basic"
      ? `user ${username ?? ""} with a password${fromFields === true ? " (from the fields username and password)" : ""}`
      : (problem ?? (state === "empty" ? "empty, no password" : state)),
    trailing === undefined ? "" : `which ends with a ${trailing}`,
    timed === undefined ? "" : timedWords(timed),
  ];
  return `the entry holds: ${words.filter((word) => word !== "").join("; ")}`;
}

function timedWords({ kind, expiresAt, expired }: NonNullable<DockerConfigAuth["timed"]>): string {
  if (expiresAt === undefined) return `${kind}: it expires by itself`;
  if (expired === true) return `${kind}, expired ${expiresAt}`;
  return `${kind}, expires ${expiresAt} (a step runs up to ${STEP_LIMIT_MINUTES.value / 60} h)`;
}
