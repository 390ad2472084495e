import type { LabCase } from "./case.js";
import type { Lab } from "./lab.js";
import type { Ended } from "./processes.js";
import { startCommand } from "./start-command.js";

/** An oracle without success by then counts as failed. */
const ORACLE_LIMIT_MS = 60_000;

/** What the engine itself makes of a case. */
export interface OracleAnswer {
  readonly succeeded: boolean;
  /** The last words of whoever was asked. */
  readonly words: string;
}

const EMPTY_CONFIG = "/run/lab/no-config";

/** Runs the oracle of a case; `undefined` where only the vendor's page can tell. */
export async function askOracle(lab: Lab, labCase: LabCase): Promise<OracleAnswer | undefined> {
  const { oracle } = labCase;
  if (oracle.kind === "vendor-rule") return undefined;
  if (oracle.kind === "pull") return pullAll(lab, labCase, oracle.images, oracle.config);
  return run(lab, labCase, oracle.kind === "run" && oracle.words ? oracle.words : startWords(lab, labCase));
}

/** Pulls images one after the other as the docker client does. */
export async function pullAll(
  lab: Lab,
  labCase: Pick<LabCase, "env" | "user" | "limits">,
  images: readonly string[],
  config: string = EMPTY_CONFIG,
): Promise<OracleAnswer> {
  for (const image of images) {
    const ended = await lab.docker(["--config", config, "pull", "-q", image], options(labCase));
    if (ended.exitCode !== 0) return { succeeded: false, words: `docker pull ${image}: ${lastWords(ended)}` };
  }
  return { succeeded: true, words: `pulled ${images.length} images` };
}

/** Runs the start command of a case with the stand-in runner. */
export function runStandIn(lab: Lab, labCase: LabCase): Promise<OracleAnswer> {
  return run(lab, labCase, startWords(lab, labCase));
}

function startWords(lab: Lab, labCase: LabCase): readonly string[] {
  return labCase.start?.(lab) ?? startCommand();
}

/** A start command without a terminal, whose container leaves nothing behind. */
export function quiet(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => (word === "-it" ? ["--rm"] : [word]));
}

async function run(lab: Lab, labCase: LabCase, words: readonly string[]): Promise<OracleAnswer> {
  const ended = await lab.exec(quiet(words), options(labCase));
  return { succeeded: ended.exitCode === 0, words: `docker run ended with ${ended.exitCode}: ${lastWords(ended)}` };
}

function options(labCase: Pick<LabCase, "env" | "user" | "limits">): Parameters<Lab["exec"]>[1] & object {
  const { oracleS } = labCase.limits ?? {};
  return {
    timeoutMs: oracleS === undefined ? ORACLE_LIMIT_MS : oracleS * 1000,
    ...(labCase.env ? { env: labCase.env } : {}),
    ...(labCase.user ? { user: labCase.user } : {}),
  };
}

function lastWords(ended: Ended): string {
  if (ended.timedOut) return `no end after ${Math.round(ended.durationMs / 1000)} s`;
  // the stand-in speaks on stdout, docker on stderr, where advice about --help comes last
  const said = ended.stdout.trim() || ended.stderr.trim().split("\n\n")[0] || "";
  return said.split("\n").at(-1) ?? "";
}
