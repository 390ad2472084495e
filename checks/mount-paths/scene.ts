import type {
  EngineConnection,
  EngineInfo,
  EnginePath,
  EngineUnasked,
  Evidence,
  FileStat,
  Finding,
  Pass,
  PlannedMount,
  ProcessFact,
  RemedyCommand,
  RunnerPlan,
  TargetVerdict,
} from "../../src/contract/index.js";
import { engineFlavours, isVirtualMachine } from "../../src/judge/engine.js";
import { failed, safe, sudo } from "../../src/judge/findings.js";
import { isWithin, normalPath, parentPath } from "../../src/docker/paths.js";
import { orNothing } from "../../src/judge/probes.js";
import { shellLine, shellWord } from "../../src/docker/shell.js";

/** What every judgement about mounts starts from. */
export interface Scene {
  readonly pass: Pass;
  readonly plan: RunnerPlan;
  readonly connection: EngineConnection;
  readonly info: EngineInfo;
  readonly process: ProcessFact | undefined;
  /** Whether this process sees the engine's own file system, so that its `stat` may decide. */
  readonly isShared: boolean;
}

/** Asks for what every judgement about mounts starts from. */
export async function readScene(pass: Pass): Promise<Scene> {
  const { plan, host, signal } = pass;
  const [connection, info, process] = await Promise.all([
    host.engine.connection({}, { signal }),
    host.engine.info({}, { signal }),
    orNothing(host.env.process({}, { signal })),
  ]);
  const isShared =
    connection.transport === "unix" &&
    connection.resolvedSocketPath !== undefined &&
    process?.inContainer === false &&
    !isVirtualMachine(connection, info) &&
    !engineFlavours(connection, info).some(({ flavour }) => flavour === "snap");
  return { pass, plan, connection, info, process, isShared };
}

/** `refused`: the engine does not mount this path, whatever is there (Docker Desktop's shared paths). */
type PathKind = "directory" | "file" | "missing" | "refused" | "unknown";

/** What is at a path of the engine's host, and who says so. */
export interface PathLook {
  readonly kind: PathKind;
  readonly stat: FileStat | undefined;
  /** Why the engine would not create the missing path for `-v`: docker then refuses to start the runner. */
  readonly obstacle?: "dead-link" | "file-above";
  readonly evidence: readonly Evidence[];
}

/** The engine decides what is at a path; this process is asked too, and decides only where the engine cannot say. */
export async function lookAtHost({ pass, isShared }: Scene, path: string): Promise<PathLook> {
  const { host, signal } = pass;
  const [engine, stat] = await Promise.all([
    host.engine.path({ path }, { signal }),
    orNothing(host.files.stat({ path }, { signal })),
  ]);
  const inTheWay = engine.outcome === "missing" ? obstacleOf(engine, isShared ? stat : undefined) : undefined;
  const obstacle = inTheWay === undefined ? {} : { obstacle: inTheWay };
  const evidence: readonly Evidence[] = [
    {
      what: path,
      observed: sightWords(engine),
      origin: "POST /containers/create",
      vantage: "engine",
    },
    ...(stat === undefined
      ? []
      : [
          {
            what: path,
            observed:
              stat.outcome === "found" ? `${stat.type ?? "found"}, mode ${stat.mode ?? "unknown"}` : absenceWords(stat),
            vantage: "process" as const,
          },
        ]),
  ];
  if (engine.outcome !== "indeterminate")
    return { kind: engine.outcome === "not-a-directory" ? "file" : engine.outcome, stat, ...obstacle, evidence };
  if (isNotShared(engine.detail)) return { kind: "refused", stat, evidence };
  return { kind: isShared ? kindOf(stat) : "unknown", stat, ...obstacle, evidence };
}

const UNASKED_WORDS: Readonly<Record<EngineUnasked, string>> = {
  "image-first": "this engine looks up the image first",
  "container-created": "the engine created a container from an image that cannot exist",
};

/** What the engine sees at a path, and in which words it says so. */
function sightWords({ outcome, unasked, detail }: EnginePath): string {
  const why = unasked === undefined ? detail : UNASKED_WORDS[unasked];
  return why === undefined ? outcome : `${outcome}: ${why}`;
}

/** Why this process does not find a path. */
function absenceWords({ outcome, code, linkTo }: FileStat): string {
  if (linkTo !== undefined) return `${outcome}: a symbolic link to ${linkTo}, which does not exist`;
  if (code === undefined) return outcome;
  return `${outcome}: ${code === "ENOTDIR" ? "a part of its path is a file" : code}`;
}

/** What Docker Desktop says of a path that its settings do not share with its machine. */
function isNotShared(detail: string | undefined): boolean {
  return /mounts denied|is not shared from the host|file sharing/iu.test(detail ?? "");
}

/** What keeps the engine from creating a missing path: a symbolic link of that name, or a file among its folders. */
function obstacleOf(engine: EnginePath, stat: FileStat | undefined): PathLook["obstacle"] {
  if (/not a directory/iu.test(engine.detail ?? "")) return "file-above";
  return stat?.outcome === "missing" && stat.linkTo !== undefined ? "dead-link" : undefined;
}

function kindOf(stat: FileStat | undefined): PathKind {
  if (stat?.outcome === "missing") return "missing";
  if (stat?.outcome !== "found") return "unknown";
  return stat.type === "directory" ? "directory" : "file";
}

/** A path with symbolic links resolved, as far as this process can see it; through its folder where it may not enter that. */
export async function realPath({ pass }: Scene, path: string): Promise<string> {
  const normal = normalPath(path);
  const stat = await orNothing(pass.host.files.stat({ path: normal }, { signal: pass.signal }));
  if (stat?.realPath !== undefined) return normalPath(stat.realPath);
  if (stat?.outcome !== "not-permitted") return normal;
  const folder = parentPath(normal);
  const above = await orNothing(pass.host.files.stat({ path: folder }, { signal: pass.signal }));
  return normalPath(`${above?.realPath ?? folder}/${normal.slice(normal.lastIndexOf("/") + 1)}`);
}

/** A verdict out of findings; what could not be seen is inconclusive, unless an error is known already. */
export function judged(findings: readonly Finding[], evidence: readonly Evidence[] = []): TargetVerdict {
  return failed(findings, evidence);
}

/** Inconclusive: nobody could tell what is at a path. What was found before that stays. */
export function unseen(path: string, findings: readonly Finding[], evidence: readonly Evidence[]): TargetVerdict {
  return {
    status: "inconclusive",
    findings,
    evidence,
    reason: `neither the engine nor this program can see what is at ${path}`,
  };
}

/** Whether this process may make things at a path: it is root, or the path is in its home or in /tmp. */
export function isOwnPath(process: ProcessFact | undefined, path: string): boolean {
  if (process?.uid === 0 || isWithin(path, "/tmp")) return true;
  return process !== undefined && process.home !== "/" && isWithin(path, process.home);
}

/** The commands that make a missing directory, as root where this process is not; none where a file is in the way. */
export function makeDirectory(
  process: ProcessFact | undefined,
  path: string,
  missing: MissingSource,
): readonly RemedyCommand[] {
  if (missing === "file-above") return [];
  const line =
    missing === "dead-link" ? `mkdir -p "$(readlink -m ${shellWord(path)})"` : shellLine(["mkdir", "-p", path]);
  return [isOwnPath(process, path) ? safe(line) : sudo(`sudo ${line}`)];
}

/** What docker makes of a missing source: refuses it, for a reason, or creates a directory. */
export type MissingSource = "dead-link" | "file-above" | "not-created" | "created";

/** What docker does about a missing source. */
export function missingSource({ form }: PlannedMount, { obstacle }: PathLook): MissingSource {
  return obstacle ?? (form === "mount" ? "not-created" : "created");
}
