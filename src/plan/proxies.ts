import type { ConfigLocation, Origin, ProxySettings, Sourced } from "../contract/index.js";
import type { PlanWorld } from "./inputs.js";
import { objectAt, readJsonObject, textAt } from "./json.js";
import { type HiddenUrl, hideInList, hideInProxy } from "../secrets/user-info.js";

type ProxyKind = "http" | "https" | "no";

/** Proxies as given, with passwords. */
export type RawProxies = Readonly<Partial<Record<ProxyKind, Sourced<string>>>>;

const NAMES: Readonly<Record<ProxyKind, readonly string[]>> = {
  http: ["HTTP_PROXY", "http_proxy"],
  https: ["HTTPS_PROXY", "https_proxy"],
  no: ["NO_PROXY", "no_proxy"],
};
const KINDS = ["http", "https", "no"] as const;

/**
 * The proxies that the runner container gets: its variables, else those that the docker client adds from `proxies` in
 * its config.json (the entry of the engine's address, else `default`).
 */
export function proxiesOf(
  variables: readonly { readonly name: string; readonly value?: string; readonly origin: Origin }[],
  injected: { readonly config: ConfigLocation; readonly dockerHost: string } | undefined,
  world: PlanWorld,
): RawProxies {
  const config = injected === undefined ? undefined : readJsonObject(injected.config.file, world);
  const configured = objectAt(config, "proxies");
  const specific = injected === undefined ? undefined : configured?.[injected.dockerHost];
  const entry = typeof specific === "object" && specific !== null ? "host" : "default";
  const settings = objectAt(configured, entry === "host" ? (injected?.dockerHost ?? "") : "default");
  const proxies: Partial<Record<ProxyKind, Sourced<string>>> = {};
  for (const kind of KINDS) {
    const given = NAMES[kind]
      .map((name) => variables.find((one) => one.name === name))
      .find((one) => one?.value !== undefined);
    const fromConfig = textAt(settings, `${kind}Proxy`) ?? "";
    if (given?.value !== undefined) {
      if (given.value !== "") proxies[kind] = { value: given.value, origin: given.origin };
    } else if (fromConfig !== "") {
      proxies[kind] = {
        value: fromConfig,
        origin: { from: "member", member: "proxies", file: injected?.config.file ?? "" },
      };
    }
  }
  return proxies;
}

/** Proxies as they may be shown: user-info replaced by `***`. */
export function maskProxies(raw: RawProxies): { readonly proxies: ProxySettings; readonly secrets: readonly string[] } {
  const secrets: string[] = [];
  const mask = (
    sourced: Sourced<string> | undefined,
    hide: (text: string) => HiddenUrl,
  ): Sourced<string> | undefined => {
    if (sourced === undefined) return undefined;
    const { text, secrets: found } = hide(sourced.value);
    secrets.push(...found);
    return { value: text, origin: sourced.origin };
  };
  const [http, https, no] = [mask(raw.http, hideInProxy), mask(raw.https, hideInProxy), mask(raw.no, hideInList)];
  return {
    proxies: {
      ...(http === undefined ? {} : { http }),
      ...(https === undefined ? {} : { https }),
      ...(no === undefined ? {} : { no }),
    },
    secrets,
  };
}
