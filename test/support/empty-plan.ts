import type { RunnerPlan } from "../../src/contract/index.js";

/** The smallest plan: a default deployment that has nothing to judge. */
export const EMPTY_PLAN: RunnerPlan = {
  source: "default",
  description: "default deployment",
  sudo: false,
  images: [],
  mounts: [],
  env: [],
  network: { value: "bridge", origin: { from: "default" } },
  securityOptions: [],
  issues: [],
  domains: [],
  dockerHost: { value: "unix:///var/run/docker.sock", origin: { from: "default" } },
  runnerConfig: null,
  runnerConfigNone: "not-found",
  clientConfig: { directory: "/nowhere", file: "/nowhere/config.json", origin: { from: "default" } },
  proxies: {},
};
