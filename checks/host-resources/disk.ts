import type { Evidence, Finding } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { bytesText } from "../../src/judge/text.js";
import { DISK_FULL_BYTES, DISK_WARNING_BYTES } from "../../src/requirements.js";
import { RESOURCE_CODES } from "./codes.js";
import type { HostScene } from "./scene.js";

/** File systems with little or nothing left. */
export function littleSpace({ plan, info, disks }: HostScene): readonly Finding[] {
  return disks.flatMap(({ path, stat }) => {
    if (stat === undefined) return [];
    const { freeBytes = 0, freeInodes } = stat;
    const isOutOfInodes = freeInodes === 0;
    if (freeBytes >= DISK_WARNING_BYTES.value && !isOutOfInodes) return [];
    const inodes = freeInodes === undefined ? "" : `, ${freeInodes} inodes`;
    const isDataRoot = path === info.rootDirectory;
    return findingFor(
      RESOURCE_CODES,
      "disk-low",
      { plan, path, freeBytes, isOutOfInodes, isDataRoot },
      {
        target: path,
        severity: isOutOfInodes || freeBytes < DISK_FULL_BYTES.value ? "error" : "warning",
        evidence: [
          {
            what: `free space at ${path}`,
            observed: `${bytesText(freeBytes)}${inodes}`,
            expected: `${bytesText(DISK_WARNING_BYTES.value)} or more (inferred)`,
            vantage: "process",
          },
        ],
      },
    );
  });
}

/** A data root that the engine cannot write to. */
export function readOnlyRoot({ info: { rootDirectory: root }, disks }: HostScene): readonly Finding[] {
  const options = disks.find(({ path }) => path === root)?.stat?.mountOptions;
  if (options?.includes("ro") !== true) return [];
  const evidence: readonly Evidence[] = [
    { what: `file system of ${root}`, observed: options.join(","), expected: "rw", vantage: "process" },
  ];
  return [findingFor(RESOURCE_CODES, "data-root-read-only", { root }, { target: root, evidence })];
}

/** The space that is left, where this program sees it. */
export function diskEvidence({ disks }: HostScene): readonly Evidence[] {
  return disks.map(({ path, stat }) => ({
    what: `free space at ${path}`,
    observed: stat === undefined ? "not visible to this program" : bytesText(stat.freeBytes ?? 0),
    vantage: "process",
  }));
}
