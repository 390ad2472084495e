import type { Check, Pass, Verdict } from "../../src/contract/index.js";
import { expansionsIn } from "../../src/judge/expansions.js";
import { failed, inconclusive } from "../../src/judge/findings.js";
import { listText } from "../../src/judge/text.js";
import { SOCKET_CODES } from "./codes.js";
import { faultOf, noConnection } from "./connection.js";
import { engineEvidence } from "./evidence.js";
import { unsoundInfo } from "./info.js";
import { readSocketScene } from "./read-scene.js";

async function run(pass: Pass): Promise<Verdict> {
  const { plan, host, signal } = pass;
  const open = expansionsIn(plan, plan.dockerHost.value);
  if (open.length > 0) return inconclusive(`only a shell knows ${listText(open)}, and so the engine (runner-command)`);
  const connection = await host.engine.connection({}, { signal });
  const fault = faultOf(connection);
  if (fault !== undefined) return failed([noConnection(fault, await readSocketScene(pass, connection))]);
  const findings = await unsoundInfo(pass, connection);
  return failed(findings, findings.length === 0 ? [engineEvidence(connection)] : []);
}

/** The Docker Engine answers where the plan says it is. */
export const dockerSocket: Check = {
  id: "docker-socket",
  title: "Docker Engine answers on its socket",
  group: "engine",
  severity: "error",
  codes: SOCKET_CODES,
  run,
};
