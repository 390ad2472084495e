import type { CredentialTrace } from "../contract/index.js";
import { jsonText } from "../contract/printable.js";
import { renderCredentials } from "../report/index.js";
import { traceCredentials } from "../run/index.js";
import { readSubject } from "./check-command.js";
import { EXIT } from "./exit-codes.js";
import { requireReferences } from "./image-references.js";
import { watchRun } from "./interrupts.js";
import { describeFailure, say, writeAll } from "./output.js";
import type { CredentialsRequest } from "./request.js";
import { asShown, chooseColor, chooseColumns } from "./terminal.js";

/**
 * `credentials`: how each image gets its user and password. Reads config.json and nothing else: no engine, no network.
 *
 * @returns the exit code: 0 when every image is pulled anonymously or with something that its reader can use, 1 when
 * something that the runner cannot use decides, 3 when something could not be seen.
 * @throws UsageError for input that cannot be read.
 */
export async function runCredentialsCommand({ check, images, format }: CredentialsRequest): Promise<number> {
  requireReferences("credentials", images);
  const watch = watchRun();
  try {
    const subject = await readSubject({ ...check, images: [...check.images, ...images] }, watch.signal);
    if (subject === undefined) return await interrupted();
    const all = await traceCredentials(subject.host, subject.plan, watch.signal);
    const traces = images.length === 0 ? all : all.filter(({ image }) => images.includes(image));
    await subject.close();
    if (watch.signal.aborted) return await interrupted();
    const columns = chooseColumns(process.stdout, process.env);
    const color = chooseColor(process.stdout, process.env, check.color);
    const text =
      format === "json" ? jsonText(traces) : asShown(renderCredentials(traces, { columns, color }), process.env);
    const failure = await writeAll(process.stdout, text);
    if (failure === undefined) return exitCodeOf(traces);
    await say(describeFailure(failure));
    return EXIT.usage;
  } finally {
    watch.close();
  }
}

async function interrupted(): Promise<number> {
  await say("interrupted");
  return EXIT.interrupted;
}

function exitCodeOf(traces: readonly CredentialTrace[]): number {
  if (traces.some(({ outcome }) => outcome === "unsupported")) return EXIT.fail;
  return traces.some(({ outcome }) => outcome === "unknown") ? EXIT.undetermined : EXIT.ok;
}
