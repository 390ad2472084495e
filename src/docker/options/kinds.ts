import { isIP } from "node:net";
import { normalPlatform } from "../platform.js";
import { problemOfDevice, problemOfDeviceRate, problemOfDeviceRule, problemOfGpus } from "./device-values.js";
import {
  problemOfAddress,
  problemOfExpose,
  problemOfHardwareAddress,
  problemOfHostEntry,
  problemOfLink,
  problemOfNetwork,
  problemOfPublish,
  problemOfSearchDomain,
} from "./network-values.js";
import type { ValueKind } from "./option.js";
import {
  isSigned,
  isUnsigned,
  problemOfCapability,
  problemOfCpus,
  problemOfDuration,
  problemOfLabel,
  problemOfRestart,
  problemOfSecurityOption,
  problemOfSysctl,
  problemOfUlimit,
  readBoolean,
  readBytes,
} from "./values.js";

/** The usual kind: no secret is among its values, and docker looks at every one. */
function kind(problemOf: ValueKind["problemOf"], differs: Partial<Omit<ValueKind, "problemOf">> = {}): ValueKind {
  return { problemOf, shows: "value", looksAt: "every", isSwitch: false, choices: [], ...differs };
}

/** What docker accepts whatever it is. Volumes and mounts, of which it refuses some, have readers of their own. */
export const TEXT = kind(() => undefined, { shows: "nothing" });
export const SWITCH = kind((text) => (readBoolean(text) === undefined ? `"${text}" is not a boolean` : undefined), {
  isSwitch: true,
});
/** docker's client refuses it for every engine that runs on Linux. */
export const WINDOWS_ONLY = kind(() => "docker takes this option for Windows engines only", { shows: "reason" });

export const INTEGER = kind((text) => (isSigned(text) ? undefined : `"${text}" is not an integer`));
export const UINT16 = kind((text) =>
  isUnsigned(text, 65_535n) ? undefined : `"${text}" is not an integer from 0 to 65535`,
);
const problemOfBytes = (text: string): string | undefined =>
  readBytes(text) === undefined ? `invalid size: '${text}'` : undefined;
export const BYTES = kind(problemOfBytes);
export const BYTES_OR_MINUS_ONE = kind((text) => (text === "-1" ? undefined : problemOfBytes(text)));
export const CPUS = kind(problemOfCpus);
export const DURATION = kind(problemOfDuration);

export const ENVIRONMENT = kind(
  (text) => (text === "" || text.startsWith("=") ? "invalid environment variable: its name is empty" : undefined),
  { shows: "reason" },
);
export const LABEL = kind(problemOfLabel, { shows: "reason" });
export const SYSCTL = kind(problemOfSysctl, { shows: "reason" });
export const SECURITY_OPTION = kind(problemOfSecurityOption, { shows: "nothing" });
export const STORAGE_OPTION = kind(
  (text) => (text.includes("=") ? undefined : "invalid storage option: expected key=value"),
  { shows: "nothing" },
);

export const ATTACH = kind((text) =>
  /^(?:stdin|stdout|stderr)$/i.test(text) ? undefined : "valid streams are STDIN, STDOUT and STDERR",
);
const PULLS = ["always", "missing", "never"];
export const PULL = kind(
  (text) =>
    ["", ...PULLS].includes(text)
      ? undefined
      : `invalid pull option: '${text}': must be one of "always", "missing" or "never"`,
  { choices: PULLS },
);
export const RESTART = kind(problemOfRestart, { choices: ["no", "always", "unless-stopped", "on-failure"] });
export const PLATFORM = kind((text) =>
  text === "" || normalPlatform(text) !== undefined ? undefined : `error parsing specified platform: "${text}"`,
);
/** A container's name is shown wherever it stands. */
export const CONTAINER_NAME = kind(
  (text) =>
    text === "" || /^\/?[a-zA-Z0-9][\w.-]+$/.test(text)
      ? undefined
      : `Invalid container name (${text}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
  { shows: "all", looksAt: "last" },
);
export const ABSOLUTE_PATH = kind(
  (text) => (text === "" || text.startsWith("/") ? undefined : `'${text}' is invalid, it needs to be an absolute path`),
  { looksAt: "last" },
);
export const CAPABILITY = kind(problemOfCapability);
export const ULIMIT = kind(problemOfUlimit);
export const ISOLATION = kind((text) => (/^(?:default)?$/i.test(text) ? undefined : `Invalid isolation: "${text}"`));

export const HOST_ONLY = kind(
  (text) => (text === "" || text === "host" ? undefined : `"${text}" is not a valid mode: only "host" is`),
  { looksAt: "last" },
);
export const HOST_OR_PRIVATE = kind(
  (text) => (/^(?:host|private)?$/.test(text) ? undefined : `"${text}" is not a valid mode: "host" and "private" are`),
  { looksAt: "last" },
);
export const IPC_MODE = kind(
  (text) => (/^(?:|none|private|shareable|host|container:.+)$/.test(text) ? undefined : `Invalid IPC mode: ${text}`),
  { looksAt: "last" },
);
export const PID_MODE = kind((text) => (/^(?:host|container:.+)?$/.test(text) ? undefined : "invalid PID mode"), {
  looksAt: "last",
});

export const NETWORK = kind(problemOfNetwork);
export const PUBLISH = kind(problemOfPublish);
export const EXPOSE = kind(problemOfExpose);
export const HOST_ENTRY = kind(problemOfHostEntry);
export const IP_ADDRESS = kind((text) =>
  isIP(text.trim()) === 0 || text.includes("%") ? `IP address is not correctly formatted: ${text}` : undefined,
);
export const IPV4_ADDRESS = kind((text) => problemOfAddress(text, 4));
export const IPV6_ADDRESS = kind((text) => problemOfAddress(text, 6));
export const MAC_ADDRESS = kind(problemOfHardwareAddress);
export const SEARCH_DOMAIN = kind(problemOfSearchDomain);
export const LINK = kind(problemOfLink);

export const DEVICE = kind(problemOfDevice);
export const DEVICE_RULE = kind(problemOfDeviceRule);
export const DEVICE_BYTES = kind((text) => problemOfDeviceRate(text, (rate) => readBytes(rate) !== undefined));
export const DEVICE_COUNT = kind((text) => problemOfDeviceRate(text, (rate) => isUnsigned(rate, 2n ** 64n - 1n)));
export const DEVICE_WEIGHT = kind((text) =>
  problemOfDeviceRate(text, (rate) => /^(?:0|[1-9]\d{1,2}|1000)$/.test(rate)),
);
export const GPUS = kind(problemOfGpus);
