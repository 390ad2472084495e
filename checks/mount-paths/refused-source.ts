import type { Evidence, Finding, PlannedMount } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { mountEvidence } from "../../src/judge/mounts/look.js";
import { MOUNT_CODES } from "./codes.js";

/** A path that the engine does not mount because it is not shared with its machine. */
export function refusedSource(mount: PlannedMount, target: string, evidence: readonly Evidence[]): Finding {
  return findingFor(
    MOUNT_CODES,
    "mount-invalid",
    { of: "not-shared", mount },
    { target, evidence: [mountEvidence(mount, "a shared path"), ...evidence] },
  );
}
