import { item, NO_KEY, own, value } from "./compose-places.js";
import { inHostConfig, isOn, NOTHING, startProves } from "./engine.js";
import { DEVICE, DEVICE_RULE, GPUS, SWITCH, TEXT } from "./kinds.js";
import { device, volumesContainer } from "./named.js";
import type { RunOption } from "./option.js";

/** Which files and devices the container sees. Volumes and mounts are judged one by one, not by a question to the engine. */
export const FILE_OPTIONS: readonly RunOption[] = [
  { name: "volume", short: "v", otherNames: ["bind"], kind: TEXT, compose: item("volumes"), engine: NOTHING },
  {
    name: "mount",
    kind: TEXT,
    compose: own("volumes"),
    engine: NOTHING,
    leastApi: [
      { run: "1.44", where: /(?:^|,)bind-recursive=readonly(?:,|$)/i },
      { run: "1.48", where: /(?:^|,)type=image(?:,|$)/i },
    ],
  },
  { name: "tmpfs", kind: TEXT, compose: item("tmpfs"), engine: NOTHING },
  { name: "volumes-from", kind: TEXT, compose: own("volumes_from"), engine: { names: volumesContainer } },
  { name: "volume-driver", kind: TEXT, compose: NO_KEY, engine: { start: startProves() } },
  { name: "read-only", kind: SWITCH, compose: value("read_only"), engine: inHostConfig("ReadonlyRootfs", isOn) },
  { name: "device", kind: DEVICE, compose: item("devices"), engine: { names: device } },
  { name: "device-cgroup-rule", kind: DEVICE_RULE, compose: item("device_cgroup_rules"), engine: NOTHING },
  {
    name: "gpus",
    kind: GPUS,
    compose: value("gpus"),
    engine: { start: startProves() },
    leastApi: [{ run: "1.40" }],
  },
];
