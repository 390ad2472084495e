import type { Evidence, Finding } from "../../src/contract/index.js";
import { compareVersions } from "../../src/docker/engine-versions.js";
import { findingFor } from "../../src/judge/findings.js";
import { MINIMUM_KERNEL_VERSION, STEP_CPU_COUNT } from "../../src/requirements.js";
import { RESOURCE_CODES } from "./codes.js";
import { type HostScene, INFO_ORIGIN } from "./scene.js";

/** Fewer CPUs than a step is given. */
export function fewCpus({ info: { cpuCount } }: HostScene): readonly Finding[] {
  if (cpuCount <= 0 || cpuCount >= STEP_CPU_COUNT.value) return [];
  const evidence = [
    { what: "CPUs", observed: String(cpuCount), expected: `${STEP_CPU_COUNT.value} or more`, ...INFO_ORIGIN },
  ];
  return [findingFor(RESOURCE_CODES, "cpu-low", { cpuCount }, { evidence })];
}

/** A kernel that is older than what runners are known to work on. */
export function oldKernel({ info: { kernelVersion: version } }: HostScene): readonly Finding[] {
  const difference = compareVersions(version, MINIMUM_KERNEL_VERSION.value);
  if (difference === undefined || difference >= 0) return [];
  const expected = `${MINIMUM_KERNEL_VERSION.value} or newer`;
  const evidence = [{ what: "kernel", observed: version, expected, ...INFO_ORIGIN }];
  return [findingFor(RESOURCE_CODES, "kernel-too-old", { version }, { evidence })];
}

/** The CPUs of the machine. */
export function cpuEvidence({ info }: HostScene): readonly Evidence[] {
  return [{ what: "CPUs", observed: String(info.cpuCount), ...INFO_ORIGIN }];
}
