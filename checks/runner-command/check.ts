import type { Check, Evidence, Finding, Pass, ProcessFact, RunnerPlan, Verdict } from "../../src/contract/index.js";
import { failed, inconclusive, skipped } from "../../src/judge/findings.js";
import { orNothing } from "../../src/judge/probes.js";
import { refusedByVersion } from "./api-version.js";
import { RUNNER_CODES } from "./codes.js";
import { nameTaken } from "./container-name.js";
import { refusedSettings, type SettingsJudged } from "./engine-settings.js";
import { exposedSecrets } from "./exposed-secrets.js";
import { shellExpansions } from "./expansions.js";
import { expansionsReason } from "./expansion-words.js";
import { foreignClient } from "./foreign-client.js";
import { malformedVariables } from "./forms.js";
import { unexpectedImage } from "./image.js";
import { missingVariables } from "./missing.js";
import { noNetwork } from "./network.js";
import { wrongOptions } from "./options.js";
import { placeholders } from "./placeholders.js";
import { problemWords } from "./problem-words.js";
import { loopbackProxies } from "./proxies.js";
import { missingReferences } from "./references.js";
import { shellRuntime } from "./runtime.js";
import { swappedVariables } from "./swapped.js";
import { unknownOptions } from "./unknown-options.js";
import { unknownVariables } from "./unknown.js";
import { isGiven } from "./variables.js";
import { listText } from "../../src/judge/text.js";

const JUDGES: readonly ((plan: RunnerPlan, process?: ProcessFact) => readonly Finding[])[] = [
  placeholders,
  missingVariables,
  malformedVariables,
  swappedVariables,
  unknownVariables,
  unexpectedImage,
  shellRuntime,
  wrongOptions,
  shellExpansions,
  noNetwork,
  loopbackProxies,
  exposedSecrets,
];

/** Why there is no start command to judge. */
function nothingToJudge({ source, env, issues: found }: RunnerPlan): string | undefined {
  if (source === "default") return "no start command was given";
  if (source === "container" && env.length === 0 && found.length === 0)
    return "the container's variables are not known";
  return undefined;
}

function judgePlan(plan: RunnerPlan, process?: ProcessFact): readonly Finding[] {
  return nothingToJudge(plan) === undefined ? JUDGES.flatMap((judge) => judge(plan, process)) : [];
}

function evidenceOf(plan: RunnerPlan): readonly Evidence[] {
  const names = plan.env.filter(isGiven).map(({ name }) => name);
  return [
    { what: "start command", observed: plan.description },
    { what: "variables", observed: names.length === 0 ? "none" : names.join(" ") },
    {
      what: "kind of runner",
      observed: names.includes("REPOSITORY_UUID")
        ? "of one repository (REPOSITORY_UUID is set)"
        : "of the workspace (REPOSITORY_UUID is not set)",
    },
    ...plan.issues.flatMap((issue) =>
      issue.kind === "unexpanded" && issue.problem.of !== "expansion-left"
        ? [{ what: issue.text, observed: problemWords(issue.problem), origin: issue.origin }]
        : [],
    ),
  ];
}

/** What only the engine knows about the start command. Where it does not answer at all, docker-socket says so. */
async function askEngine(pass: Pass): Promise<SettingsJudged> {
  const { plan, host, signal } = pass;
  // what an existing container has was accepted when it was made
  if (plan.source === "container") return { findings: [], unproven: [] };
  const connection = await orNothing(host.engine.connection({}, { signal }));
  const client = foreignClient(plan, connection);
  if (connection?.outcome !== "answered") return { findings: client, unproven: [] };
  const [names, settings, references] = await Promise.all([
    nameTaken(pass),
    refusedSettings(pass),
    missingReferences(pass),
  ]);
  const version = refusedByVersion(plan, connection);
  return {
    findings: [...client, ...version, ...names, ...settings.findings, ...references],
    unproven: settings.unproven,
  };
}

/** Why the start command is open where only a shell knows a part of it. */
function openExpansions(findings: readonly Finding[]): readonly string[] {
  const targets = findings.flatMap(({ code, target = [] }) => (code === "shell-expansion" ? target : []));
  return targets.length === 0 ? [] : [expansionsReason(listText(targets))];
}

async function run(pass: Pass): Promise<Verdict> {
  const { plan, host } = pass;
  const reason = nothingToJudge(plan);
  if (reason !== undefined) return skipped(reason);
  const [{ findings, unproven }, client] = await Promise.all([askEngine(pass), unknownOptions(pass)]);
  const options = plan.unprovable ?? [];
  // a pasted text that is to be mended is told how, by this program
  const isFlattened = plan.issues.some(({ kind }) => kind === "command-flattened");
  const process = isFlattened ? await orNothing(host.env.process({})) : undefined;
  const all = [...judgePlan(plan, process), ...client.findings, ...findings];
  const evidence = [...evidenceOf(plan), ...client.evidence];
  const details = {
    unproven: [
      ...unproven,
      ...(options.length === 0 ? [] : [`whether ${listText(options)} works (only a real start shows it)`]),
    ],
  };
  const open = [...openExpansions(all), ...(client.open === undefined ? [] : [client.open])];
  return open.length === 0
    ? failed(all, evidence, details)
    : inconclusive(open.join("; "), { ...details, findings: all, evidence });
}

/** The start command has what a runner needs, and docker would accept it. */
export const runnerCommand: Check = {
  id: "runner-command",
  title: "Start command is complete and docker accepts it",
  group: "runner",
  severity: "error",
  codes: RUNNER_CODES,
  fromPlan: (plan) => judgePlan(plan),
  run,
};
