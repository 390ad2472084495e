import { type Check, type CodeEntry, type Finding, type Pass, ProbeError, type RunnerPlan } from "../contract/index.js";
import { ENGINE_ERROR, engineLog, restartEngine } from "./engine.js";
import { failed, finding } from "./findings.js";

/** What a check that asks the engine adds to its catalogue. */
export const ENGINE_LOSS_CODES = { "engine-error": ENGINE_ERROR } as const satisfies Record<string, CodeEntry>;

/** The engine, which had answered before, failed at a question. */
function engineLost(plan: RunnerPlan, error: ProbeError): Finding {
  const place = plan.dockerHost.value.replace(/^unix:\/\//u, "");
  return finding(ENGINE_LOSS_CODES, "engine-error", {
    message: `The engine at ${place} answered at first and then failed.`,
    target: place,
    evidence: [
      { what: "a later question", observed: error.message, expected: "an answer of the engine", vantage: "process" },
    ],
    remedy: {
      summary:
        "Read the engine's log, restart it (running containers stop unless live-restore is on), and run this again.",
      commands: [engineLog(plan), restartEngine(plan)],
    },
  });
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
