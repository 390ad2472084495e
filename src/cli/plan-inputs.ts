import { LIMITS, UsageError } from "../contract/index.js";
import { connectionDetailWords } from "../judge/connection-words.js";
import { type LoadedPlan, loadPlan, type PlanInputs } from "../plan/index.js";
import { readContainer, readPlanWorld, UnansweredContainer } from "../probe/index.js";
import { requireReferences } from "./image-references.js";
import { readApart, type ReadingLimit } from "./read-apart.js";
import { closeSecrets, type UnreadInputs } from "./reading.js";
import type { CheckRequest } from "./request.js";

/**
 * Puts the deployment together from everything the command line names. Files are read in a thread that can be ended.
 *
 * @returns nothing after an interrupt
 * @throws UsageError for input that cannot be read.
 */
export async function readPlan(request: CheckRequest, limit: ReadingLimit): Promise<LoadedPlan | undefined> {
  const { signal } = limit;
  const world = readPlanWorld();
  requireReferences("--image", request.images);
  const { words, commandFile, compose, service, container, dockerHost, dockerConfig } = request;
  const ofEngine: PlanInputs = {
    images: request.images,
    domains: request.domains,
    ...(dockerHost === undefined ? {} : { dockerHost }),
  };
  const common: PlanInputs = { ...ofEngine, ...(dockerConfig === undefined ? {} : { dockerConfig }) };
  const looksAtFolder = dockerConfig !== undefined && dockerConfig !== "none";
  if (words !== undefined) {
    const isShort = words.join(" ").length <= LIMITS.readAtOnceCharacters;
    const isOfFiles = looksAtFolder || words.some((word) => word.includes("env-file"));
    const inputs = { ...common, words };
    return isShort && !isOfFiles ? loadPlan(inputs, world) : apart(inputs, limit);
  }
  if (commandFile === "-") {
    const text = await readStdin(signal);
    return apart({ ...common, commandFile: { name: "standard input", text } }, limit);
  }
  if (commandFile !== undefined) return apart({ ...common, commandFile: { name: commandFile } }, limit);
  if (compose !== undefined) {
    return apart({ ...common, compose: { file: compose, ...(service === undefined ? {} : { service }) } }, limit);
  }
  if (container !== undefined) {
    // The default deployment finds the same engine: flag, environment, context, default socket.
    const { dockerHost: engine } = loadPlan(ofEngine, world).secrets;
    const question = { dockerHost: engine, name: container, timeoutMs: request.timeoutMs, signal };
    const inspect = await readContainer(question).catch(refuseContainer);
    return apart({ ...common, container: { name: container, inspect } }, limit);
  }
  return looksAtFolder ? apart(common, limit) : loadPlan(common, world);
}

/** @throws UsageError for an engine that did not answer, else the error as it is */
function refuseContainer(error: unknown): never {
  if (!(error instanceof UnansweredContainer)) throw error;
  const { name, shown, outcome, detail } = error.asked;
  const words = connectionDetailWords(detail);
  throw new UsageError(`--container ${name}: the engine at ${shown} cannot be asked (${outcome}): ${words}`);
}

async function apart(inputs: UnreadInputs, limit: ReadingLimit): Promise<LoadedPlan | undefined> {
  const result = await readApart({ of: "plan", inputs }, limit);
  return result?.of === "plan" ? { plan: result.plan, secrets: closeSecrets(result.secrets) } : undefined;
}

async function readStdin(signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // it may have come while this file was being loaded: no event tells of it any more
  signal.throwIfAborted();
  const stop = (): void => void process.stdin.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    signal.throwIfAborted();
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LIMITS.textBytes)
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
