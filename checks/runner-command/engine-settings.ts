import type { EngineJson, Finding, Pass, PlannedSetting } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";

/** What the engine makes of the options. */
export interface SettingsJudged {
  readonly findings: readonly Finding[];
  /** Why the engine could not be asked, for those of its answers that tell nothing. */
  readonly unproven: readonly string[];
}

type Body = PlannedSetting["body"];

/**
 * Asks the engine whether it accepts the options; where it does not, adds one after the other to find those that it
 * refuses.
 *
 * @throws ProbeError where the engine answers neither
 */
export async function refusedSettings({ plan, host, signal }: Pass): Promise<SettingsJudged> {
  const { settings = [] } = plan;
  if (settings.length === 0) return { findings: [], unproven: [] };
  const ask = (body: Body) => host.engine.acceptance({ body }, { signal });
  const whole = await ask(settings.map(({ body }) => body).reduce(joined, {}));
  if (whole.outcome === "accepted") return { findings: [], unproven: [] };
  if (whole.outcome === "indeterminate") {
    const shown = settings.map(({ text }) => text).join(", ");
    return {
      findings: [],
      unproven: [`whether the engine accepts ${shown} (this engine looks up the image first)`],
    };
  }
  const findings: Finding[] = [];
  let accepted: Body = {};
  for (const setting of settings) {
    const tried = joined(accepted, setting.body);
    const answer = await ask(tried);
    if (answer.outcome === "refused") findings.push(refused(setting, answer.detail ?? "no reason given"));
    else accepted = tried;
  }
  return { findings, unproven: [] };
}

function refused(setting: PlannedSetting, answer: string): Finding {
  const { text, origin } = setting;
  return findingFor(
    RUNNER_CODES,
    "option-invalid",
    { of: "refused", setting, answer },
    {
      target: text,
      evidence: [
        { what: "option", observed: text, origin },
        { what: "the engine's answer", observed: answer, origin: "POST /containers/create", vantage: "engine" },
      ],
    },
  );
}

/** Two parts of one body: lists are appended, mappings joined, of two values the second counts. */
function joined(one: Body, other: Body): Body {
  const both = Object.entries(other).map(([member, value]) => [member, joinedValue(one[member], value)] as const);
  return { ...one, ...Object.fromEntries(both) };
}

function joinedValue(one: EngineJson | undefined, other: EngineJson): EngineJson {
  if (isList(one) && isList(other)) return [...one, ...other];
  return isBody(one) && isBody(other) ? joined(one, other) : other;
}

function isList(value: EngineJson | undefined): value is readonly EngineJson[] {
  return Array.isArray(value);
}

function isBody(value: EngineJson | undefined): value is Body {
  return typeof value === "object" && !isList(value);
}
