import type { EngineInfo, Evidence, Finding } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { CLOCK_SKEW_WARNING_SECONDS } from "../../src/requirements.js";
import { RESOURCE_CODES } from "./codes.js";
import { type HostScene, INFO_ORIGIN, TIME_QUESTION } from "./scene.js";
import { skewText } from "./words.js";

/** Seconds by which the engine's clock is ahead of this process's. */
function engineAhead({ systemTime, receivedAt }: EngineInfo): number | undefined {
  if (systemTime === undefined) return undefined;
  const difference = (Date.parse(systemTime) - Date.parse(receivedAt)) / 1000;
  return Number.isFinite(difference) ? difference : undefined;
}

/** A clock that tokens and certificates are judged wrongly by. */
export function clockSkew(scene: HostScene): readonly Finding[] {
  const { info, site, isShared, aheadSeconds: own } = scene;
  if (own === undefined) return [];
  const between = engineAhead(info);
  // on one machine there is one clock; elsewhere the engine's is the sum of both differences
  const aheadSeconds = isShared || between === undefined ? own : own + between;
  if (Math.abs(aheadSeconds) <= CLOCK_SKEW_WARNING_SECONDS.value) return [];
  const evidence: readonly Evidence[] = [
    ...clockEvidence(scene).map((item) => ({ ...item, expected: `within ${CLOCK_SKEW_WARNING_SECONDS.value} s` })),
    ...(between === undefined
      ? []
      : [{ what: "the engine's clock, compared with this process's", observed: skewText(between), ...INFO_ORIGIN }]),
  ];
  return [
    findingFor(RESOURCE_CODES, "clock-skew", { aheadSeconds, reference: TIME_QUESTION.host, site }, { evidence }),
  ];
}

/** This process's clock beside the service's. */
export function clockEvidence({ aheadSeconds }: HostScene): readonly Evidence[] {
  const { host } = TIME_QUESTION;
  if (aheadSeconds === undefined)
    return [{ what: "clock", observed: `not compared: ${host} sent no date`, vantage: "process" }];
  return [
    {
      what: `this process's clock, compared with ${host}`,
      observed: skewText(aheadSeconds),
      origin: "Date header",
      vantage: "process",
    },
  ];
}
