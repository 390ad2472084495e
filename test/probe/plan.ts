import { type PlanSecrets, type RunnerPlan, Secret } from "../../src/contract/index.js";

/** The smallest plan that probes can be built with. */
export function planFor(dockerHost: string): RunnerPlan {
  const config = {
    directory: "/home/me/.docker",
    file: "/home/me/.docker/config.json",
    origin: { from: "default" } as const,
  };
  return {
    source: "default",
    description: "test",
    sudo: false,
    images: [],
    mounts: [],
    env: [],
    network: { value: "bridge", origin: { from: "default" } as const },
    securityOptions: [],
    issues: [],
    domains: [],
    dockerHost: { value: dockerHost, origin: { from: "default" } as const },
    runnerConfig: null,
    clientConfig: config,
    proxies: {},
  };
}

export function secretsFor(dockerHost: string, values: readonly string[] = []): PlanSecrets {
  return { dockerHost: new Secret(dockerHost), proxies: {}, values: values.map((value) => new Secret(value)) };
}
