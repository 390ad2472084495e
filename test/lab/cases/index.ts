import type { LabCase } from "../support/case.js";
import { CAUSE_CASES } from "./causes.js";
import { CREDENTIAL_CASES } from "./credentials.js";
import { ENGINE_CASES } from "./engine.js";
import { HEALTHY_CASES } from "./healthy.js";
import { IMAGE_CASES } from "./images.js";
import { NETWORK_CASES } from "./network.js";
import { START_COMMAND_CASES } from "./start-command.js";

/** Every fault and every healthy variant. */
export const CASES: readonly LabCase[] = [
  ...HEALTHY_CASES,
  ...ENGINE_CASES,
  ...START_COMMAND_CASES,
  ...CREDENTIAL_CASES,
  ...NETWORK_CASES,
  ...CAUSE_CASES,
  ...IMAGE_CASES,
];
