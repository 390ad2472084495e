import type { NetworkFailureCode } from "../../contract/index.js";
import { KNOWN_HOSTS, SOURCE_FIREWALL_PAGE } from "../../requirements.js";
import { type AnyCode, defineCodes, safe } from "../findings.js";
import { afterProxy } from "../remedy/engine-proxy.js";
import { thenRestart } from "../remedy/engine-service.js";
import { plainLine } from "./reproduce.js";
import {
  acceptingPlain,
  allowOutbound,
  authorityOf,
  certificatesPlace,
  clockCommands,
  type FailedHop,
  handshakeCommands,
  hopWords,
  lookupCommands,
  LOST_PACKETS,
  placeIn,
  proxyCommands,
  proxyName,
  proxySetting,
  requestCommands,
  type SilentNameServers,
  silentServersWords,
  wayWords,
} from "./words.js";

const PROXY_PAGE = "https://docs.docker.com/engine/daemon/proxy/";
const CERTIFICATES_PAGE = "https://docs.docker.com/engine/security/certificates/";
const INSECURE_PAGE = "https://docs.docker.com/reference/cli/dockerd/#insecure-registries";
const DISTRIBUTION_PAGE = "https://distribution.github.io/distribution/spec/api/";
const DNS_PAGE = "https://man7.org/linux/man-pages/man5/resolv.conf.5.html";

/** The codes of failed hops, shared by every check that looks at a host of the network. */
export const NETWORK_CODES = defineCodes({
  "dns-not-found": {
    severity: "error",
    meaning: "DNS says that the host name does not exist.",
    cause: "A misspelt name, a DNS filter, or a name server that knows only internal names.",
    remedy: "Correct the name, or let the host's name servers resolve it.",
    source: DNS_PAGE,
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `DNS does not know ${placeIn(failed)}`,
        summary: KNOWN_HOSTS.has(failed.host)
          ? `Have ${failed.host} resolved by the name servers that /etc/resolv.conf lists, or list others there: the name is right.`
          : `Check the spelling of ${failed.host}, and have it resolved by the name servers that /etc/resolv.conf lists.`,
        commands: lookupCommands(failed),
      }),
  },
  "dns-failed": {
    severity: "error",
    meaning: "The name servers answered with a failure instead of an address.",
    cause: "The name server is broken or refuses to answer this host (SERVFAIL, REFUSED).",
    remedy: "Repair the name server, or set another one in /etc/resolv.conf.",
    source: DNS_PAGE,
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `the name servers fail on ${placeIn(failed)}`,
        summary: `Repair the name servers that /etc/resolv.conf lists, or list others that resolve ${failed.host}.`,
        commands: lookupCommands(failed),
      }),
  },
  "dns-timeout": {
    severity: "error",
    meaning: "No name server answered in time.",
    cause: "The name server is down, or a firewall drops UDP and TCP port 53.",
    remedy: "Allow DNS to the configured name servers, or set reachable ones in /etc/resolv.conf.",
    source: DNS_PAGE,
    words: (failed: FailedHop | SilentNameServers) =>
      "silent" in failed
        ? silentServersWords(failed)
        : wayWords(failed, {
            said: `no name server answers for ${placeIn(failed)}`,
            summary:
              "Allow this host to reach its name servers (UDP and TCP port 53), or list reachable ones in /etc/resolv.conf.",
            commands: lookupCommands(failed),
          }),
  },
  "connection-refused": {
    severity: "error",
    meaning: "The connection was refused.",
    cause: "A firewall rejects it, nothing listens on that port, or DNS points to a wrong address.",
    remedy: "Allow outbound TCP to this host and port, or use the proxy of the network.",
    source: SOURCE_FIREWALL_PAGE,
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `connections to ${placeIn(failed)} are refused`,
        summary: allowOutbound(failed),
        commands: requestCommands(failed),
      }),
  },
  "connection-timeout": {
    severity: "error",
    meaning: "Nothing answered the connection attempt in time.",
    cause: "A firewall drops the packets, or the network needs a proxy.",
    remedy: "Allow outbound TCP to this host and port, or use the proxy of the network.",
    source: SOURCE_FIREWALL_PAGE,
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `nothing answers at ${placeIn(failed)}`,
        summary: allowOutbound(failed),
        commands: requestCommands(failed),
      }),
  },
  "connection-reset": {
    severity: "error",
    meaning: "The connection was opened and then cut off by the other side.",
    cause: "A firewall that inspects TLS server names, or a broken server or load balancer.",
    remedy: "Allow this host by name in the firewall, or use the proxy of the network.",
    source: SOURCE_FIREWALL_PAGE,
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `connections to ${placeIn(failed)} are cut off`,
        summary: allowOutbound(failed),
        commands: requestCommands(failed),
      }),
  },
  "network-unreachable": {
    severity: "error",
    meaning: "There is no route to the host's address.",
    cause: "No default route, a missing route, or addresses of IPv6 on a host without IPv6.",
    remedy: "Correct the routes of the host.",
    source: "https://man7.org/linux/man-pages/man8/ip-route.8.html",
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `there is no route to ${placeIn(failed)}`,
        summary: `Correct the routes of this host so that ${authorityOf(failed)} can be reached.`,
        commands: [safe("ip route"), ...requestCommands(failed)],
      }),
  },
  "tls-untrusted": {
    severity: "error",
    meaning: "The certificate comes from an authority that is not trusted.",
    cause: "TLS is intercepted by a proxy or firewall, or the server uses a private certificate authority.",
    remedy: "Exempt the host from TLS interception, or install the authority's certificate where it is needed.",
    source: CERTIFICATES_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `the certificate of ${placeIn(failed)} comes from an authority that is not trusted`,
        summary:
          failed.asker === "engine"
            ? `Exempt ${failed.host} from TLS interception; or, if you know the authority, save its certificate as ${certificatesPlace(failed).folder}/ca.crt ${certificatesPlace(failed).where}.`
            : `Exempt ${failed.host} from TLS interception; otherwise the runner, a Java program, needs the authority in its own trust store: a runner image of your own that adds it, or JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=PATH.`,
        commands: handshakeCommands(failed),
      }),
  },
  "tls-expired": {
    severity: "error",
    meaning: "The certificate has expired, by this host's clock.",
    cause: "The server's certificate was not renewed, or the clock of this host is ahead.",
    remedy: "Correct the clock if it is wrong; otherwise have the certificate renewed.",
    source: CERTIFICATES_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `the certificate of ${placeIn(failed)} has expired, by this host's clock`,
        summary: `Compare this host's clock with the certificate's dates: correct the clock if it is ahead, otherwise have the certificate of ${failed.host} renewed.`,
        commands: clockCommands(failed),
      }),
  },
  "tls-not-yet-valid": {
    severity: "error",
    meaning: "The certificate is not valid yet, by this host's clock.",
    cause: "The clock of this host is behind.",
    remedy: "Correct the clock.",
    source: CERTIFICATES_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `the certificate of ${placeIn(failed)} is not valid yet, by this host's clock`,
        summary: "Correct this host's clock and keep it in step with NTP.",
        commands: clockCommands(failed),
      }),
  },
  "tls-name-mismatch": {
    severity: "error",
    meaning: "The certificate is for another name.",
    cause:
      "DNS points to a wrong server, a proxy or portal answers in its place, or the certificate names the host only in its Common Name.",
    remedy: "Correct DNS, or have a certificate issued that names this host.",
    source: CERTIFICATES_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `the certificate of ${placeIn(failed)} is for another name`,
        summary: `Check which address ${failed.host} resolves to and who answers there; the certificate has to list ${failed.host} among its subject alternative names.`,
        commands: handshakeCommands(failed),
      }),
  },
  "tls-failed": {
    severity: "error",
    meaning: "The TLS handshake failed.",
    cause: "The server wants a client certificate, speaks only old versions of TLS, or never answers the handshake.",
    remedy: "Look at the handshake, and give the client certificate or repair the server.",
    source: CERTIFICATES_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `TLS with ${placeIn(failed)} fails`,
        summary:
          failed.asker === "engine"
            ? `Look at the handshake below and at ${certificatesPlace(failed).folder}/ ${certificatesPlace(failed).where}: a client certificate for the engine is client.cert and client.key there, an authority NAME.crt.${LOST_PACKETS}`
            : `Look at the handshake below, and have the server or what intercepts it repaired.${LOST_PACKETS}`,
        commands: handshakeCommands(failed),
      }),
  },
  "plain-http": {
    severity: "error",
    meaning: "The server answers in plain HTTP where HTTPS is needed.",
    cause: "A registry without TLS that the engine has not been told to accept, or a portal in its place.",
    remedy: "Put TLS in front of it, or list the registry in insecure-registries of daemon.json.",
    source: INSECURE_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `${placeIn(failed)} speaks plain HTTP, not HTTPS`,
        summary:
          failed.asker === "engine"
            ? `Put TLS in front of ${authorityOf(failed)}; or, if plain HTTP is meant, ${acceptingPlain(failed)}.`
            : `Find out what answers at ${authorityOf(failed)}: this service speaks HTTPS only.`,
        follows: thenRestart,
        commands: [safe(plainLine(failed))],
      }),
  },
  "proxy-unreachable": {
    severity: "error",
    meaning: "The configured proxy cannot be reached.",
    cause: "A wrong name or port in the proxy setting, or the proxy is down.",
    remedy: "Correct the proxy setting, or bring the proxy up.",
    source: PROXY_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `the proxy on the way to ${placeIn(failed)} cannot be reached`,
        summary: `Bring ${proxyName(failed)} up, or correct its address in ${proxySetting(failed)}.`,
        follows: afterProxy,
        commands: proxyCommands(failed),
      }),
  },
  "proxy-auth-required": {
    severity: "error",
    meaning: "The proxy asks for a user and a password (407).",
    cause: "The proxy setting has no credentials, or wrong ones.",
    remedy: "Put the proxy's user and password into the proxy setting.",
    source: PROXY_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `the proxy on the way to ${placeIn(failed)} asks for a user and a password`,
        summary: `Put the user and password for ${proxyName(failed)} into ${proxySetting(failed)}.`,
        follows: afterProxy,
        commands: proxyCommands(failed),
      }),
  },
  "proxy-denied": {
    severity: "error",
    meaning: "The proxy refuses to connect to this host.",
    cause: "The host is not on the proxy's list of allowed hosts.",
    remedy: "Have the host allowed on the proxy.",
    source: SOURCE_FIREWALL_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `the proxy refuses to connect to ${placeIn(failed)}`,
        summary: `Have ${authorityOf(failed)} allowed on the proxy.`,
        commands: proxyCommands(failed),
      }),
  },
  "proxy-failed": {
    severity: "error",
    meaning: "The proxy was reached, but made no connection to the host.",
    cause:
      "The proxy cannot resolve or reach the host, wants another kind of connection, or the setting names no HTTP proxy.",
    remedy:
      "Look into the proxy's log, and check the scheme of the setting (most proxies are http://, also for HTTPS).",
    source: PROXY_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said:
          failed.proxy === undefined && failed.vantage !== "engine"
            ? "its proxy setting is not a URL"
            : `the proxy makes no connection to ${placeIn(failed)}`,
        summary:
          failed.proxy === undefined
            ? `Write the proxy as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT (in the password / is %2F, @ is %40, : is %3A) in ${proxySetting(failed)}.`
            : `Look into the log of ${proxyName(failed)}; a proxy is usually named with http://, also for HTTPS: check ${proxySetting(failed)}.`,
        follows: afterProxy,
        commands: proxyCommands(failed),
      }),
  },
  "not-a-registry": {
    severity: "error",
    meaning: "Something else answers in the place of the wanted server.",
    cause: "A block page, a captive portal, an interception proxy, or a wrong host or path.",
    remedy: "Have the host allowed in the web filter, or correct the host name.",
    source: DISTRIBUTION_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `something else answers in the place of ${placeIn(failed)}`,
        summary: `Look at the answer below to see who gives it, and have ${failed.host} allowed in the web filter, or correct the host name.`,
        commands: requestCommands(failed),
      }),
  },
  "server-error": {
    severity: "error",
    meaning: "The server answers that it is failing (5xx).",
    cause: "The server, or a gateway in front of it, is down or overloaded.",
    remedy: "Wait and try again, or have the server repaired.",
    source: DISTRIBUTION_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `${placeIn(failed)} answers that it is failing`,
        summary: `Wait a little and run this again; if it stays, ask whoever runs ${failed.host}.`,
        commands: requestCommands(failed),
      }),
  },
  "response-timeout": {
    severity: "error",
    meaning: "The request was taken, but no answer came in time.",
    cause: "The server or a proxy on the way hangs.",
    remedy: "Try again later; if it stays, look into the server or the proxy.",
    source: DISTRIBUTION_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `${placeIn(failed)} takes the request and does not answer`,
        summary: `Run this again; if it stays, look into ${failed.host} or the proxy on the way to it.`,
        commands: requestCommands(failed),
      }),
  },
} satisfies Readonly<Record<NetworkFailureCode, AnyCode>>);
