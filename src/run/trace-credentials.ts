import { type CredentialTrace, type Host, isByOption, ProbeError, type RunnerPlan } from "../contract/index.js";
import { traceCredential, type ConfigAnswer } from "./credential-trace.js";
import { isRemoteEngine } from "../judge/remote-engine.js";
import { configLocationOf, plannedPulls, type PlannedPull } from "../judge/images/planned.js";

/**
 * How each planned image gets its credentials: the operator's file decides for the runner image, the runner's for the
 * others. Asks for these files and nothing else.
 */
export async function traceCredentials(
  host: Host,
  plan: RunnerPlan,
  signal: AbortSignal,
): Promise<readonly CredentialTrace[]> {
  return Promise.all(
    plannedPulls(plan).map(async (image) => traceCredential(plan, image, await readAnswer(host, plan, image, signal))),
  );
}

async function readAnswer(
  host: Host,
  plan: RunnerPlan,
  image: PlannedPull,
  signal: AbortSignal,
): Promise<ConfigAnswer | undefined> {
  const location = configLocationOf(plan, image);
  if (location === null) return undefined;
  if (image.byRunner && isRemoteEngine(plan) && !isByOption(location, "--docker-config")) {
    return {
      problem: `${location.file} is on the engine's machine; name a folder with a copy: --docker-config DIR`,
    };
  }
  try {
    return { config: await host.files.dockerConfig({ file: location.file }, { signal }) };
  } catch (error) {
    if (error instanceof ProbeError) return { problem: error.message };
    throw error;
  }
}
