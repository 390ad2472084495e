import type { RemedyCommand, RunnerPlan, Vantage, EngineSite } from "../../contract/index.js";
import { dockerCommand } from "../engine.js";
import { safe, showing, type Words } from "../findings.js";
import { givingProxy, proxyOfRunner } from "../remedy/engine-proxy.js";
import { engineName, type Follows } from "../remedy/engine-service.js";
import { acceptingPlainHttp, certificatesFolder, certificatesHost, proxyPlace } from "../remedy/engine-settings.js";
import { engineSite } from "../remedy/engine-site.js";
import { listText } from "../text.js";
import { authority, curlLine, handshakeLine, lookupLine, type Request } from "./reproduce.js";

/** A failed hop, as the words of its code tell it. */
export interface FailedHop extends Request {
  readonly plan: RunnerPlan;
  readonly hop: string;
  /** What the host is needed for, for the end of a sentence: `as the registry of the clone image`, `for git clone`. */
  readonly need: string;
  /** The title of the page that was answered. */
  readonly page?: string | undefined;
  /** Who is affected: decides where a proxy, a CA or a name is set up. */
  readonly asker: "engine" | "runner";
  readonly vantage: Vantage;
  /** An image whose pull reproduces the failure on the engine. */
  readonly reference?: string | undefined;
  /** How the engine is set up, as far as that is known. */
  readonly site?: EngineSite | undefined;
}

/** How the engine is set up, by the plan alone where nothing else is known. */
function siteOf({ site, plan }: Pick<FailedHop, "site" | "plan">): EngineSite {
  return site ?? engineSite({ plan });
}

/** Name servers that do not answer while others do. */
export interface SilentNameServers {
  /** Their addresses. */
  readonly silent: readonly string[];
  /** The name that was looked up. */
  readonly name: string;
}

/** What a code says of a failed hop. */
interface HopWords {
  /** What is wrong, with the place, as a sentence without full stop. */
  readonly said: string;
  readonly summary: string;
  /** What shows it again, without the pull that shows it on the engine. */
  readonly commands: readonly RemedyCommand[];
  /** What follows where settings of the engine change. */
  readonly follows?: (site: EngineSite) => Follows;
}

/** The words about a failed hop: who saw it, and who needs the host; the pull that shows it follows the commands. */
export function hopWords(failed: FailedHop, { said, summary, commands, follows }: HopWords): Words {
  const { asker, host, need, vantage, plan, reference } = failed;
  const seen = vantage === "engine" ? " (seen by the engine)" : "";
  const pull = vantage === "engine" && reference !== undefined ? [dockerCommand(plan, ["pull", reference])] : [];
  const shown = [...commands, ...pull].map((command) => showing(command));
  const message = `${said}${seen}. The ${asker} needs ${host} ${need}.`;
  if (follows === undefined || asker !== "engine") return { message, summary, commands: shown };
  const then = follows(siteOf(failed));
  return { message, summary, afterwards: then.afterwards, commands: [...shown, ...then.commands] };
}

/** The words about name servers that only cost time. */
export function silentServersWords({ silent, name }: SilentNameServers): Words {
  const isOne = silent.length === 1;
  return {
    message: `${isOne ? "The name server" : "The name servers"} ${listText(silent)} ${isOne ? "does" : "do"} not answer. This host waits seconds for each name.`,
    summary: `Remove ${isOne ? "it" : "them"} from /etc/resolv.conf, or from what writes that file. Or allow UDP and TCP port 53 to ${isOne ? "it" : "them"}.`,
    commands: [showing(safe("cat /etc/resolv.conf")), showing(safe(lookupLine({ host: name })))],
  };
}

/** Where it failed: `host:port`, or the name alone where the hop is DNS, which knows no ports. */
export function placeIn({ hop, host, port }: FailedHop): string {
  return hop === "dns" ? host : authority(host, port);
}

/** `host:port` of the request. */
export function authorityOf({ host, port }: FailedHop): string {
  return authority(host, port);
}

/** A certificate is the first that does not fit into one small packet. */
export const LOST_PACKETS =
  " If it gets no answer at all, a tunnel or VPN may lose large packets: compare ping -M do -s 1400 with -s 500.";

/** The host that the engine runs on. */
function hostOf(failed: FailedHop): string {
  return siteOf(failed).isElsewhere ? "the engine's host" : "this host";
}

/** The words around a hop on the way to a host: where the start command alone has the network's proxy, that is the reason. */
export function wayWords(failed: FailedHop, words: HopWords): Words {
  return missingProxyWords(failed) ?? hopWords(failed, words);
}

/** What is said of a way that the engine has to go without the proxy that the start command has. */
function missingProxyWords(failed: FailedHop): Words | undefined {
  const { asker, proxy, plan, site, host, port } = failed;
  if (asker !== "engine" || proxy !== undefined || site === undefined || site.proxy !== undefined) return undefined;
  const runners = proxyOfRunner(plan, host, port);
  if (runners === undefined) return undefined;
  const { commands = [], ...remedy } = givingProxy(site, plan.proxies);
  return {
    message: `The start command has the proxy ${runners}, but the engine has none. It does not reach ${placeIn(failed)} without one.`,
    ...remedy,
    commands: [...requestCommands(failed).map((command) => showing(command)), ...commands],
  };
}

/** What to do where something on the way does not let a connection through. */
export function allowOutbound(failed: FailedHop): string {
  const place = authorityOf(failed);
  return failed.asker === "engine"
    ? `Allow outbound TCP from ${hostOf(failed)} to ${place} in the firewall. Or give the engine the network's proxy (${proxyPlace(siteOf(failed))}), and restart ${engineName(siteOf(failed))}.`
    : `Allow outbound TCP from this host to ${place} in the firewall. Or give the runner the network's proxy: -e HTTPS_PROXY=http://HOST:PORT.`;
}

/** The proxy, by its address where that is known. */
export function proxyName({ proxy }: FailedHop): string {
  return proxy === undefined ? "the proxy" : `the proxy ${proxy}`;
}

/** Where the proxy is set, as a sentence. */
export function proxySetting(failed: Pick<FailedHop, "asker" | "site" | "plan">): string {
  return failed.asker === "engine"
    ? `The engine has its proxy from ${proxyPlace(siteOf(failed))}.`
    : "The runner's proxy is -e HTTPS_PROXY=… in the start command.";
}

/** The registry as it is written in image references, in insecure-registries and as a folder of certs.d. */
function writtenRegistry({ host, port }: FailedHop): string {
  return port === 443 ? host : authority(host, port);
}

/** The folder of an authority or client certificate for this registry, and on which machine it is. */
export function certificatesPlace(failed: FailedHop): { readonly folder: string; readonly where: string } {
  const site = siteOf(failed);
  return { folder: certificatesFolder(site, writtenRegistry(failed)), where: certificatesHost(site) };
}

/** What makes the engine accept this registry over plain HTTP. */
export function acceptingPlain(failed: FailedHop): string {
  return acceptingPlainHttp(siteOf(failed), writtenRegistry(failed));
}

/** The look-up of the name, and who was asked. */
export function lookupCommands(failed: FailedHop): readonly RemedyCommand[] {
  return [safe(lookupLine(failed)), safe("cat /etc/resolv.conf")];
}

/** The same request. */
export function requestCommands(failed: FailedHop): readonly RemedyCommand[] {
  return [safe(curlLine(failed))];
}

/** The handshake; through a proxy the same request shows it. */
export function handshakeCommands(failed: FailedHop): readonly RemedyCommand[] {
  return failed.proxy === undefined ? [safe(handshakeLine(failed))] : requestCommands(failed);
}

/** This host's clock beside the dates of the certificate. */
export function clockCommands(failed: FailedHop): readonly RemedyCommand[] {
  return [safe("date -u"), safe(handshakeLine(failed))];
}

/** The proxy's setting, where the engine has it, and the same request through it. */
export function proxyCommands(failed: FailedHop): readonly RemedyCommand[] {
  const format = "{{.HTTPProxy}} {{.HTTPSProxy}} {{.NoProxy}}";
  const setting = failed.asker === "engine" ? [dockerCommand(failed.plan, ["info", "--format", format])] : [];
  return [...setting, ...requestCommands(failed)];
}
