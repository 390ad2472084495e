import { value } from "./compose-places.js";
import { inHostConfig, mode, text } from "./engine.js";
import { HOST_ONLY, HOST_OR_PRIVATE, IPC_MODE, ISOLATION, PID_MODE, TEXT } from "./kinds.js";
import { sharedContainer } from "./named.js";
import type { RunOption } from "./option.js";

/** What the container shares with the host or another container, besides the network, and what keeps it apart. */
export const NAMESPACE_OPTIONS: readonly RunOption[] = [
  {
    name: "ipc",
    kind: IPC_MODE,
    compose: value("ipc"),
    engine: { ...inHostConfig("IpcMode", mode), names: sharedContainer },
  },
  {
    name: "pid",
    kind: PID_MODE,
    compose: value("pid"),
    engine: { ...inHostConfig("PidMode", mode), names: sharedContainer },
  },
  { name: "uts", kind: HOST_ONLY, compose: value("uts"), engine: inHostConfig("UTSMode", text) },
  {
    name: "cgroupns",
    kind: HOST_OR_PRIVATE,
    compose: value("cgroup"),
    engine: inHostConfig("CgroupnsMode", text),
    leastApi: [{ run: "1.41" }],
  },
  { name: "cgroup-parent", kind: TEXT, compose: value("cgroup_parent"), engine: inHostConfig("CgroupParent", text) },
  { name: "isolation", kind: ISOLATION, compose: value("isolation"), engine: inHostConfig("Isolation", text) },
  { name: "runtime", kind: TEXT, compose: value("runtime"), engine: inHostConfig("Runtime", text) },
];
