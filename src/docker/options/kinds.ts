import { isIP } from "node:net";
import type { ValueProblem } from "../../contract/index.js";
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
export const SWITCH = kind(
  (text) => (readBoolean(text) === undefined ? { of: "boolean-invalid", value: text } : undefined),
  {
    isSwitch: true,
  },
);
/** docker's client refuses it for every engine that runs on Linux. */
export const WINDOWS_ONLY = kind(() => ({ of: "windows-only" }), { shows: "reason" });

export const INTEGER = kind((text) => (isSigned(text) ? undefined : { of: "integer-invalid", value: text }));
export const UINT16 = kind((text) =>
  isUnsigned(text, 65_535n) ? undefined : { of: "unsigned-invalid", value: text, most: "65535" },
);
const problemOfBytes = (text: string): ValueProblem | undefined =>
  readBytes(text) === undefined ? { of: "size-invalid", value: text } : undefined;
export const BYTES = kind(problemOfBytes);
export const BYTES_OR_MINUS_ONE = kind((text) => (text === "-1" ? undefined : problemOfBytes(text)));
export const CPUS = kind(problemOfCpus);
export const DURATION = kind(problemOfDuration);

export const ENVIRONMENT = kind(
  (text) => (text === "" || text.startsWith("=") ? { of: "variable-nameless" } : undefined),
  { shows: "reason" },
);
export const LABEL = kind(problemOfLabel, { shows: "reason" });
export const SYSCTL = kind(problemOfSysctl, { shows: "reason" });
export const SECURITY_OPTION = kind(problemOfSecurityOption, { shows: "nothing" });
export const STORAGE_OPTION = kind((text) => (text.includes("=") ? undefined : { of: "storage-option-invalid" }), {
  shows: "nothing",
});

export const ATTACH = kind((text) => (/^(?:stdin|stdout|stderr)$/i.test(text) ? undefined : { of: "stream-unknown" }));
const PULLS = ["always", "missing", "never"];
export const PULL = kind(
  (text) => (["", ...PULLS].includes(text) ? undefined : { of: "pull-policy-unknown", value: text }),
  { choices: PULLS },
);
export const RESTART = kind(problemOfRestart, { choices: ["no", "always", "unless-stopped", "on-failure"] });
export const PLATFORM = kind((text) =>
  text === "" || normalPlatform(text) !== undefined ? undefined : { of: "platform-unreadable", value: text },
);
/** A container's name is shown wherever it stands. */
export const CONTAINER_NAME = kind(
  (text) => (text === "" || /^\/?[a-zA-Z0-9][\w.-]+$/.test(text) ? undefined : { of: "name-invalid", value: text }),
  { shows: "all", looksAt: "last" },
);
export const ABSOLUTE_PATH = kind(
  (text) => (text === "" || text.startsWith("/") ? undefined : { of: "path-relative", value: text }),
  { looksAt: "last" },
);
export const CAPABILITY = kind(problemOfCapability);
export const ULIMIT = kind(problemOfUlimit);
export const ISOLATION = kind((text) =>
  /^(?:default)?$/i.test(text) ? undefined : { of: "isolation-unknown", value: text },
);

export const HOST_ONLY = kind(
  (text) => (text === "" || text === "host" ? undefined : { of: "mode-not-host", value: text }),
  { looksAt: "last" },
);
export const HOST_OR_PRIVATE = kind(
  (text) => (/^(?:host|private)?$/.test(text) ? undefined : { of: "mode-not-host-or-private", value: text }),
  { looksAt: "last" },
);
export const IPC_MODE = kind(
  (text) =>
    /^(?:|none|private|shareable|host|container:.+)$/.test(text) ? undefined : { of: "ipc-mode-invalid", value: text },
  { looksAt: "last" },
);
export const PID_MODE = kind(
  (text) => (/^(?:host|container:.+)?$/.test(text) ? undefined : { of: "pid-mode-invalid" }),
  {
    looksAt: "last",
  },
);

export const NETWORK = kind(problemOfNetwork);
export const PUBLISH = kind(problemOfPublish);
export const EXPOSE = kind(problemOfExpose);
export const HOST_ENTRY = kind(problemOfHostEntry);
export const IP_ADDRESS = kind((text) =>
  isIP(text.trim()) === 0 || text.includes("%") ? { of: "address-unreadable", value: text } : undefined,
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
