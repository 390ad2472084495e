import { type PlanSecrets, type Recording, Secret, UsageError } from "../contract/index.js";
import type { LoadedPlan, PlanInputs } from "../plan/index.js";

/** Inputs as the command line names them: the files among them are still to be read. */
export type UnreadInputs = Omit<PlanInputs, "commandFile" | "compose"> & {
  readonly commandFile?: { readonly name: string; readonly text?: string };
  readonly compose?: { readonly file: string; readonly service?: string };
};

/** What is read where it can be ended. */
export type ReadingTask =
  { readonly of: "plan"; readonly inputs: UnreadInputs } | { readonly of: "recording"; readonly file: string };

/** Secrets as they go from one thread of this process to another. */
interface OpenSecrets {
  readonly dockerHost: string;
  readonly http?: string;
  readonly https?: string;
  readonly values: readonly string[];
}

/** What was read, or why it could not be. */
export type ReadingResult =
  | { readonly of: "plan"; readonly plan: LoadedPlan["plan"]; readonly secrets: OpenSecrets }
  | { readonly of: "recording"; readonly recording: Recording }
  | { readonly of: "refusal"; readonly message: string }
  | { readonly of: "bug"; readonly message: string; readonly stack?: string };

/** Secrets, opened for the way between two threads. */
export function openSecrets({ dockerHost, proxies, values }: PlanSecrets): OpenSecrets {
  const { http, https } = proxies;
  return {
    dockerHost: dockerHost.open(),
    ...(http && { http: http.open() }),
    ...(https && { https: https.open() }),
    values: values.map((value) => value.open()),
  };
}

/** The same, closed again. */
export function closeSecrets({ dockerHost, http, https, values }: OpenSecrets): PlanSecrets {
  return {
    dockerHost: new Secret(dockerHost),
    proxies: {
      ...(http !== undefined && { http: new Secret(http) }),
      ...(https !== undefined && { https: new Secret(https) }),
    },
    values: values.map((value) => new Secret(value)),
  };
}

/** What stopped a reader: input that is refused, memory or depth that ran out, or a mistake of this program. */
export function failureOf(error: unknown): ReadingResult {
  if (error instanceof UsageError) return { of: "refusal", message: error.message };
  if (error instanceof RangeError) {
    return { of: "refusal", message: `the input is nested too deeply or becomes too long (${error.message})` };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { of: "bug", message, ...(stack !== undefined && { stack }) };
}
