import { item as composeItem, value } from "./compose-places.js";
import { addedInHostConfig, inHostConfig, isOn, item, NOTHING, startProves, text } from "./engine.js";
import { CAPABILITY, HOST_ONLY, SECURITY_OPTION, SWITCH, TEXT } from "./kinds.js";
import type { RunOption } from "./option.js";

/** Names of users and groups stand in the image. */
const isUserOfEveryImage = (user: string): boolean => /^(?:root|\d+)?(?::(?:root|\d+))?$/.test(user);
const isNumber = (group: string): boolean => /^\d+$/.test(group);
/** Profiles are the host's own. */
const needsNoProfile = (option: string): boolean =>
  /^(?:label|no-new-privileges|systempaths)\b|=unconfined$/.test(option);

/** Who the container's processes are, and what they may do. */
export const RIGHTS_OPTIONS: readonly RunOption[] = [
  {
    name: "user",
    short: "u",
    otherNames: ["uid"],
    kind: TEXT,
    compose: value("user"),
    engine: { start: startProves(isUserOfEveryImage) },
  },
  {
    name: "group-add",
    otherNames: ["gid", "groups"],
    kind: TEXT,
    compose: composeItem("group_add"),
    engine: { start: startProves(isNumber) },
  },
  { name: "userns", kind: HOST_ONLY, compose: value("userns_mode"), engine: inHostConfig("UsernsMode", text) },
  { name: "privileged", kind: SWITCH, compose: value("privileged"), engine: inHostConfig("Privileged", isOn) },
  {
    name: "cap-add",
    otherNames: ["capability"],
    kind: CAPABILITY,
    compose: composeItem("cap_add"),
    engine: addedInHostConfig("CapAdd", item),
  },
  { name: "cap-drop", kind: CAPABILITY, compose: composeItem("cap_drop"), engine: addedInHostConfig("CapDrop", item) },
  {
    name: "security-opt",
    kind: SECURITY_OPTION,
    compose: composeItem("security_opt"),
    engine: { start: startProves(needsNoProfile) },
    leastApi: [{ run: "1.48", where: /^writable-cgroups=/ }],
  },
  { name: "use-api-socket", kind: SWITCH, compose: value("use_api_socket"), engine: NOTHING },
];
