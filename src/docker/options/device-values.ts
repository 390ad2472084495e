import type { ValueProblem } from "../../contract/index.js";

/** Why docker's own option parser refuses an option about devices. Measured against docker CLI 28.2, November 2026. */

/** `--gpus`. */
export function problemOfGpus(text: string): ValueProblem | undefined {
  if (text.includes("=")) {
    if (text.includes('"')) return undefined;
    const keys = text.split(",").map((field) => field.split("=")[0] ?? "");
    const unknown = keys.find((key) => !/^(?:driver|count|device|capabilities|options)$/.test(key));
    if (unknown !== undefined) return { of: "gpu-key-unknown", key: unknown };
    const repeated = keys.find((key, index) => keys.indexOf(key) < index);
    return repeated === undefined ? undefined : { of: "gpu-key-repeated", key: repeated };
  }
  return /^(?:all|[+-]?\d{1,18})$/.test(text) ? undefined : { of: "gpu-count-invalid", value: text };
}

const QUALIFIED = /^[A-Za-z][\w.-]*\/[A-Za-z][\w.-]*=[\w.:-]+$/;

/** `--device`: `/dev/x[:/dev/y][:rwm]`, or a name such as `vendor.com/class=name`. */
export function problemOfDevice(text: string): ValueProblem | undefined {
  if (QUALIFIED.test(text)) return undefined;
  const parts = text.split(":");
  const [source = "", second, third] = parts;
  if (text === "" || parts.length > 3) return { of: "device-unreadable", value: text };
  if (third !== undefined && !isDeviceMode(third)) return { of: "device-mode-invalid", mode: third };
  if (second !== undefined && (third !== undefined || !isDeviceMode(second)) && !second.startsWith("/"))
    return { of: "device-path-relative", path: second };
  return source.startsWith("/") ? undefined : { of: "device-path-relative", path: source };
}

function isDeviceMode(text: string): boolean {
  return /^[rwm]{1,3}$/.test(text) && new Set(text).size === text.length;
}

/** `--device-cgroup-rule`. */
export function problemOfDeviceRule(text: string): ValueProblem | undefined {
  return /^[acb] (?:\d+|\*):(?:\d+|\*) [rwm]{1,3}$/.test(text) ? undefined : { of: "device-rule-invalid", value: text };
}

/** `--device-read-bps` and its like: `/dev/x:NUMBER`, with a unit where `isSize` says what one is. */
export function problemOfDeviceRate(text: string, isSize: (rate: string) => boolean): ValueProblem | undefined {
  const [path = "", rate, ...more] = text.split(":");
  if (rate === undefined || more.length > 0) return { of: "device-rate-unreadable", value: text };
  if (!path.startsWith("/dev/")) return { of: "device-rate-path", value: text };
  return isSize(rate) ? undefined : { of: "device-rate-invalid", value: text };
}
