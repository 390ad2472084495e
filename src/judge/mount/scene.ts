import type {
  EngineConnection,
  EngineInfo,
  Evidence,
  FileStat,
  Finding,
  Pass,
  ProcessFact,
  RemedyCommand,
  RunnerPlan,
  TargetVerdict,
} from "../../contract/index.js";
import { engineFlavours, isVirtualMachine } from "../engine.js";
import { safe, sudo } from "../findings.js";
import { isWithin, normalPath, parentPath } from "../mounts.js";
import { orNothing } from "../probes.js";
import { shellLine } from "../shell.js";

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

type PathKind = "directory" | "file" | "missing" | "unknown";

/** What is at a path of the engine's host, and who says so. */
export interface PathLook {
  readonly kind: PathKind;
  readonly stat: FileStat | undefined;
  readonly evidence: readonly Evidence[];
}

/** The engine decides what is at a path; this process is asked too, and decides only where the engine cannot say. */
export async function lookAtHost({ pass, isShared }: Scene, path: string): Promise<PathLook> {
  const { host, signal } = pass;
  const [engine, stat] = await Promise.all([
    host.engine.path({ path }, { signal }),
    orNothing(host.files.stat({ path }, { signal })),
  ]);
  const evidence: readonly Evidence[] = [
    {
      what: path,
      observed: [engine.outcome, engine.detail].filter((text) => text !== undefined).join(": "),
      origin: "POST /containers/create",
      vantage: "engine",
    },
    ...(stat === undefined
      ? []
      : [
          {
            what: path,
            observed:
              stat.outcome === "found" ? `${stat.type ?? "found"}, mode ${stat.mode ?? "unknown"}` : stat.outcome,
            vantage: "process" as const,
          },
        ]),
  ];
  if (engine.outcome !== "indeterminate")
    return { kind: engine.outcome === "not-a-directory" ? "file" : engine.outcome, stat, evidence };
  return { kind: isShared ? kindOf(stat) : "unknown", stat, evidence };
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
  return findings.length === 0 ? { status: "pass", evidence } : { status: "fail", findings, evidence };
}

/** Inconclusive: nobody could tell what is at a path. What was found before that stays. */
export function unseen(path: string, findings: readonly Finding[], evidence: readonly Evidence[]): TargetVerdict {
  return {
    status: "inconclusive",
    findings,
    evidence,
    reason: `neither the engine nor this program could tell what is at ${path}`,
  };
}

/** Whether this process may make things at a path: it is root, or the path is in its home or in /tmp. */
export function isOwnPath(process: ProcessFact | undefined, path: string): boolean {
  if (process?.uid === 0 || isWithin(path, "/tmp")) return true;
  return process !== undefined && process.home !== "/" && isWithin(path, process.home);
}

/** The command that makes a directory, as root where this process is not. */
export function makeDirectory(process: ProcessFact | undefined, path: string): RemedyCommand {
  const line = shellLine(["mkdir", "-p", path]);
  return isOwnPath(process, path) ? safe(line) : sudo(`sudo ${line}`);
}
