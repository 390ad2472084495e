import type { EngineSite, NetworkFailureCode, RemedyCommand, RunnerPlan } from "../../contract/index.js";
import { dockerCommand } from "../engine.js";
import { type Code, safe, showing, type Words } from "../findings.js";
import { settingVariable } from "../remedy/changes.js";
import { afterProxy, givingProxy, proxyOfRunner } from "../remedy/engine-proxy.js";
import { engineName } from "../remedy/engine-service.js";
import { certificatesFolder, proxyPlace } from "../remedy/engine-settings.js";
import { engineSite } from "../remedy/engine-site.js";
import { listText } from "../text.js";
import { NETWORK_CODES } from "./codes.js";
import { hostsOf, type Outage } from "./outage.js";
import { curlLine, handshakeLine, lookupLine } from "./reproduce.js";
import { LOST_PACKETS, proxySetting } from "./words.js";

/** An outage, as the words of its code tell it. */
export interface OutageSeen extends Outage {
  readonly plan: RunnerPlan;
}

/** What a code says of an outage. */
interface OutageText {
  /** What is wrong with each host, for the end of a sentence. */
  readonly said: string;
  readonly summary: string | ((seen: OutageSeen) => string);
}

const STUB_RESOLVER = "127.0.0.53";

function code(id: NetworkFailureCode, words: (seen: OutageSeen) => Words): Code<OutageSeen> {
  return { ...NETWORK_CODES[id], words };
}

/** The same codes, where what they say is true of every host alike. */
export const OUTAGE_CODES = {
  "dns-not-found": nameServers("dns-not-found", {
    said: ["does not know any of", "do not know any of"],
    summary: "List a name server in /etc/resolv.conf that knows public names. This one may know only internal names.",
  }),
  "dns-failed": nameServers("dns-failed", {
    said: ["fails to resolve all of", "fail to resolve all of"],
    summary: "Repair this name server. Or list another one in /etc/resolv.conf.",
  }),
  "dns-timeout": nameServers("dns-timeout", {
    said: ["does not answer for any of", "do not answer for any of"],
    summary: "Allow this host to reach its name server (UDP and TCP port 53). Or list another one in /etc/resolv.conf.",
  }),
  "proxy-unreachable": code("proxy-unreachable", (seen) =>
    proxyWords(seen, `cannot be reached. It leads to ${behindIt(seen)}`, {
      summary: `Start ${proxyOf(seen)}, or correct its address. ${settingsOf(seen)}`,
    }),
  ),
  "proxy-auth-required": code("proxy-auth-required", (seen) =>
    proxyWords(seen, `asks for a user and a password. It connects to none of the ${countOf(seen)} hosts`, {
      summary: `Add the user and the password to the address of ${proxyOf(seen)}. ${settingsOf(seen)}`,
    }),
  ),
  "proxy-denied": code("proxy-denied", (seen) =>
    proxyWords(seen, `refuses to connect to any of the ${countOf(seen)} hosts`, {
      summary: `Allow these ${countOf(seen)} hosts on ${proxyOf(seen)}.`,
      isSetting: false,
    }),
  ),
  "proxy-failed": code("proxy-failed", (seen) =>
    proxyWords(seen, `connects to none of the ${countOf(seen)} hosts`, {
      summary: `Read the log of ${proxyOf(seen)}, and check its scheme: most proxies need http://, even for HTTPS. ${settingsOf(seen)}`,
    }),
  ),
  "connection-refused": noConnection("connection-refused", "all of them refuse connections"),
  "connection-timeout": noConnection("connection-timeout", "none of them answers"),
  "connection-reset": noConnection("connection-reset", "all connections are cut off"),
  "network-unreachable": code("network-unreachable", (seen) => ({
    ...connectionWords(seen, "no route leads to them"),
    summary: "Add a default route to this host.",
    afterwards: undefined,
    commands: [showing(safe("ip route")), ...requestOf(seen)],
  })),
  "tls-untrusted": answers("tls-untrusted", {
    said: "all certificates come from an authority that is not trusted",
    summary: (seen) =>
      `Exempt these hosts from TLS interception. Or make both trust the authority: the engine in ${certificatesFolder(siteOf(seen), "HOST")}/ca.crt, the runner in its Java trust store.`,
  }),
  "tls-expired": answers("tls-expired", {
    said: "all certificates have expired, by this host's clock",
    summary: "Correct this host's clock. If it is right, find out who answers with expired certificates.",
  }),
  "tls-not-yet-valid": answers("tls-not-yet-valid", {
    said: "no certificate is valid yet, by this host's clock",
    summary: "Correct this host's clock, and turn time synchronisation on.",
  }),
  "tls-name-mismatch": answers("tls-name-mismatch", {
    said: "all certificates are for other names",
    summary: "Find out who answers instead: a portal, a filter, or a name server with wrong addresses.",
  }),
  "tls-failed": answers("tls-failed", {
    said: "the TLS handshake fails with all of them",
    summary: `Find out what breaks TLS, for example a firewall that inspects it.${LOST_PACKETS}`,
  }),
  "plain-http": answers("plain-http", {
    said: "all of them answer in plain HTTP, not HTTPS",
    summary: "Find out who answers instead: a portal, or a proxy that must be set as one.",
  }),
  "not-a-registry": answers("not-a-registry", {
    said: "the answers come from somebody else",
    summary: "Look at an answer to see who gives it. Then allow these hosts there (portal, web filter).",
  }),
  "server-error": answers("server-error", {
    said: "all of them answer with server errors (5xx)",
    summary:
      "Wait a little, and run this check again. https://bitbucket.status.atlassian.com shows outages. If only this host sees it, look at the network.",
  }),
  "response-timeout": answers("response-timeout", {
    said: "all of them accept the request, but do not answer",
    summary: "Run this check again. If it fails again, look at the network.",
  }),
} satisfies Readonly<Record<NetworkFailureCode, Code<OutageSeen>>>;

/** What a code says of name servers. */
interface NameServersText {
  /** What one of them does, and what several do, before `the 5 names`. */
  readonly said: readonly [one: string, several: string];
  readonly summary: string;
}

function nameServers(id: NetworkFailureCode, { said, summary }: NameServersText): Code<OutageSeen> {
  return code(id, (seen) => {
    const servers = [...new Set(seen.looks.flatMap(({ look }) => look.nameServers ?? []))];
    const isMixed = seen.looks.some(({ failure }) => failure.code !== id);
    const [one, several] = isMixed ? ["resolves none of", "resolve none of"] : said;
    const subject =
      servers.length === 1 ? `The name server ${servers[0]} ${one}` : `${manyServers(servers)} ${several}`;
    const names = new Set(seen.looks.map(({ look }) => look.host)).size;
    const stub = servers.includes(STUB_RESOLVER) ? [safe("resolvectl status")] : [];
    return {
      message: `${subject} the ${names} names.`,
      summary,
      commands: [safe(lookupLine(seen.root.look)), safe("cat /etc/resolv.conf"), ...stub].map((command) =>
        showing(command),
      ),
      afterwards: "If the runner is running, start it again: a container keeps the name servers that it started with.",
    };
  });
}

function manyServers(servers: readonly string[]): string {
  return `The name servers ${listText(servers)}`.trim();
}

function noConnection(id: NetworkFailureCode, said: string): Code<OutageSeen> {
  return code(id, (seen) => {
    const isMixed = seen.looks.some(({ failure }) => failure.code !== id);
    return connectionWords(seen, isMixed ? "no connection works" : said);
  });
}

function answers(id: NetworkFailureCode, { said, summary }: OutageText): Code<OutageSeen> {
  return code(id, (seen) => {
    const clock = id === "tls-expired" || id === "tls-not-yet-valid" ? [showing(safe("date -u"))] : [];
    const handshake = id.startsWith("tls-") ? [showing(safe(handshakeLine(seen.root.look)))] : requestOf(seen);
    return {
      message: `${whoIn(seen)} can use none of the ${countOf(seen)} hosts that it needs: ${said}.`,
      summary: typeof summary === "string" ? summary : summary(seen),
      commands: [...clock, ...handshake],
    };
  });
}

/** The proxy of the others, who get through by it. */
function otherProxy(seen: OutageSeen): string | undefined {
  const { through, root, plan } = seen;
  const used = through.find(({ look }) => look.proxy !== undefined)?.look.proxy;
  const isEngineAlone = !askersOf(seen).includes("runner") && siteOf(seen).proxy === undefined;
  if (used !== undefined || !isEngineAlone) return used;
  return proxyOfRunner(plan, root.look.host, root.look.port);
}

/** How the engine is set up, by the plan alone where nothing else is known. */
function siteOf({ looks, plan }: OutageSeen): EngineSite {
  return looks.find(({ look }) => look.site !== undefined)?.look.site ?? engineSite({ plan });
}

function connectionWords(seen: OutageSeen, said: string): Words & Required<Pick<Words, "commands">> {
  const { plan, root } = seen;
  const proxy = otherProxy(seen);
  const base = { commands: requestOf(seen) };
  const message = `${whoIn(seen)} reaches none of the ${countOf(seen)} hosts that it needs: ${said}`;
  if (proxy === undefined) {
    return { ...base, message: `${message}.`, summary: letOut(seen), afterwards: afterEngineProxy(seen) };
  }
  if (root.look.asker === "engine") {
    const { commands = [], ...remedy } = givingProxy(siteOf(seen), plan.proxies);
    return {
      ...remedy,
      message: `The start command has the proxy ${proxy}, but the engine has none: it reaches none of its ${countOf(seen)} hosts.`,
      commands: [...base.commands, ...commands],
    };
  }
  return {
    ...base,
    message: `The engine has the proxy ${proxy}, but the start command has none: the runner reaches none of its ${countOf(seen)} hosts.`,
    summary: "Give the runner the engine's proxy too.",
    changes: [settingVariable(plan, "HTTPS_PROXY", proxy.replace("***", "…"))],
  };
}

/** What to do about a proxy; `isSetting`: in the settings of those who use it. */
interface ProxyText {
  readonly summary: string;
  readonly isSetting?: boolean;
}

/** Where a proxy for the engine goes, where the engine is one of them. */
function afterEngineProxy(seen: OutageSeen): string | undefined {
  if (!askersOf(seen).includes("engine")) return undefined;
  const site = siteOf(seen);
  return `If the engine gets a proxy (${proxyPlace(site)}), restart ${engineName(site)}.`;
}

function letOut(seen: OutageSeen): string {
  const where = askersOf(seen).map((asker) =>
    asker === "engine" ? "the engine" : "the runner (-e HTTPS_PROXY=http://HOST:PORT)",
  );
  return `Allow outbound TCP from this host to these ${countOf(seen)} hosts in the firewall. Or give the network's proxy to ${listText(where)}.`;
}

function proxyWords(seen: OutageSeen, said: string, { summary, isSetting = true }: ProxyText): Words {
  const format = "{{.HTTPProxy}} {{.HTTPSProxy}} {{.NoProxy}}";
  const isEngines = askersOf(seen).includes("engine");
  const setting = isEngines ? [showing(dockerCommand(seen.plan, ["info", "--format", format]))] : [];
  const then = isEngines && isSetting ? afterProxy(siteOf(seen)) : undefined;
  return {
    message: `The proxy ${seen.root.look.proxy ?? ""}`.trim() + ` ${said}.`,
    summary,
    afterwards: then?.afterwards,
    commands: [...setting, ...requestOf(seen), ...(then?.commands ?? [])],
  };
}

function behindIt(seen: OutageSeen): string {
  const [first, ...others] = hostsOf(seen.looks);
  return others.length === 0 ? String(first) : `${others.length + 1} hosts`;
}

function proxyOf({ root }: OutageSeen): string {
  return `the proxy ${root.look.proxy ?? ""}`.trim();
}

function settingsOf(seen: OutageSeen): string {
  const { plan } = seen;
  return askersOf(seen)
    .map((asker) => proxySetting({ asker, plan, site: siteOf(seen) }))
    .join(" ");
}

function askersOf({ looks }: OutageSeen): readonly ("engine" | "runner")[] {
  return (["runner", "engine"] as const).filter((asker) => looks.some(({ look }) => look.asker === asker));
}

function whoIn(seen: OutageSeen): string {
  const [first, second] = askersOf(seen);
  if (second !== undefined) return "This host";
  return first === "engine" ? "The engine" : "The runner";
}

function countOf({ looks }: OutageSeen): number {
  return hostsOf(looks).length;
}

/** The request of one of them. */
function requestOf({ root: { look, failure } }: OutageSeen): readonly RemedyCommand[] {
  const path = look.asker === "engine" ? "/v2/" : "/";
  return [showing(safe(curlLine({ ...look, code: failure.code, path })))];
}
