import type { Evidence } from "../../src/contract/index.js";
import { HUB } from "../../src/docker/hub.js";
import { certificateEvidence, hopEvidence } from "../../src/judge/network/findings.js";
import { silenceWords } from "../../src/judge/probes.js";
import { sideBySide, WORKS } from "../../src/judge/network/vantages.js";
import { isEngineTimeout, type EndpointSeen, type RegistryScene } from "./scene.js";

/** What both vantages saw of an endpoint, where that tells something. */
export function endpointEvidence(
  scene: RegistryScene,
  { fact, cause, engineWorks, tried, silent }: EndpointSeen,
): readonly Evidence[] {
  const { engine, pull, info, registry } = scene;
  const isTelling = fact?.failure !== undefined || cause !== undefined || engineWorks;
  const views = {
    engine: engineWorks ? WORKS : (cause?.code ?? (isEngineTimeout(scene) ? "no answer" : undefined)),
    process: silent?.kind === "timeout" ? "no answer" : fact && (fact.failure?.code ?? WORKS),
  };
  if (!isTelling && !isEngineTimeout(scene)) return [];
  const told = ((): readonly Evidence[] => {
    if (engine === undefined || pull === undefined) return [];
    const what = `the engine's lookup of ${pull.question.reference}`;
    if ("silent" in engine) return [{ what, observed: silenceWords(engine.silent), vantage: "engine" }];
    const { outcome, status, message, digest } = engine.answer;
    const observed =
      outcome === "resolved" ? `found ${digest ?? ""}`.trim() : `HTTP ${status ?? "?"}: ${message ?? ""}`;
    return [{ what, observed, origin: "GET /distribution", vantage: "engine" }];
  })();
  const proxy: readonly Evidence[] =
    info.httpsProxy === undefined && info.httpProxy === undefined
      ? []
      : [
          {
            what: "the engine's proxy",
            observed: `${info.httpsProxy ?? info.httpProxy ?? ""}${info.noProxy === undefined ? "" : `, not for ${info.noProxy}`}`,
            origin: "GET /info",
            vantage: "engine",
          },
        ];
  const mirrors: readonly Evidence[] =
    info.mirrors.length === 0 || registry !== HUB.registry
      ? []
      : [{ what: "the engine's mirrors", observed: info.mirrors.join(", "), origin: "GET /info", vantage: "engine" }];
  return [
    ...sideBySide(views),
    ...(fact === undefined ? [] : [hopEvidence(fact)]),
    ...tried,
    ...(fact === undefined ? [] : certificateEvidence(fact)),
    ...told,
    ...proxy,
    ...mirrors,
  ];
}
