import {
  EXAMPLE_CONNECTION,
  EXAMPLE_INFO,
  EXAMPLE_PLAN,
  EXAMPLE_PROCESS,
  type ExamplesOf,
} from "../../src/judge/examples.js";
import { engineSite } from "../../src/judge/remedy/engine-site.js";
import type { ENGINE_CODES } from "./codes.js";

const plan = EXAMPLE_PLAN;
const site = engineSite({
  plan,
  connection: EXAMPLE_CONNECTION,
  info: EXAMPLE_INFO,
  process: EXAMPLE_PROCESS,
});
const SCENE = { plan, connection: EXAMPLE_CONNECTION, info: EXAMPLE_INFO, process: EXAMPLE_PROCESS, site };

/** Cases of an engine that does not suit a runner. */
export const ENGINE_EXAMPLES: ExamplesOf<typeof ENGINE_CODES> = {
  "engine-too-old": [{ plan, version: "19.03.15" }],
  "engine-not-linux": [{ plan, os: "windows" }],
  "architecture-unsupported": [{ plan, architecture: "armv7l" }],
  "userns-remap": [
    {
      ...SCENE,
      info: { ...EXAMPLE_INFO, rootDirectory: "/var/lib/docker/100000.100000", securityOptions: ["name=userns"] },
    },
  ],
  "ip-forwarding-disabled": [{}],
  "default-network-missing": [{ plan }],
  "default-runtime-missing": [{ site, name: "nvidia", path: "/usr/bin/nvidia-container-runtime" }],
  "log-driver-unreadable": [{ ...SCENE, info: { ...EXAMPLE_INFO, loggingDriver: "journald" } }],
  "resource-limits-unsupported": [
    { plan, site, limits: ["memory", "swap"], isRootless: false },
    { plan, site, limits: ["CPU quota"], isRootless: true },
  ],
  "engine-refuses-old-clients": [{ site, version: "29.0.0", lowestApi: "1.44" }],
  "engine-undocumented": [
    { plan, flavour: "rootless" },
    { plan, flavour: "podman" },
    { plan, flavour: "desktop" },
    { plan, flavour: "snap" },
  ],
};
