import { type PlanSecrets, type RunnerPlan, UsageError } from "../contract/index.js";
import { loadPlan, type PlanInputs } from "../plan/index.js";
import { readContainer, readPlanWorld } from "../probe/index.js";
import type { CheckRequest } from "./request.js";

/** More than any start command. Bytes. */
const MAX_STDIN_BYTES = 1024 ** 2;

/**
 * Puts the deployment together from everything the command line names.
 *
 * @throws UsageError for input that cannot be read.
 */
export async function readPlan(
  request: CheckRequest,
  signal: AbortSignal,
): Promise<{ readonly plan: RunnerPlan; readonly secrets: PlanSecrets }> {
  const world = readPlanWorld();
  const { words, commandFile, compose, service, container, dockerHost, dockerConfig } = request;
  const common: PlanInputs = {
    images: request.images,
    domains: request.domains,
    ...(dockerHost === undefined ? {} : { dockerHost }),
    ...(dockerConfig === undefined ? {} : { dockerConfig }),
  };
  if (words !== undefined) return loadPlan({ ...common, words }, world);
  if (commandFile !== undefined) {
    const isStdin = commandFile === "-";
    const text = isStdin ? await readStdin(signal) : world.readText(commandFile);
    return loadPlan({ ...common, commandFile: { name: isStdin ? "standard input" : commandFile, text } }, world);
  }
  if (compose !== undefined) {
    const file = { file: compose, text: world.readText(compose), ...(service === undefined ? {} : { service }) };
    return loadPlan({ ...common, compose: file }, world);
  }
  if (container !== undefined) {
    // The default deployment finds the same engine: flag, environment, context, default socket.
    const { dockerHost: engine } = loadPlan(common, world).secrets;
    const inspect = await readContainer({ dockerHost: engine, name: container, timeoutMs: request.timeoutMs, signal });
    return loadPlan({ ...common, container: { name: container, inspect } }, world);
  }
  return loadPlan(common, world);
}

async function readStdin(signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = (): void => void process.stdin.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_STDIN_BYTES)
        throw new UsageError("--command-file -: more than 1 MiB; expected one docker run command");
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof UsageError || signal.aborted) throw error;
    throw new UsageError(
      `--command-file -: standard input cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`,
    );
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return Buffer.concat(chunks).toString("utf8");
}
