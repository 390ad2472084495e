import { type Check, type Finding, type Pass, ProbeError, type RunnerPlan } from "../contract/index.js";
import { ENGINE_ERROR } from "./engine-error.js";
import { defineCodes, failed, findingFor } from "./findings.js";
import { engineSite } from "./remedy/engine-site.js";

/** What a check that asks the engine adds to its catalogue. */
export const ENGINE_LOSS_CODES = defineCodes({ "engine-error": ENGINE_ERROR });

/** The engine, which had answered before, failed at a question. */
function engineLost(plan: RunnerPlan, error: ProbeError): Finding {
  const place = plan.dockerHost.value.replace(/^unix:\/\//u, "");
  const facts = {
    target: place,
    evidence: [{ what: "a later question", observed: error.message, expected: "an answer", vantage: "process" }],
  } as const;
  return findingFor(ENGINE_LOSS_CODES, "engine-error", { site: engineSite({ plan }), place, question: "later" }, facts);
}

/**
 * Runs a check so that an engine that fails midway is a finding, one for all targets, and not merely a question without
 * an answer. The check's catalogue has to hold `ENGINE_LOSS_CODES`.
 */
export function reportingEngineLoss(run: Check["run"]): Check["run"] {
  return async (pass: Pass) => {
    let lost: Finding | undefined;
    const findingOf = (error: unknown): Finding => {
      if (!(error instanceof ProbeError) || error.kind !== "engine-failed") throw error;
      lost ??= engineLost(pass.plan, error);
      return lost;
    };
    try {
      return await run({
        ...pass,
        each: (targets, judge) =>
          pass.each(targets, async (target) => {
            try {
              return await judge(target);
            } catch (error) {
              return { status: "fail", findings: [findingOf(error)] };
            }
          }),
      });
    } catch (error) {
      return failed([findingOf(error)]);
    }
  };
}
