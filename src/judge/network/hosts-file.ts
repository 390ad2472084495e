import { type EngineInfo, type Host, type RunnerPlan, type TargetVerdict, findingsOf } from "../../contract/index.js";
import { hasSecurityOption } from "../engine.js";
import { hasError } from "../findings.js";
import { orNothing } from "../probes.js";
import { isRemoteEngine } from "../remote-engine.js";
import { compareVersions } from "../../docker/engine-versions.js";

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
  info: EngineInfo,
  registry: string,
): Promise<string | undefined> {
  const { imageStore, serverVersion } = info;
  if (imageStore !== "containerd" || isRemoteEngine(plan)) return undefined;
  if ((compareVersions(serverVersion, ENGINE_WITH_HOSTS_FILES) ?? 0) < 0) return undefined;
  const directory = await certificatesDirectory(host, info);
  if (directory === undefined) return undefined;
  for (const folder of [registry, FOLDER_FOR_ALL]) {
    const path = `${directory}/${folder}/hosts.toml`;
    const file = await orNothing(host.files.stat({ path }));
    if (file?.outcome === "found") return path;
  }
  return undefined;
}

/** Where an engine has its folder for each registry; a rootless one in its user's home. Unknown where that is not to be seen. */
async function certificatesDirectory(host: Host, info: EngineInfo): Promise<string | undefined> {
  if (!hasSecurityOption(info, "rootless")) return "/etc/docker/certs.d";
  const process = await orNothing(host.env.process({}));
  return process === undefined ? undefined : `${process.home}/.config/docker/certs.d`;
}

/** Why a lookup says little about the pull. */
export function hostsFileReason(file: string): string {
  return `the engine's pull follows ${file}; its lookup and this process do not`;
}

/** A failure that was seen where the pull need not go is no verdict about the pull. */
export function unlessLedElsewhere(verdict: TargetVerdict, file: string | undefined): TargetVerdict {
  const findings = findingsOf(verdict);
  if (file === undefined || !hasError(findings)) return verdict;
  const seen = findings.map(({ message }) => message).join(" ");
  const evidence = [...(verdict.evidence ?? []), ...findings.flatMap((finding) => finding.evidence)];
  const reason = `${hostsFileReason(file)}. They see: ${seen}`;
  return { ...verdict, status: "inconclusive", findings: [], evidence, reason };
}
