import { CHECKS } from "../../checks/index.js";
import { createHiding } from "../../src/cli/hiding.js";
import {
  mapHost,
  type Check,
  type Host,
  type PlanSecrets,
  type RunEvent,
  type RunnerPlan,
} from "../../src/contract/index.js";
import { createRecorder } from "../../src/probe/ask.js";
import type { ReportingProbe } from "../../src/probe/context.js";
import { renderCredentials } from "../../src/report/index.js";
import { RENDERERS } from "../support/renderers.js";
import { runChecks, traceCredentials } from "../../src/run/index.js";
import { addUserInfo, createRedactor } from "../../src/secrets/redactor.js";
import { plainView } from "../../src/view/plain-view.js";
import { keepingStream } from "../view/support.js";

/** What a run is made of: a plan with what it holds back, and a host whose answers are redacted and recorded. */
export interface Run {
  readonly plan: RunnerPlan;
  readonly secrets: PlanSecrets;
  readonly host: Host;
  readonly facts: () => unknown;
  readonly checks?: readonly Check[];
}

/** A host that answers as `raw` does, behind the recorder and the redactor that a live one has. */
export function recordedBy(raw: Host, { plan, secrets }: Pick<Run, "plan" | "secrets">): Pick<Run, "host" | "facts"> {
  const redactor = createRedactor(plan);
  secrets.values.forEach(redactor.add);
  for (const url of [secrets.dockerHost, secrets.proxies.http, secrets.proxies.https]) {
    if (url !== undefined) addUserInfo(redactor, url.open());
  }
  const recorder = createRecorder({
    signal: new AbortController().signal,
    redact: redactor.text,
    redactAnswer: redactor.answer,
  });
  const host = mapHost((name, probe) => recorder.ask(name, probe as ReportingProbe<unknown, unknown, unknown>), raw);
  return { host, facts: recorder.facts };
}

/** Runs the checks and gives all that comes out: every format, loud and quiet, what views are told, the facts, the credentials. */
export async function outputOf({ plan, secrets, host, facts, checks = CHECKS }: Run): Promise<string> {
  const hiding = createHiding(plan, secrets);
  const events: RunEvent[] = [];
  const report = await runChecks({
    checks,
    plan,
    host,
    mode: "live",
    deadlineMs: 8000,
    concurrency: 8,
    strict: true,
    signal: new AbortController().signal,
    skipped: [],
    observe: (event) => events.push(hiding.event(event)),
    version: "0.0.0",
  });
  const shown = hiding.report(report);
  const loud = { columns: 1000, color: false, ascii: false, verbose: true, quiet: false };
  const formats = Object.values(RENDERERS).map((render) => render(shown, loud));
  const quiet = RENDERERS.table(shown, { ...loud, verbose: false, quiet: true });
  const traces = await traceCredentials(host, plan, new AbortController().signal).then(
    (found) => renderCredentials(found, { columns: 120, color: false }),
    () => "",
  );
  return [...formats, quiet, traces, JSON.stringify({ plan, facts: facts() }), ...toldOf(events)].join("\n");
}

/** Lines as a log has them, and the events themselves: the live view, which draws them, is told nothing else. */
function toldOf(events: readonly RunEvent[]): readonly string[] {
  const stream = keepingStream();
  const view = plainView(stream, false);
  events.forEach(view.observe);
  return [stream.text(), JSON.stringify(events)];
}
