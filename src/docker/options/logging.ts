import { own, value } from "./compose-places.js";
import { startProves } from "./engine.js";
import { TEXT } from "./kinds.js";
import { logDriver } from "./named.js";
import type { RunOption } from "./option.js";

const isBuiltIn = (driver: string): boolean => /^(?:json-file|local|none)$/.test(driver);

/** Options of logging drivers that every engine of this driver takes; what others are given may be secret. */
const COMMON =
  /^(?:max-file=\d+|max-size=(?:-1|\d+(?:\.\d+)?[kmg]?b?)|compress=(?:true|false)|(?:labels|labels-regex|env|env-regex|tag)=.*|mode=(?:blocking|non-blocking)|max-buffer-size=\d+[kmg]?b?)$/i;

/** Where the container's output goes. */
export const LOGGING_OPTIONS: readonly RunOption[] = [
  {
    name: "log-driver",
    kind: TEXT,
    compose: value("logging.driver"),
    engine: { names: logDriver, start: startProves(isBuiltIn) },
  },
  {
    name: "log-opt",
    kind: TEXT,
    compose: own("logging"),
    engine: { start: { proves: (option) => !COMMON.test(option), shows: "key" } },
    isUnread: true,
  },
];
