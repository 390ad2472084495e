import { EXAMPLE_PLAN, EXAMPLE_PROCESS, type ExamplesOf } from "../../src/judge/examples.js";
import { engineSite } from "../../src/judge/remedy/engine-site.js";
import type { RESOURCE_CODES } from "./codes.js";
import { TIME_QUESTION } from "./scene.js";

const MIB = 1024 ** 2;
const plan = EXAMPLE_PLAN;

/** Cases of a machine that is short of something. */
export const RESOURCE_EXAMPLES: ExamplesOf<typeof RESOURCE_CODES> = {
  "memory-low": [
    { of: "host", bytes: 3900 * MIB },
    { of: "container", bytes: 256 * MIB },
  ],
  "disk-low": [
    { plan, path: "/var/lib/docker", freeBytes: 2100 * MIB, isOutOfInodes: false, isDataRoot: true },
    { plan, path: "/tmp", freeBytes: 2100 * MIB, isOutOfInodes: true, isDataRoot: false },
  ],
  "data-root-read-only": [{ root: "/var/lib/docker" }],
  "clock-skew": [
    { aheadSeconds: -420, reference: TIME_QUESTION.host, site: engineSite({ plan: EXAMPLE_PLAN }) },
    {
      aheadSeconds: 90,
      reference: TIME_QUESTION.host,
      site: engineSite({ plan: EXAMPLE_PLAN, process: { ...EXAMPLE_PROCESS, serviceManager: "openrc" } }),
    },
  ],
  "cpu-low": [{ cpuCount: 1 }, { cpuCount: 2 }],
  "kernel-too-old": [{ version: "3.10.0-1160.el7.x86_64" }],
};
