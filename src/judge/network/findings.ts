import type {
  CodeEntry,
  EndpointFact,
  Evidence,
  Finding,
  NetworkFailureCode,
  RemedyCommand,
  RunnerPlan,
  Severity,
  Vantage,
} from "../../contract/index.js";
import { KNOWN_HOSTS, SOURCE_FIREWALL_PAGE } from "../../requirements.js";
import { blockedEndpoint, type WaySeen } from "./blocked.js";
import { dockerCommand } from "../engine.js";
import { finding, safe } from "../findings.js";
import { authority, curlLine, handshakeLine, lookupLine, plainLine } from "./reproduce.js";

export { authority };

const PROXY_PAGE = "https://docs.docker.com/engine/daemon/proxy/";
const CERTIFICATES_PAGE = "https://docs.docker.com/engine/security/certificates/";
const INSECURE_PAGE = "https://docs.docker.com/reference/cli/dockerd/#insecure-registries";
const DISTRIBUTION_PAGE = "https://distribution.github.io/distribution/spec/api/";
const DNS_PAGE = "https://man7.org/linux/man-pages/man5/resolv.conf.5.html";

/** The codes of failed hops, shared by every check that looks at a host of the network. */
export const NETWORK_CODES = {
  "dns-not-found": {
    severity: "error",
    meaning: "DNS says that the host name does not exist.",
    cause: "A misspelt name, a DNS filter, or a name server that knows only internal names.",
    remedy: "Correct the name, or let the host's name servers resolve it.",
    source: DNS_PAGE,
  },
  "dns-failed": {
    severity: "error",
    meaning: "The name servers answered with a failure instead of an address.",
    cause: "The name server is broken or refuses to answer this host (SERVFAIL, REFUSED).",
    remedy: "Repair the name server, or set another one in /etc/resolv.conf.",
    source: DNS_PAGE,
  },
  "dns-timeout": {
    severity: "error",
    meaning: "No name server answered in time.",
    cause: "The name server is down, or a firewall drops UDP and TCP port 53.",
    remedy: "Allow DNS to the configured name servers, or set reachable ones in /etc/resolv.conf.",
    source: DNS_PAGE,
  },
  "connection-refused": {
    severity: "error",
    meaning: "The connection was refused.",
    cause: "A firewall rejects it, nothing listens on that port, or DNS points to a wrong address.",
    remedy: "Allow outbound TCP to this host and port, or use the proxy of the network.",
    source: SOURCE_FIREWALL_PAGE,
  },
  "connection-timeout": {
    severity: "error",
    meaning: "Nothing answered the connection attempt in time.",
    cause: "A firewall drops the packets, or the network needs a proxy.",
    remedy: "Allow outbound TCP to this host and port, or use the proxy of the network.",
    source: SOURCE_FIREWALL_PAGE,
  },
  "connection-reset": {
    severity: "error",
    meaning: "The connection was opened and then cut off by the other side.",
    cause: "A firewall that inspects TLS server names, or a broken server or load balancer.",
    remedy: "Allow this host by name in the firewall, or use the proxy of the network.",
    source: SOURCE_FIREWALL_PAGE,
  },
  "network-unreachable": {
    severity: "error",
    meaning: "There is no route to the host's address.",
    cause: "No default route, a missing route, or addresses of IPv6 on a host without IPv6.",
    remedy: "Correct the routes of the host.",
    source: "https://man7.org/linux/man-pages/man8/ip-route.8.html",
  },
  "tls-untrusted": {
    severity: "error",
    meaning: "The certificate comes from an authority that is not trusted.",
    cause: "TLS is intercepted by a proxy or firewall, or the server uses a private certificate authority.",
    remedy: "Exempt the host from TLS interception, or install the authority's certificate where it is needed.",
    source: CERTIFICATES_PAGE,
  },
  "tls-expired": {
    severity: "error",
    meaning: "The certificate has expired, by this host's clock.",
    cause: "The server's certificate was not renewed, or the clock of this host is ahead.",
    remedy: "Correct the clock if it is wrong; otherwise have the certificate renewed.",
    source: CERTIFICATES_PAGE,
  },
  "tls-not-yet-valid": {
    severity: "error",
    meaning: "The certificate is not valid yet, by this host's clock.",
    cause: "The clock of this host is behind.",
    remedy: "Correct the clock.",
    source: CERTIFICATES_PAGE,
  },
  "tls-name-mismatch": {
    severity: "error",
    meaning: "The certificate is for another name.",
    cause:
      "DNS points to a wrong server, a proxy or portal answers in its place, or the certificate names the host only in its Common Name.",
    remedy: "Correct DNS, or have a certificate issued that names this host.",
    source: CERTIFICATES_PAGE,
  },
  "tls-failed": {
    severity: "error",
    meaning: "The TLS handshake failed.",
    cause: "The server wants a client certificate, speaks only old versions of TLS, or never answers the handshake.",
    remedy: "Look at the handshake, and give the client certificate or repair the server.",
    source: CERTIFICATES_PAGE,
  },
  "plain-http": {
    severity: "error",
    meaning: "The server answers in plain HTTP where HTTPS is needed.",
    cause: "A registry without TLS that the engine has not been told to accept, or a portal in its place.",
    remedy: "Put TLS in front of it, or list the registry in insecure-registries of daemon.json.",
    source: INSECURE_PAGE,
  },
  "proxy-unreachable": {
    severity: "error",
    meaning: "The configured proxy cannot be reached.",
    cause: "A wrong name or port in the proxy setting, or the proxy is down.",
    remedy: "Correct the proxy setting, or bring the proxy up.",
    source: PROXY_PAGE,
  },
  "proxy-auth-required": {
    severity: "error",
    meaning: "The proxy asks for a user and a password (407).",
    cause: "The proxy setting has no credentials, or wrong ones.",
    remedy: "Put the proxy's user and password into the proxy setting.",
    source: PROXY_PAGE,
  },
  "proxy-denied": {
    severity: "error",
    meaning: "The proxy refuses to connect to this host.",
    cause: "The host is not on the proxy's list of allowed hosts.",
    remedy: "Have the host allowed on the proxy.",
    source: SOURCE_FIREWALL_PAGE,
  },
  "proxy-failed": {
    severity: "error",
    meaning: "The proxy was reached, but made no connection to the host.",
    cause:
      "The proxy cannot resolve or reach the host, wants another kind of connection, or the setting names no HTTP proxy.",
    remedy:
      "Look into the proxy's log, and check the scheme of the setting (most proxies are http://, also for HTTPS).",
    source: PROXY_PAGE,
  },
  "not-a-registry": {
    severity: "error",
    meaning: "Something else answers in the place of the wanted server.",
    cause: "A block page, a captive portal, an interception proxy, or a wrong host or path.",
    remedy: "Have the host allowed in the web filter, or correct the host name.",
    source: DISTRIBUTION_PAGE,
  },
  "server-error": {
    severity: "error",
    meaning: "The server answers that it is failing (5xx).",
    cause: "The server, or a gateway in front of it, is down or overloaded.",
    remedy: "Wait and try again, or have the server repaired.",
    source: DISTRIBUTION_PAGE,
  },
  "response-timeout": {
    severity: "error",
    meaning: "The request was taken, but no answer came in time.",
    cause: "The server or a proxy on the way hangs.",
    remedy: "Try again later; if it stays, look into the server or the proxy.",
    source: DISTRIBUTION_PAGE,
  },
} as const satisfies Record<NetworkFailureCode, CodeEntry>;

/** What a failed hop is about. */
export interface NetworkScene {
  readonly plan: RunnerPlan;
  readonly code: NetworkFailureCode;
  readonly hop: string;
  /** `host:port`, or whatever the check's targets are. */
  readonly target: string;
  readonly host: string;
  readonly port: number;
  /** For the message: `the registry`, `the token service of registry.example`, `api.bitbucket.org (REST API)`. */
  readonly role: string;
  /** Who is affected: decides where a proxy, a CA or a name is set up. */
  readonly asker: "engine" | "runner";
  readonly vantage: Vantage;
  readonly evidence: readonly Evidence[];
  readonly severity?: Severity | undefined;
  /** The proxy on the way, user-info replaced by `***`. */
  readonly proxy?: string | undefined;
  /** Path that the reproducing request asks for. */
  readonly path: string;
  /** An image whose pull reproduces the failure on the engine. */
  readonly reference?: string | undefined;
  /** The images and services that need it. */
  readonly neededFor: readonly string[];
  /** The way there, as far as it was seen. */
  readonly way?: WaySeen | undefined;
  /** This process gets through where the engine does not. */
  readonly isEngineOnly?: boolean | undefined;
}

const SAID: Readonly<Record<NetworkFailureCode, (place: string) => string>> = {
  "dns-not-found": (place) => `DNS does not know ${place}`,
  "dns-failed": (place) => `the name servers fail on ${place}`,
  "dns-timeout": (place) => `no name server answers for ${place}`,
  "connection-refused": (place) => `connections to ${place} are refused`,
  "connection-timeout": (place) => `nothing answers at ${place}`,
  "connection-reset": (place) => `connections to ${place} are cut off`,
  "network-unreachable": (place) => `there is no route to ${place}`,
  "tls-untrusted": (place) => `the certificate of ${place} comes from an authority that is not trusted`,
  "tls-expired": (place) => `the certificate of ${place} has expired, by this host's clock`,
  "tls-not-yet-valid": (place) => `the certificate of ${place} is not valid yet, by this host's clock`,
  "tls-name-mismatch": (place) => `the certificate of ${place} is for another name`,
  "tls-failed": (place) => `TLS with ${place} fails`,
  "plain-http": (place) => `${place} speaks plain HTTP, not HTTPS`,
  "proxy-unreachable": (place) => `the proxy on the way to ${place} cannot be reached`,
  "proxy-auth-required": (place) => `the proxy on the way to ${place} asks for a user and a password`,
  "proxy-denied": (place) => `the proxy refuses to connect to ${place}`,
  "proxy-failed": (place) => `the proxy makes no connection to ${place}`,
  "not-a-registry": (place) => `something else answers in the place of ${place}`,
  "server-error": (place) => `${place} answers that it is failing`,
  "response-timeout": (place) => `${place} takes the request and does not answer`,
};

/** The finding for a failed hop, in the words of where and for whom it failed. */
export function networkFinding(scene: NetworkScene): Finding {
  const { code, host, port } = scene;
  const place = authority(host, port);
  // names have no port in DNS
  const said = SAID[code](scene.hop === "dns" ? host : place);
  const isUnreadable = code === "proxy-failed" && scene.proxy === undefined && scene.vantage !== "engine";
  const reason = isUnreadable ? "its proxy setting is not a URL" : said;
  const who = scene.asker === "engine" ? "The engine" : "The runner";
  const seen = scene.vantage === "engine" ? ", says the engine" : "";
  return finding(NETWORK_CODES, code, {
    message: `${who} cannot use ${scene.role}: ${reason}${seen}.`,
    target: scene.target,
    hop: scene.hop,
    evidence: scene.evidence,
    severity: scene.severity,
    remedy: { summary: SUMMARIES[code](scene, place), commands: commandsOf(scene) },
    blocked: blockedEndpoint(scene),
  });
}

/** A certificate is the first that does not fit into one small packet. */
const LOST_PACKETS =
  " Without any answer to it, large packets may be lost on the way (a tunnel, a VPN): compare ping -M do -s 1400 with -s 500.";

type Summary = (scene: NetworkScene, place: string) => string;

const blocked: Summary = ({ asker }, place) =>
  asker === "engine"
    ? `Allow outbound TCP from this host to ${place} in the firewall, or give the engine the network's proxy (HTTPS_PROXY in a systemd drop-in of docker.service, then restart Docker).`
    : `Allow outbound TCP from this host to ${place} in the firewall, or give the runner the network's proxy (-e HTTPS_PROXY=http://HOST:PORT in the start command).`;

const SUMMARIES: Readonly<Record<NetworkFailureCode, Summary>> = {
  "dns-not-found": ({ host }) =>
    KNOWN_HOSTS.has(host)
      ? `Have ${host} resolved by the name servers that /etc/resolv.conf lists, or list others there: the name is right.`
      : `Check the spelling of ${host}, and have it resolved by the name servers that /etc/resolv.conf lists.`,
  "dns-failed": ({ host }) =>
    `Repair the name servers that /etc/resolv.conf lists, or list others that resolve ${host}.`,
  "dns-timeout": () =>
    "Allow this host to reach its name servers (UDP and TCP port 53), or list reachable ones in /etc/resolv.conf.",
  "connection-refused": blocked,
  "connection-timeout": blocked,
  "connection-reset": blocked,
  "network-unreachable": (_scene, place) => `Correct the routes of this host so that ${place} can be reached.`,
  "tls-untrusted": (scene) =>
    scene.asker === "engine"
      ? `Exempt ${scene.host} from TLS interception; or, if you know the authority, save its certificate as /etc/docker/certs.d/${certsFolder(scene)}/ca.crt on the engine's host (no restart is needed).`
      : `Exempt ${scene.host} from TLS interception; otherwise the runner, a Java program, needs the authority in its own trust store: a runner image of your own that adds it, or JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=PATH.`,
  "tls-expired": ({ host }) =>
    `Compare this host's clock with the certificate's dates: correct the clock if it is ahead, otherwise have the certificate of ${host} renewed.`,
  "tls-not-yet-valid": () => "Correct this host's clock and keep it in step with NTP.",
  "tls-name-mismatch": ({ host }) =>
    `Check which address ${host} resolves to and who answers there; the certificate has to list ${host} among its subject alternative names.`,
  "tls-failed": (scene) =>
    scene.asker === "engine"
      ? `Look at the handshake below and at /etc/docker/certs.d/${certsFolder(scene)}/: a client certificate for the engine is client.cert and client.key there, an authority NAME.crt.${LOST_PACKETS}`
      : `Look at the handshake below, and have the server or what intercepts it repaired.${LOST_PACKETS}`,
  "plain-http": (scene, place) =>
    scene.asker === "engine"
      ? `Put TLS in front of ${place}; or, if plain HTTP is meant, add "${certsFolder(scene)}" to insecure-registries in /etc/docker/daemon.json and restart Docker.`
      : `Find out what answers at ${place}: this service speaks HTTPS only.`,
  "proxy-unreachable": proxySummary,
  "proxy-auth-required": proxySummary,
  "proxy-failed": proxySummary,
  "proxy-denied": (_scene, place) => `Have ${place} allowed on the proxy.`,
  "not-a-registry": ({ host }) =>
    `Look at the answer below to see who gives it, and have ${host} allowed in the web filter, or correct the host name.`,
  "server-error": ({ host }) => `Wait a little and run this again; if it stays, ask whoever runs ${host}.`,
  "response-timeout": ({ host }) => `Run this again; if it stays, look into ${host} or the proxy on the way to it.`,
};

function proxySummary({ code, asker, proxy }: NetworkScene): string {
  const named = proxy === undefined ? "the proxy" : `the proxy ${proxy}`;
  const where =
    asker === "engine"
      ? "the engine's setting (HTTP_PROXY and HTTPS_PROXY in a systemd drop-in of docker.service, or proxies in /etc/docker/daemon.json), then restart Docker"
      : "the runner's setting (-e HTTPS_PROXY=… in the start command)";
  if (code === "proxy-unreachable") return `Bring ${named} up, or correct its address in ${where}.`;
  if (code === "proxy-auth-required") return `Put the user and password for ${named} into ${where}.`;
  if (proxy === undefined) {
    return `Write the proxy as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT (in the password / is %2F, @ is %40, : is %3A) in ${where}.`;
  }
  return `Look into the log of ${named}; a proxy is usually named with http://, also for HTTPS: check ${where}.`;
}

/** The folder of certs.d is called as the registry is in image references. */
function certsFolder({ host, port }: NetworkScene): string {
  return port === 443 ? host : authority(host, port);
}

function commandsOf(scene: NetworkScene): readonly RemedyCommand[] {
  const { code, plan, asker, reference } = scene;
  const pull = scene.vantage === "engine" && reference !== undefined ? [dockerCommand(plan, ["pull", reference])] : [];
  if (code.startsWith("dns-")) return [safe(lookupLine(scene)), safe("cat /etc/resolv.conf"), ...pull];
  if (code.startsWith("proxy-") && asker === "engine") {
    const format = "{{.HTTPProxy}} {{.HTTPSProxy}} {{.NoProxy}}";
    return [dockerCommand(plan, ["info", "--format", format]), safe(curlLine(scene)), ...pull];
  }
  if (code === "tls-expired" || code === "tls-not-yet-valid")
    return [safe("date -u"), safe(handshakeLine(scene)), ...pull];
  if (code.startsWith("tls-") && scene.proxy === undefined) return [safe(handshakeLine(scene)), ...pull];
  if (code === "plain-http") {
    return [safe(plainLine(scene)), ...pull];
  }
  if (code === "network-unreachable") return [safe("ip route"), safe(curlLine(scene)), ...pull];
  return [safe(curlLine(scene)), ...pull];
}

/** The hops of an endpoint as one line of evidence: `dns ok 3 ms · tcp ok 41 ms · tls failed: …`. */
export function hopEvidence(fact: EndpointFact, vantage: Vantage = "process"): Evidence {
  const { host, port, hops, failure, proxy } = fact;
  const words = hops.map(({ hop, ok, durationMs, detail }) =>
    ok ? `${hop} ok ${Math.round(durationMs)} ms` : `${hop} failed after ${Math.round(durationMs)} ms: ${detail}`,
  );
  const limit = failure?.limitMs === undefined ? "" : ` (limit ${failure.limitMs} ms)`;
  const through = proxy === undefined ? "" : ` through the proxy ${proxy}`;
  const told = words.length > 0 ? words.join(" · ") : (failure?.detail ?? "no answer");
  return {
    what: `connection to ${authority(host, port)}${through}`,
    observed: `${told}${limit}`,
    expected: "an answer",
    vantage,
  };
}

/** What a certificate says, where it was seen and TLS failed. */
export function certificateEvidence({ certificate, failure }: EndpointFact): readonly Evidence[] {
  if (certificate === undefined || failure?.hop !== "tls") return [];
  const { subject, issuer, validFrom, validTo, names } = certificate;
  const dates = `valid from ${validFrom} to ${validTo}`;
  const shown = names.slice(0, 5).join(", ") || "none";
  return [
    {
      what: "certificate",
      observed: `subject ${subject}; issuer ${issuer}; ${dates}; names ${shown}`,
      vantage: "process",
    },
  ];
}

/** Milliseconds per hop. */
export function hopTimings({ hops }: EndpointFact): Readonly<Record<string, number>> {
  return Object.fromEntries(hops.map(({ hop, durationMs }) => [hop, durationMs]));
}
