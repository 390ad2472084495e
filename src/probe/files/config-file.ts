import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type DockerConfigFact, LIMITS, ProbeError, type Secret } from "../../contract/index.js";
import { readBoundedBeside } from "../bounded-file.js";
import type { OpenCredential } from "../context.js";
import { codeOf } from "../engine/client.js";
import { type ConfigText, readConfigText } from "./config-text.js";

/** A config.json: the fact, and what the credentials are. */
export interface ConfigFile {
  readonly fact: Omit<DockerConfigFact, "helpersOnPath">;
  /** By the key as the fact shows it; only usable pairs. */
  readonly credentials: ReadonlyMap<string, OpenCredential>;
  readonly secrets: readonly Secret[];
}

const HELPER = /^docker-credential-(.+?)(?:\.exe)?$/;

/**
 * Reads a config.json of at most 1 MiB. A FIFO or a device in its place is named, not opened.
 * @throws ProbeError for errors of the file system that say nothing about the file
 */
export async function readConfigFile(file: string): Promise<ConfigFile> {
  try {
    return await readWhole(file);
  } catch (error) {
    return failed(file, error);
  }
}

async function readWhole(file: string): Promise<ConfigFile> {
  const read = await readBoundedBeside(file, LIMITS.textBytes);
  if (read.of === "too-large") return bare(file, { outcome: "too-large", sizeBytes: read.sizeBytes });
  const { stat } = read;
  if (stat.isDirectory()) return bare(file, { outcome: "is-directory" });
  if (read.of === "no-file") return bare(file, { outcome: "not-a-file", type: kindOf(stat) });
  const { bytes } = read;
  const text = readConfigText(bytes, Date.now());
  const entries = text.auths.length + text.fact.credHelpers.length;
  if (entries > LIMITS.configEntries) {
    return { ...bare(file, { outcome: "too-large", sizeBytes: bytes.length, entries }), secrets: secretsOf(text) };
  }
  const mode = (stat.mode & 0o7777).toString(8).padStart(4, "0");
  return {
    fact: { file, ...text.fact, mode, uid: stat.uid, sizeBytes: bytes.length },
    credentials: new Map(
      text.auths.flatMap(({ fact, credential }) => (credential === undefined ? [] : [[fact.key, credential] as const])),
    ),
    secrets: secretsOf(text),
  };
}

function secretsOf({ auths }: ConfigText): readonly Secret[] {
  return auths.flatMap(({ secrets }) => secrets);
}

/** A file of which nothing was read. */
export function bare(
  file: string,
  what: Pick<DockerConfigFact, "outcome"> & Partial<Pick<DockerConfigFact, "code" | "entries" | "sizeBytes" | "type">>,
): ConfigFile {
  return {
    fact: { file, ...what, credHelpers: [], auths: [], notes: [] },
    credentials: new Map(),
    secrets: [],
  };
}

function failed(file: string, error: unknown): ConfigFile {
  const code = codeOf(error);
  if (code === "ENOENT") return bare(file, { outcome: "missing" });
  if (code === "ENOTDIR") return bare(file, { outcome: "missing", code });
  if (code === "EACCES" || code === "EPERM") return bare(file, { outcome: "not-permitted", code });
  if (code === "ENXIO") return bare(file, { outcome: "not-a-file" });
  if (code === undefined) throw error;
  throw new ProbeError("unreadable", `reading ${file}: ${code}`);
}

function kindOf(found: { isFIFO(): boolean; isSocket(): boolean }): NonNullable<DockerConfigFact["type"]> {
  if (found.isFIFO()) return "fifo";
  return found.isSocket() ? "socket" : "device";
}

/** The credential helpers on PATH, by the name that config.json calls them; sorted. */
export async function readHelpersOnPath(path: string | undefined): Promise<readonly string[]> {
  const folders = [...new Set((path ?? "").split(delimiter).filter((folder) => folder !== ""))];
  const found = await Promise.all(folders.slice(0, 100).map(helpersIn));
  return [...new Set(found.flat())].toSorted();
}

async function helpersIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const helpers = await Promise.all(
    names.map(async (name) => {
      const helper = HELPER.exec(name)?.[1];
      if (helper === undefined) return undefined;
      const isRunnable = await access(join(folder, name), constants.X_OK).then(
        () => true,
        () => false,
      );
      return isRunnable ? helper : undefined;
    }),
  );
  return helpers.filter((helper) => helper !== undefined);
}
