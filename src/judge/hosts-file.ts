import type { EngineInfo, Host, RunnerPlan, TargetVerdict } from "../contract/index.js";
import { hasError } from "./findings.js";
import { orNothing } from "./probes.js";
import { isRemoteEngine } from "./pull.js";
import { compareVersions } from "./versions.js";

/** First engine whose pull, with the containerd image store, follows hosts.toml (26.1 does not, 28.5 does: measured 2026-11). */
const ENGINE_WITH_HOSTS_FILES = "27";
/** Where the engine looks, after the folder of the registry itself, for what holds for all. */
const FOLDER_FOR_ALL = "_default";

/**
 * The hosts.toml that leads the engine's pull from `registry` to other hosts, as this process finds it. Neither the
 * engine's lookup (`/distribution`) nor this process follows it, so what they see is not what a pull meets. `undefined`
 * where there is none, the engine takes no notice of such files, or its files cannot be seen from here.
 */
export async function findHostsFile(
  host: Host,
  plan: RunnerPlan,
  { imageStore, serverVersion }: EngineInfo,
  registry: string,
): Promise<string | undefined> {
  if (imageStore !== "containerd" || isRemoteEngine(plan)) return undefined;
  if ((compareVersions(serverVersion, ENGINE_WITH_HOSTS_FILES) ?? 0) < 0) return undefined;
  for (const folder of [registry, FOLDER_FOR_ALL]) {
    const path = `/etc/docker/certs.d/${folder}/hosts.toml`;
    const file = await orNothing(host.files.stat({ path }));
    if (file?.outcome === "found") return path;
  }
  return undefined;
}

/** Why a lookup says little about the pull. */
export function hostsFileReason(file: string): string {
  return `the engine's pull follows ${file}, which its lookup and this process do not`;
}

/** A failure that was seen where the pull need not go is no verdict about the pull. */
export function unlessLedElsewhere(verdict: TargetVerdict, file: string | undefined): TargetVerdict {
  const { findings, ...rest } = verdict;
  if (file === undefined || !hasError(findings)) return verdict;
  const seen = (findings ?? []).map(({ message }) => message).join(" ");
  const evidence = [...(verdict.evidence ?? []), ...(findings ?? []).flatMap((finding) => finding.evidence)];
  return { ...rest, status: "inconclusive", evidence, reason: `${hostsFileReason(file)}; what they see: ${seen}` };
}
