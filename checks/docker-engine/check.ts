import type { Check, Evidence, Pass, Verdict } from "../../src/contract/index.js";
import { ENGINE_CODES } from "./codes.js";
import { noBridge, noRuntime } from "./containers.js";
import { notLinux, tooOld, undocumented, unsupportedArchitecture } from "./kinds.js";
import { oldRunner } from "./old-runner.js";
import { INFO_ORIGIN, type EngineScene } from "./scene.js";
import { noForwarding, unlimited, unreadableLogs, usernsRemap } from "./settings.js";
import { failed } from "../../src/judge/findings.js";
import { goArchitecture } from "../../src/docker/platform.js";
import { engineSite } from "../../src/judge/remedy/engine-site.js";
import { orNothing } from "../../src/judge/probes.js";
import { dockerSocket } from "../docker-socket/check.js";

const JUDGES = [
  tooOld,
  notLinux,
  unsupportedArchitecture,
  usernsRemap,
  noForwarding,
  unreadableLogs,
  unlimited,
  undocumented,
];

function evidenceOf({ connection, info }: EngineScene): readonly Evidence[] {
  const engine = `${connection.platformName ?? "engine"} ${info.serverVersion}`;
  return [
    {
      what: "engine",
      observed: `${engine}, API ${connection.apiVersion ?? "unknown"}, ${info.os}/${goArchitecture(info.architecture)}, kernel ${info.kernelVersion}`,
      ...INFO_ORIGIN,
    },
    {
      what: "setup",
      observed: `data root ${info.rootDirectory}, ${info.storageDriver} (${info.imageStore} image store), log driver ${info.loggingDriver}, cgroups v${info.cgroupVersion ?? "?"}`,
      ...INFO_ORIGIN,
    },
    ...info.warnings.map((warning) => ({ what: "warning of the engine", observed: warning, ...INFO_ORIGIN })),
  ];
}

async function run(pass: Pass): Promise<Verdict> {
  const { plan, host, signal } = pass;
  const [connection, info, process] = await Promise.all([
    host.engine.connection({}, { signal }),
    host.engine.info({}, { signal }),
    orNothing(host.env.process({}, { signal })),
  ]);
  const site = engineSite({ plan, connection, info, process });
  const scene: EngineScene = { plan, connection, info, process, site };
  const asked = await Promise.all([noBridge(pass), noRuntime(pass, scene), oldRunner(pass, scene)]);
  return failed([...JUDGES.flatMap((judge) => judge(scene)), ...asked.flat()], evidenceOf(scene));
}

/** The engine is one that the vendor supports, and is set up so that a runner can work with it. */
export const dockerEngine: Check = {
  id: "docker-engine",
  title: "Docker Engine is supported and set up for a runner",
  group: "engine",
  severity: "error",
  codes: ENGINE_CODES,
  needs: [dockerSocket],
  run,
};
