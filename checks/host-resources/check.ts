import type { Check, Pass, Verdict } from "../../src/contract/index.js";
import { failed } from "../../src/judge/findings.js";
import { dockerSocket } from "../docker-socket/check.js";
import { clockEvidence, clockSkew } from "./clock.js";
import { RESOURCE_CODES } from "./codes.js";
import { diskEvidence, littleSpace, readOnlyRoot } from "./disk.js";
import { cpuEvidence, fewCpus, oldKernel } from "./machine.js";
import { littleMemory, memoryEvidence, tightLimit } from "./memory.js";
import { readHostScene } from "./read-scene.js";

const JUDGES = [littleMemory, tightLimit, littleSpace, readOnlyRoot, clockSkew, fewCpus, oldKernel];

const EVIDENCE = [memoryEvidence, cpuEvidence, diskEvidence, clockEvidence];

async function run(pass: Pass): Promise<Verdict> {
  const scene = await readHostScene(pass);
  return failed(
    JUDGES.flatMap((judge) => judge(scene)),
    EVIDENCE.flatMap((show) => show(scene)),
  );
}

/** The machine has the memory, disk, clock, CPUs and kernel that a runner needs. */
export const hostResources: Check = {
  id: "host-resources",
  title: "Host has the memory, disk and clock for a runner",
  group: "host",
  severity: "warning",
  codes: RESOURCE_CODES,
  needs: [dockerSocket],
  run,
};
