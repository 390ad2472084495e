import { item as composeItem, NO_KEY, own, value } from "./compose-places.js";
import { addedInHostConfig, inBody, inHostConfig, item, NOTHING, startProves, text } from "./engine.js";
import {
  EXPOSE,
  HOST_ENTRY,
  IP_ADDRESS,
  IPV4_ADDRESS,
  IPV6_ADDRESS,
  LINK,
  MAC_ADDRESS,
  NETWORK,
  PUBLISH,
  SEARCH_DOMAIN,
  SWITCH,
  TEXT,
} from "./kinds.js";
import { isOwnNetwork, linkedContainer, network, networkOf } from "./named.js";
import type { RunOption } from "./option.js";

/** How the container is reached, and what it reaches by which name. */
export const NETWORK_OPTIONS: readonly RunOption[] = [
  {
    name: "network",
    aliases: ["net"],
    kind: NETWORK,
    compose: value("network_mode"),
    engine: { ...inHostConfig("NetworkMode", networkOf, isOwnNetwork), names: network },
    leastApi: [
      { run: "1.44", where: /(?:^|,)mac-address=/i },
      { run: "1.44", isForSecond: true },
    ],
  },
  { name: "network-alias", aliases: ["net-alias"], kind: TEXT, compose: own("networks"), engine: NOTHING },
  { name: "ip", kind: IPV4_ADDRESS, compose: own("networks"), engine: NOTHING },
  { name: "ip6", kind: IPV6_ADDRESS, compose: own("networks"), engine: NOTHING },
  { name: "link-local-ip", kind: TEXT, compose: own("networks"), engine: NOTHING },
  { name: "mac-address", kind: MAC_ADDRESS, compose: value("mac_address"), engine: NOTHING },
  {
    name: "link",
    kind: LINK,
    // what compose calls links are services
    compose: composeItem("external_links"),
    engine: { ...addedInHostConfig("Links", item), names: linkedContainer },
  },
  { name: "hostname", short: "h", kind: TEXT, compose: value("hostname"), engine: inBody("Hostname", text) },
  { name: "domainname", kind: TEXT, compose: value("domainname"), engine: NOTHING },
  {
    name: "publish",
    short: "p",
    otherNames: ["port", "ports"],
    kind: PUBLISH,
    compose: own("ports"),
    engine: { start: startProves() },
  },
  { name: "publish-all", short: "P", kind: SWITCH, compose: NO_KEY, engine: NOTHING },
  { name: "expose", kind: EXPOSE, compose: composeItem("expose"), engine: NOTHING },
  { name: "dns", kind: IP_ADDRESS, compose: composeItem("dns"), engine: NOTHING },
  { name: "dns-opt", aliases: ["dns-option"], kind: TEXT, compose: composeItem("dns_opt"), engine: NOTHING },
  { name: "dns-search", kind: SEARCH_DOMAIN, compose: composeItem("dns_search"), engine: NOTHING },
  {
    name: "add-host",
    otherNames: ["extra-hosts", "hosts"],
    kind: HOST_ENTRY,
    compose: composeItem("extra_hosts"),
    engine: NOTHING,
  },
];
