import type { Evidence, Finding } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { bytesText } from "../../src/judge/text.js";
import { MEMORY_ERROR_BYTES, MEMORY_WARNING_BYTES, RUNNER_CONTAINER_MEMORY_BYTES } from "../../src/requirements.js";
import { RESOURCE_CODES } from "./codes.js";
import { type HostScene, INFO_ORIGIN } from "./scene.js";

/** A machine with too little memory. */
export function littleMemory({ info: { memoryBytes: bytes } }: HostScene): readonly Finding[] {
  if (bytes <= 0 || bytes >= MEMORY_WARNING_BYTES.value) return [];
  const facts = {
    severity: bytes < MEMORY_ERROR_BYTES.value ? "error" : "warning",
    evidence: [
      {
        what: "memory of the engine's host",
        observed: bytesText(bytes),
        expected: `at least ${bytesText(MEMORY_WARNING_BYTES.value)}`,
        ...INFO_ORIGIN,
      },
    ],
  } as const;
  return [findingFor(RESOURCE_CODES, "memory-low", { of: "host", bytes }, facts)];
}

/** A runner whose container is allowed too little. */
export function tightLimit({ plan: { memoryBytes } }: HostScene): readonly Finding[] {
  if (memoryBytes === undefined || memoryBytes.value >= RUNNER_CONTAINER_MEMORY_BYTES.value) return [];
  const { value: bytes, origin } = memoryBytes;
  const facts = {
    target: "--memory",
    evidence: [
      {
        what: "memory limit of the runner",
        observed: bytesText(bytes),
        expected: `at least ${bytesText(RUNNER_CONTAINER_MEMORY_BYTES.value)}`,
        origin,
      },
    ],
  };
  return [findingFor(RESOURCE_CODES, "memory-low", { of: "container", bytes }, facts)];
}

/** The memory of the machine. */
export function memoryEvidence({ info }: HostScene): readonly Evidence[] {
  return [{ what: "memory", observed: bytesText(info.memoryBytes), ...INFO_ORIGIN }];
}
