import { entry, item, value } from "./compose-places.js";
import { addedInHostConfig, inBody, keyWithValue, NOTHING, startProves, text } from "./engine.js";
import { ABSOLUTE_PATH, ENVIRONMENT, LABEL, SYSCTL, TEXT } from "./kinds.js";
import type { RunOption } from "./option.js";

/** What runs in the container, with which variables and settings of the kernel, and what is written on it. */
export const PROCESS_OPTIONS: readonly RunOption[] = [
  {
    name: "workdir",
    short: "w",
    otherNames: ["cwd", "working-dir", "working-directory"],
    kind: ABSOLUTE_PATH,
    compose: value("working_dir"),
    engine: inBody("WorkingDir", text),
  },
  {
    name: "entrypoint",
    kind: TEXT,
    compose: value("entrypoint"),
    engine: { start: startProves() },
    isUnread: true,
  },
  {
    name: "env",
    short: "e",
    otherNames: ["environment"],
    kind: ENVIRONMENT,
    compose: entry("environment"),
    engine: NOTHING,
  },
  { name: "env-file", otherNames: ["environment-file"], kind: TEXT, compose: item("env_file"), engine: NOTHING },
  { name: "label", short: "l", kind: LABEL, compose: entry("labels"), engine: NOTHING, isUnread: true },
  { name: "label-file", kind: TEXT, compose: item("label_file"), engine: NOTHING },
  {
    name: "annotation",
    kind: TEXT,
    compose: entry("annotations"),
    engine: NOTHING,
    leastApi: [{ run: "1.43" }],
    isUnread: true,
  },
  {
    name: "sysctl",
    kind: SYSCTL,
    compose: entry("sysctls"),
    engine: { ...addedInHostConfig("Sysctls", keyWithValue), start: startProves() },
    isUnread: true,
  },
];
