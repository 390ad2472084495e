import type { RunnerPlan } from "../../src/contract/index.js";

/** Where the engine's address is set. */
export interface AddressSetting {
  /** In words. */
  readonly shown: string;
  /** Whether it is the variable DOCKER_HOST. */
  readonly isVariable: boolean;
}

/** Where the engine's address is set; the one place that looks into its origin. */
export function addressSetting({ dockerHost: { origin } }: RunnerPlan): AddressSetting {
  return { shown: origin, isVariable: origin.includes("DOCKER_HOST") };
}
