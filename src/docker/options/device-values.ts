/** Why docker's own option parser refuses an option about devices. Measured against docker CLI 28.2, November 2026. */

/** `--gpus`. */
export function problemOfGpus(text: string): string | undefined {
  if (text.includes("=")) {
    if (text.includes('"')) return undefined;
    const keys = text.split(",").map((field) => field.split("=")[0] ?? "");
    const unknown = keys.find((key) => !/^(?:driver|count|device|capabilities|options)$/.test(key));
    if (unknown !== undefined) return `unexpected key in '${unknown}'`;
    const repeated = keys.find((key, index) => keys.indexOf(key) < index);
    return repeated === undefined ? undefined : `gpu request key '${repeated}' can be specified only once`;
  }
  return /^(?:all|[+-]?\d{1,18})$/.test(text)
    ? undefined
    : `invalid count (${text}): value must be either "all" or an integer`;
}

const QUALIFIED = /^[A-Za-z][\w.-]*\/[A-Za-z][\w.-]*=[\w.:-]+$/;

/** `--device`: `/dev/x[:/dev/y][:rwm]`, or a name such as `vendor.com/class=name`. */
export function problemOfDevice(text: string): string | undefined {
  if (QUALIFIED.test(text)) return undefined;
  const parts = text.split(":");
  const [source = "", second, third] = parts;
  if (text === "" || parts.length > 3) return `bad format for path: ${text}`;
  if (third !== undefined && !isDeviceMode(third)) return `bad mode specified: ${third}`;
  if (second !== undefined && (third !== undefined || !isDeviceMode(second)) && !second.startsWith("/"))
    return `${second} is not an absolute path`;
  return source.startsWith("/") ? undefined : `${source} is not an absolute path`;
}

function isDeviceMode(text: string): boolean {
  return /^[rwm]{1,3}$/.test(text) && new Set(text).size === text.length;
}

/** `--device-cgroup-rule`. */
export function problemOfDeviceRule(text: string): string | undefined {
  return /^[acb] (?:\d+|\*):(?:\d+|\*) [rwm]{1,3}$/.test(text) ? undefined : `invalid device cgroup format '${text}'`;
}

/** `--device-read-bps` and its like: `/dev/x:NUMBER`, with a unit where `isSize` says what one is. */
export function problemOfDeviceRate(text: string, isSize: (rate: string) => boolean): string | undefined {
  const [path = "", rate, ...more] = text.split(":");
  if (rate === undefined || more.length > 0) return `bad format: ${text}`;
  if (!path.startsWith("/dev/")) return `bad format for device path: ${text}`;
  return isSize(rate) ? undefined : `invalid rate for device: ${text}`;
}
