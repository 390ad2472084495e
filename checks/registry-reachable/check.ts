import type { Check, NamedTargetVerdict, Pass, Verdict } from "../../src/contract/index.js";
import { verdictOf } from "../../src/judge/findings.js";
import { findHostsFile, unlessLedElsewhere } from "../../src/judge/network/hosts-file.js";
import { NETWORK_CODES } from "../../src/judge/network/findings.js";
import { readRegistryScene } from "./read-scene.js";
import { registriesOf, type PlannedRegistry } from "./scene.js";
import { silentNameServers } from "./slow-names.js";
import { judgeRegistry } from "./verdict.js";
import { dockerSocket } from "../docker-socket/check.js";

/** Judges a registry; where hosts.toml leads the pull elsewhere, one that cannot be reached proves nothing. */
async function judgePlanned(
  pass: Pass,
  target: string,
  planned: PlannedRegistry,
): Promise<readonly NamedTargetVerdict[]> {
  const scene = await readRegistryScene(pass, target, planned);
  if ("notNeeded" in scene) return [{ target, status: "skip", reason: scene.notNeeded }];
  const verdicts = judgeRegistry(scene);
  if (verdicts.every(({ status }) => status !== "fail")) return verdicts;
  const file = await findHostsFile(pass.host, pass.plan, await pass.host.engine.info({}), planned.registry);
  return verdicts.map((verdict) => ({ ...unlessLedElsewhere(verdict, file), target: verdict.target }));
}

/** One verdict per target: registries often share a token service. */
function merged(verdicts: readonly NamedTargetVerdict[]): readonly NamedTargetVerdict[] {
  const rank = { fail: 0, inconclusive: 1, pass: 2, skip: 3 } as const;
  const byTarget = new Map<string, NamedTargetVerdict>();
  for (const verdict of verdicts) {
    const known = byTarget.get(verdict.target);
    if (known === undefined) {
      byTarget.set(verdict.target, verdict);
      continue;
    }
    const worse = rank[verdict.status] < rank[known.status] ? verdict : known;
    const neededFor = [...new Set([...(known.neededFor ?? []), ...(verdict.neededFor ?? [])])];
    byTarget.set(verdict.target, { ...worse, neededFor });
  }
  return [...byTarget.values()];
}

async function run(pass: Pass): Promise<Verdict> {
  const registries = registriesOf(pass.plan);
  if (registries.size === 0) {
    return { status: "skip", reason: "no image names a registry that can be asked (see runner-command)" };
  }
  const verdicts = await pass.each(pass.targets, async (target) => {
    const planned = registries.get(target);
    if (planned === undefined) return { status: "skip", reason: "no image comes from there" };
    return judgePlanned(pass, target, planned);
  });
  return verdictOf(merged(verdicts), { findings: await silentNameServers(pass, verdicts) });
}

/** Whether the engine can reach the registries of the planned images, and their token services. */
export const registryReachable: Check = {
  id: "registry-reachable",
  title: "The engine reaches every registry of the planned images",
  group: "network",
  codes: NETWORK_CODES,
  severity: "error",
  needs: [dockerSocket],
  targets: (plan) => [...registriesOf(plan).keys()],
  run,
};
