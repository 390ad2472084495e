import type { LabCase } from "../support/case.js";
import { CAUSE_CASES } from "./causes.js";
import { ANSWER_CASES } from "./answers.js";
import { CREDENTIAL_CASES } from "./credentials.js";
import { ENGINE_CASES } from "./engine.js";
import { ENGINE_KIND_CASES } from "./engine-kinds.js";
import { ENGINE_OPTION_CASES } from "./engine-options.js";
import { HEALTHY_CASES } from "./healthy.js";
import { HEALTHY_NETWORK_CASES } from "./healthy-network.js";
import { IMAGE_FORM_CASES } from "./image-forms.js";
import { IMAGE_CASES } from "./images.js";
import { LAYER_CASES } from "./layers.js";
import { MOUNT_CASES } from "./mounts.js";
import { NETWORK_CASES } from "./network.js";
import { PROXY_CASES } from "./proxies.js";
import { PULL_CASES } from "./pull.js";
import { START_COMMAND_CASES } from "./start-command.js";
import { PULL_WAY_CASES } from "./pull-ways.js";
import { TLS_CASES } from "./tls.js";
import { TOKEN_CASES } from "./tokens.js";
import { VARIABLE_CASES } from "./variables.js";

/** Every fault and every healthy variant. */
export const CASES: readonly LabCase[] = [
  ...HEALTHY_CASES,
  ...HEALTHY_NETWORK_CASES,
  ...ENGINE_CASES,
  ...ENGINE_KIND_CASES,
  ...START_COMMAND_CASES,
  ...MOUNT_CASES,
  ...VARIABLE_CASES,
  ...ENGINE_OPTION_CASES,
  ...CREDENTIAL_CASES,
  ...NETWORK_CASES,
  ...CAUSE_CASES,
  ...TLS_CASES,
  ...ANSWER_CASES,
  ...TOKEN_CASES,
  ...PROXY_CASES,
  ...IMAGE_CASES,
  ...IMAGE_FORM_CASES,
  ...LAYER_CASES,
  ...PULL_CASES,
  ...PULL_WAY_CASES,
];
