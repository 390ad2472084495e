import {
  type CredentialRef,
  type DockerConfigFact,
  type FileStat,
  ProbeError,
  type Secret,
} from "../../contract/index.js";
import type { OpenCredential, Probe } from "../context.js";
import { timeoutError } from "../engine/failure.js";
import { withLimit } from "../limit.js";
import { bare, type ConfigFile, readConfigFile, readHelpersOnPath } from "./config-file.js";
import { createGate } from "./gate.js";
import { readStat } from "./stat.js";

export interface FilesProbes {
  readonly stat: Probe<{ readonly path: string }, FileStat>;
  readonly dockerConfig: Probe<{ readonly file: string }, DockerConfigFact>;
  /** The usable pair under a key; see ProbeContext. */
  readonly openCredential: (ref: CredentialRef, signal: AbortSignal) => Promise<OpenCredential | undefined>;
}

export interface FilesOptions {
  readonly timeoutMs: number;
  readonly env: NodeJS.ProcessEnv;
  /** Is told every password and token that a config.json holds. */
  readonly addSecret: (value: Secret) => void;
}

/** Half of Node's threads for file-system calls; the other half stays free for name resolution. */
const CALLS_AT_ONCE = 2;

/** This process's own view of the file system. A config.json is read once per run. */
export function filesProbes(options: FilesOptions): FilesProbes {
  const { timeoutMs, env, addSecret } = options;
  const gate = createGate(CALLS_AT_ONCE);
  const configs = new Map<string, Promise<ConfigFile>>();
  let helpers: Promise<readonly string[]> | undefined;

  function readOnce(file: string): Promise<ConfigFile> {
    const known = configs.get(file);
    if (known !== undefined) return known;
    const reading = gate(() => readConfigFile(file)).then((config) => {
      for (const secret of config.secrets) addSecret(secret);
      return config;
    });
    configs.set(file, reading);
    return reading;
  }

  function readConfig(file: string, signal: AbortSignal): Promise<ConfigFile> {
    return withLimit(
      timeoutMs,
      signal,
      () => readOnce(file),
      () => bare(file, { outcome: "timeout" }),
    );
  }

  function readHelpers(signal: AbortSignal): Promise<readonly string[]> {
    helpers ??= gate(() => readHelpersOnPath(env["PATH"]));
    const reading = helpers;
    return withLimit(
      timeoutMs,
      signal,
      () => reading,
      () => [],
    );
  }

  return {
    stat: ({ path }, signal) =>
      withLimit(
        timeoutMs,
        signal,
        () => gate(() => readStat(path)),
        () => {
          throw timeoutError(`looking at ${path}`, timeoutMs);
        },
      ),

    dockerConfig: async ({ file }, signal) => {
      const [config, helpersOnPath] = await Promise.all([readConfig(file, signal), readHelpers(signal)]);
      return { ...config.fact, helpersOnPath };
    },

    openCredential: async (ref, signal) => {
      if (ref.kind === "anonymous") return undefined;
      const { fact, credentials } = await readConfig(ref.file, signal);
      if (fact.outcome === "not-permitted") {
        throw new ProbeError("not-permitted", `${ref.file} cannot be read`, "run again with sudo");
      }
      if (fact.outcome === "timeout") throw timeoutError(`reading ${ref.file}`, timeoutMs);
      if (fact.outcome !== "read") throw new ProbeError("unreadable", `${ref.file} cannot be used: ${fact.outcome}`);
      return credentials.get(ref.key);
    },
  };
}
