import { isPlainForm } from "../../secrets/plain-form.js";
import { networkName } from "./network-values.js";
import type { NamedOnHost } from "./option.js";

/** What values of options name on the engine's host; undefined where they name nothing there. */
type Named = (value: string) => NamedOnHost | undefined;

/** Networks that every engine has, or that are none. */
const BUILT_IN_NETWORKS: ReadonlySet<string> = new Set(["bridge", "host", "none", "default"]);

/** `name=n1,alias=x`, or the name alone. */
export function networkOf(value: string): string {
  return networkName(value) ?? value;
}

/** Whether an engine might not have it. */
export function isOwnNetwork(value: string): boolean {
  return !BUILT_IN_NETWORKS.has(networkOf(value));
}

/** `container:db`, whose namespace is shared. */
export const sharedContainer: Named = (value) => {
  const name = value.startsWith("container:") ? value.slice("container:".length) : "";
  return name === "" ? undefined : { kind: "container", name, isRunning: true };
};

export const network: Named = (value) => {
  const name = networkOf(value);
  if (name.startsWith("container:")) return sharedContainer(name);
  return name === "" || !isOwnNetwork(value) ? undefined : { kind: "network", name };
};

/** `db:database`. */
export const linkedContainer: Named = (value) => {
  const container = volumesContainer(value);
  return container === undefined ? undefined : { ...container, isRunning: true };
};

/** `db:ro`. */
export const volumesContainer: Named = (value) => {
  const name = value.split(":")[0] ?? "";
  return name === "" ? undefined : { kind: "container", name };
};

/** `/dev/fuse:/dev/fuse:rw`; what a name such as `vendor.com/class=name` means only a driver knows. */
export const device: Named = (value) => {
  const name = value.split(":")[0] ?? "";
  return name.startsWith("/") ? { kind: "device", name } : undefined;
};

export const logDriver: Named = (value) =>
  value === "" || value === "none" || !isPlainForm(value) ? undefined : { kind: "log-driver", name: value };
