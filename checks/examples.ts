import type { CodeEntry, Finding } from "../src/contract/index.js";
import type { ExamplesOf } from "../src/judge/examples.js";
import { type AnyCode, findingFor } from "../src/judge/findings.js";
import { CONFIG_CODES } from "./docker-config/codes.js";
import { CONFIG_EXAMPLES } from "./docker-config/examples.js";
import { ENGINE_CODES } from "./docker-engine/codes.js";
import { ENGINE_EXAMPLES } from "./docker-engine/examples.js";
import { SOCKET_CODES } from "./docker-socket/codes.js";
import { SOCKET_EXAMPLES } from "./docker-socket/examples.js";
import { RESOURCE_CODES } from "./host-resources/codes.js";
import { RESOURCE_EXAMPLES } from "./host-resources/examples.js";
import { IMAGE_CODES } from "./image-pullable/codes.js";
import { IMAGE_EXAMPLES } from "./image-pullable/examples.js";
import { MOUNT_CODES } from "./mount-paths/codes.js";
import { MOUNT_EXAMPLES } from "./mount-paths/examples.js";
import { OUTAGE_CODES } from "../src/judge/network/outage-codes.js";
import { NETWORK_EXAMPLES } from "./registry-reachable/examples.js";
import { OUTAGE_EXAMPLES } from "./registry-reachable/outage-examples.js";
import { RUNNER_CODES } from "./runner-command/codes.js";
import { RUNNER_EXAMPLES } from "./runner-command/examples.js";

/** A code, and what it says of some cases, the usual one first. The findings have no evidence. */
export interface CodeExamples {
  readonly code: string;
  readonly entry: CodeEntry;
  readonly findings: readonly Finding[];
}

function examplesIn<Codes extends Readonly<Record<string, AnyCode>>>(
  codes: Codes,
  examples: ExamplesOf<Codes>,
): readonly CodeExamples[] {
  return Object.entries(codes).map(([code, entry]) => ({
    code,
    entry,
    findings: examples[code as Extract<keyof Codes, string>].map((args) =>
      findingFor<Codes, Extract<keyof Codes, string>>(codes, code as Extract<keyof Codes, string>, args, {
        evidence: [],
      }),
    ),
  }));
}

/** The same, with more cases for some codes. */
function withMore(examples: readonly CodeExamples[], more: readonly CodeExamples[]): readonly CodeExamples[] {
  return examples.map((example) => ({
    ...example,
    findings: [...example.findings, ...more.filter(({ code }) => code === example.code).flatMap((one) => one.findings)],
  }));
}

/** The examples of every code of every check, room by room; nothing that a run needs. */
export const EXAMPLES: readonly CodeExamples[] = [
  ...examplesIn(RUNNER_CODES, RUNNER_EXAMPLES),
  ...examplesIn(SOCKET_CODES, SOCKET_EXAMPLES),
  ...examplesIn(ENGINE_CODES, ENGINE_EXAMPLES),
  ...examplesIn(RESOURCE_CODES, RESOURCE_EXAMPLES),
  ...examplesIn(MOUNT_CODES, MOUNT_EXAMPLES),
  ...examplesIn(CONFIG_CODES, CONFIG_EXAMPLES),
  ...withMore(
    examplesIn(IMAGE_CODES, { ...IMAGE_EXAMPLES, ...NETWORK_EXAMPLES }),
    examplesIn(OUTAGE_CODES, OUTAGE_EXAMPLES),
  ),
];
