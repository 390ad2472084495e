import type { Finding, Pass } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { orNothing } from "../../src/judge/probes.js";
import { ENGINE_CODES } from "./codes.js";
import { INFO_ORIGIN, type EngineScene } from "./scene.js";

/** A start command without a network of its own, and an engine without a bridge. Compose makes networks by itself. */
export async function noBridge({ plan, host, signal }: Pass): Promise<readonly Finding[]> {
  if (plan.source === "compose" || !["bridge", "default"].includes(plan.network.value)) return [];
  const bridge = await orNothing(host.engine.network({ name: "bridge" }, { signal }));
  if (bridge?.outcome !== "missing") return [];
  const facts = {
    evidence: [
      {
        what: "network bridge",
        observed: "missing",
        expected: "found",
        origin: "GET /networks/bridge",
        vantage: "engine",
      },
      { what: "network of the runner", observed: plan.network.value, origin: plan.network.origin },
    ],
  } as const;
  return [findingFor(ENGINE_CODES, "default-network-missing", { plan }, facts)];
}

/** An engine whose runtime is gone. One that is named without its folder is on the engine's PATH or is not: nobody says. */
export async function noRuntime({ host, signal }: Pass, { info, site }: EngineScene): Promise<readonly Finding[]> {
  const { defaultRuntime: name = "", defaultRuntimePath: path } = info;
  if (path?.startsWith("/") !== true) return [];
  const seen = await orNothing(host.engine.path({ path }, { signal }));
  if (seen?.outcome !== "missing") return [];
  const facts = {
    target: path,
    evidence: [
      { what: "default runtime", observed: `${name} (${path})`, ...INFO_ORIGIN },
      { what: path, observed: seen.detail ?? "missing", expected: "found", vantage: "engine" },
    ],
  } as const;
  return [findingFor(ENGINE_CODES, "default-runtime-missing", { site, name, path }, facts)];
}
