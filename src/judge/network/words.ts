import type { RemedyCommand, RunnerPlan, Vantage } from "../../contract/index.js";
import { dockerCommand } from "../engine.js";
import { safe, showing, type Words } from "../findings.js";
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
  /** Without the pull that shows the failure on the engine. */
  readonly commands: readonly RemedyCommand[];
}

/** The words about a failed hop: who saw it, and who needs the host; the pull that shows it follows the commands. */
export function hopWords(failed: FailedHop, { said, summary, commands }: HopWords): Words {
  const { asker, host, need, vantage, plan, reference } = failed;
  const seen = vantage === "engine" ? " (seen by the engine)" : "";
  const pull = vantage === "engine" && reference !== undefined ? [dockerCommand(plan, ["pull", reference])] : [];
  return {
    message: `${said}${seen}. The ${asker} needs ${host} ${need}.`,
    summary,
    commands: [...commands, ...pull].map((command) => showing(command)),
  };
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

/** What to do where something on the way does not let a connection through. */
export function allowOutbound(failed: FailedHop): string {
  const place = authorityOf(failed);
  return failed.asker === "engine"
    ? `Allow outbound TCP from this host to ${place} in the firewall. Or give the engine the network's proxy: HTTPS_PROXY in a systemd drop-in of docker.service.`
    : `Allow outbound TCP from this host to ${place} in the firewall. Or give the runner the network's proxy: -e HTTPS_PROXY=http://HOST:PORT.`;
}

/** The proxy, by its address where that is known. */
export function proxyName({ proxy }: FailedHop): string {
  return proxy === undefined ? "the proxy" : `the proxy ${proxy}`;
}

/** Where the proxy is set, as a sentence. */
export function proxySetting({ asker }: Pick<FailedHop, "asker">): string {
  return asker === "engine"
    ? "The engine's proxy is HTTPS_PROXY in a systemd drop-in of docker.service, or proxies in /etc/docker/daemon.json. Restart Docker after a change."
    : "The runner's proxy is -e HTTPS_PROXY=… in the start command.";
}

/** The folder of certs.d is called as the registry is in image references. */
export function certsFolder({ host, port }: FailedHop): string {
  return port === 443 ? host : authority(host, port);
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
