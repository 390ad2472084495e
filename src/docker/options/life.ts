import { NO_KEY, own, value } from "./compose-places.js";
import { inBody, inHostConfig, NOTHING, restartPolicy, text } from "./engine.js";
import { ATTACH, CONTAINER_NAME, DURATION, INTEGER, PLATFORM, PULL, RESTART, SWITCH, TEXT } from "./kinds.js";
import type { RunOption } from "./option.js";

const HEALTH_OPTIONS: readonly RunOption[] = [
  { name: "health-cmd", kind: TEXT, compose: own("healthcheck"), engine: NOTHING, isUnread: true },
  { name: "health-interval", kind: DURATION, compose: own("healthcheck"), engine: NOTHING },
  { name: "health-retries", kind: INTEGER, compose: own("healthcheck"), engine: NOTHING },
  {
    name: "health-start-interval",
    kind: DURATION,
    compose: value("healthcheck.start_interval"),
    engine: NOTHING,
    leastApi: [{ run: "1.44", compose: "1.44" }],
  },
  {
    name: "health-start-period",
    kind: DURATION,
    compose: own("healthcheck"),
    engine: NOTHING,
    leastApi: [{ run: "1.29" }],
  },
  { name: "health-timeout", kind: DURATION, compose: own("healthcheck"), engine: NOTHING },
  { name: "no-healthcheck", kind: SWITCH, compose: own("healthcheck"), engine: NOTHING },
];

/** How the docker client makes the container and stays with it. */
const CLIENT_OPTIONS: readonly RunOption[] = [
  { name: "cidfile", kind: TEXT, compose: NO_KEY, engine: NOTHING },
  {
    name: "detach",
    short: "d",
    otherNames: ["background", "daemon"],
    kind: SWITCH,
    compose: NO_KEY,
    engine: NOTHING,
  },
  { name: "attach", short: "a", kind: ATTACH, compose: NO_KEY, engine: NOTHING },
  { name: "detach-keys", kind: TEXT, compose: NO_KEY, engine: NOTHING },
  { name: "disable-content-trust", kind: SWITCH, compose: NO_KEY, engine: NOTHING },
  { name: "help", kind: SWITCH, compose: NO_KEY, engine: NOTHING },
  { name: "interactive", short: "i", kind: SWITCH, compose: value("stdin_open"), engine: NOTHING },
  {
    name: "platform",
    kind: PLATFORM,
    compose: value("platform"),
    engine: NOTHING,
    leastApi: [{ run: "1.32" }],
  },
  { name: "pull", kind: PULL, compose: value("pull_policy"), engine: NOTHING },
  { name: "quiet", short: "q", kind: SWITCH, compose: NO_KEY, engine: NOTHING },
  { name: "rm", kind: SWITCH, compose: NO_KEY, engine: NOTHING },
  { name: "sig-proxy", kind: SWITCH, compose: NO_KEY, engine: NOTHING },
  { name: "tty", short: "t", kind: SWITCH, compose: value("tty"), engine: NOTHING },
];

/** How a container begins, goes on and ends. */
export const LIFE_OPTIONS: readonly RunOption[] = [
  ...CLIENT_OPTIONS,
  {
    name: "name",
    otherNames: ["container-name"],
    kind: CONTAINER_NAME,
    compose: value("container_name"),
    engine: NOTHING,
  },
  {
    name: "restart",
    otherNames: ["restart-policy"],
    kind: RESTART,
    compose: value("restart"),
    engine: inHostConfig("RestartPolicy", restartPolicy),
  },
  { name: "init", kind: SWITCH, compose: value("init"), engine: NOTHING, leastApi: [{ run: "1.25" }] },
  { name: "stop-signal", kind: TEXT, compose: value("stop_signal"), engine: inBody("StopSignal", text) },
  {
    name: "stop-timeout",
    kind: INTEGER,
    compose: own("stop_grace_period"),
    engine: NOTHING,
    leastApi: [{ run: "1.25" }],
  },
  ...HEALTH_OPTIONS,
];
