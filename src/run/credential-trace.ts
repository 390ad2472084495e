import { type CredentialTrace, type DockerConfigFact, originText, type RunnerPlan } from "../contract/index.js";
import type { ConfigReader } from "../judge/credentials/keys.js";
import { resolveCredential, type CredentialDecision } from "../judge/credentials/resolve.js";
import { stepWords, tokenWords, unknownWords } from "../judge/credentials/words.js";
import { askable, configLocationOf, readerOf, type PlannedPull } from "../judge/images/planned.js";

/** A config.json as read, or why it could not be. */
export type ConfigAnswer = { readonly config: DockerConfigFact } | { readonly problem: string };

type Ending = Pick<CredentialTrace, "outcome" | "key" | "username" | "reason">;

/** How an image gets its credentials, in the report's words. */
export function traceCredential(
  plan: RunnerPlan,
  image: PlannedPull,
  answer: ConfigAnswer | undefined,
): CredentialTrace {
  const reader: ConfigReader = readerOf(image);
  const location = configLocationOf(plan, image);
  const registry = askable(image)?.registry;
  const end = (steps: readonly string[], ending: Ending): CredentialTrace => ({
    image: image.reference,
    ...(registry === undefined ? {} : { registry }),
    reader,
    file: location?.file ?? null,
    steps,
    ...ending,
    result: resultOf(ending),
  });
  if (registry === undefined) {
    return end(["this is not a valid image reference"], {
      outcome: "unknown",
      reason: "no registry in the reference",
    });
  }
  if (location === null) {
    const isDeclared = plan.runnerConfigNone === "declared-none";
    const why = isDeclared ? "--docker-config none: no private registries" : "the runner has no config.json";
    return end([why], { outcome: "anonymous" });
  }
  const reads = `the ${reader} reads ${location.file} (${originText(location.origin)})`;
  if (answer === undefined || "problem" in answer) {
    const reason = answer?.problem ?? "the file was not read in this run";
    return end([reads, reason], { outcome: "unknown", reason });
  }
  const { decision, steps } = resolveCredential(registry, answer.config, reader);
  return end([reads, ...steps.map(stepWords)], endingOf(decision));
}

function endingOf(decision: CredentialDecision): Ending {
  const key = decision.key === undefined ? {} : { key: decision.key };
  switch (decision.kind) {
    case "anonymous":
      return { outcome: "anonymous", ...key };
    case "basic":
      return { outcome: "basic", ...key, username: decision.username };
    case "token":
      return {
        outcome: "token",
        ...key,
        reason: tokenWords(decision.fault),
      };
    case "unsupported":
      return { outcome: "unsupported", ...key, reason: decision.fault };
    default:
      return { outcome: "unknown", ...key, reason: unknownWords(decision.why) };
  }
}

function resultOf({ outcome, username, reason }: Ending): string {
  if (outcome === "basic") return `basic as ${username ?? ""}`;
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
}
