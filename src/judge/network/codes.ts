import type { NetworkFailureCode } from "../../contract/index.js";
import { shortened } from "../../secrets/shorten.js";
import { KNOWN_HOSTS, SOURCE_FIREWALL_PAGE } from "../../requirements.js";
import { type AnyCode, defineCodes, safe } from "../findings.js";
import { afterProxy } from "../remedy/engine-proxy.js";
import { thenRestart } from "../remedy/engine-service.js";
import { capital } from "../text.js";
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

/** As much of a page's title is quoted, in characters. */
const MAX_TITLE = 60;

/** The codes of failed hops, shared by every check that looks at a host of the network. */
export const NETWORK_CODES = defineCodes({
  "dns-not-found": {
    severity: "error",
    meaning: "The host name does not exist in DNS.",
    cause: "The name is misspelt, a DNS filter hides it, or the name server knows only internal names.",
    remedy: "Correct the name. Or make the host's name servers resolve it.",
    source: DNS_PAGE,
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `${failed.host} does not exist in DNS`,
        summary: KNOWN_HOSTS.has(failed.host)
          ? `Make the name servers in /etc/resolv.conf resolve ${failed.host}, or list others there. The name is right.`
          : `Check the spelling of ${failed.host}. Or make the name servers in /etc/resolv.conf resolve it.`,
        commands: lookupCommands(failed),
      }),
  },
  "dns-failed": {
    severity: "error",
    meaning: "The name servers answer with a failure, not with an address.",
    cause: "The name server is broken, or refuses to answer this host (SERVFAIL, REFUSED).",
    remedy: "Repair the name server. Or set another one in /etc/resolv.conf.",
    source: DNS_PAGE,
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `The name servers fail to resolve ${failed.host}`,
        summary: `Repair the name servers in /etc/resolv.conf. Or list others there.`,
        commands: lookupCommands(failed),
      }),
  },
  "dns-timeout": {
    severity: "error",
    meaning: "No name server answers in time.",
    cause: "The name server is down, or a firewall drops UDP and TCP port 53.",
    remedy: "Allow DNS to the configured name servers. Or set others in /etc/resolv.conf.",
    source: DNS_PAGE,
    words: (failed: FailedHop | SilentNameServers) =>
      "silent" in failed
        ? silentServersWords(failed)
        : wayWords(failed, {
            said: `No name server answers for ${failed.host}`,
            summary:
              "Allow this host to reach its name servers (UDP and TCP port 53). Or list others in /etc/resolv.conf.",
            commands: lookupCommands(failed),
          }),
  },
  "connection-refused": {
    severity: "error",
    meaning: "The host refuses the connection.",
    cause:
      "A firewall rejects the connection, the network needs a proxy, nothing listens on that port, or DNS points to a wrong address.",
    remedy: "Allow outbound TCP to this host and port. Or use the proxy of the network.",
    source: SOURCE_FIREWALL_PAGE,
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `${placeIn(failed)} refuses connections`,
        summary: allowOutbound(failed),
        commands: requestCommands(failed),
      }),
  },
  "connection-timeout": {
    severity: "error",
    meaning: "Nothing answers the connection attempt in time.",
    cause: "A firewall drops the packets, or the network needs a proxy.",
    remedy: "Allow outbound TCP to this host and port. Or use the proxy of the network.",
    source: SOURCE_FIREWALL_PAGE,
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `Nothing answers at ${placeIn(failed)}`,
        summary: allowOutbound(failed),
        commands: requestCommands(failed),
      }),
  },
  "connection-reset": {
    severity: "error",
    meaning: "The connection opens, and is then cut off.",
    cause: "A firewall blocks the TLS server name, the network needs a proxy, or a server or load balancer is broken.",
    remedy: "Allow this host by name in the firewall. Or use the proxy of the network.",
    source: SOURCE_FIREWALL_PAGE,
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `The connection to ${placeIn(failed)} is cut off`,
        summary: allowOutbound(failed),
        commands: requestCommands(failed),
      }),
  },
  "network-unreachable": {
    severity: "error",
    meaning: "No route leads to the host's address.",
    cause: "The default route or another route is missing, or the address is IPv6 and this host has no IPv6.",
    remedy: "Correct the routes of the host.",
    source: "https://man7.org/linux/man-pages/man8/ip-route.8.html",
    words: (failed: FailedHop) =>
      wayWords(failed, {
        said: `No route leads to ${placeIn(failed)}`,
        summary: `Add a route from this host to ${authorityOf(failed)}.`,
        commands: [safe("ip route"), ...requestCommands(failed)],
      }),
  },
  "tls-untrusted": {
    severity: "error",
    meaning: "The certificate comes from an authority that is not trusted.",
    cause: "A proxy or firewall intercepts TLS, or the server uses a private certificate authority.",
    remedy: "Exempt the host from TLS interception. Or install the authority's certificate.",
    source: CERTIFICATES_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `The certificate of ${placeIn(failed)} comes from an authority that is not trusted`,
        summary:
          failed.asker === "engine"
            ? `Exempt ${failed.host} from TLS interception. Or save the authority's certificate as ${certificatesPlace(failed).folder}/ca.crt ${certificatesPlace(failed).where}, if you know it.`
            : `Exempt ${failed.host} from TLS interception. Or add the authority to the runner's Java trust store: in your own runner image, or with JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=PATH.`,
        commands: handshakeCommands(failed),
      }),
  },
  "tls-expired": {
    severity: "error",
    meaning: "The certificate has expired (by this host's clock).",
    cause: "Nobody renewed the certificate, or the clock of this host is ahead.",
    remedy: "Correct the clock if it is wrong. Otherwise renew the certificate.",
    source: CERTIFICATES_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `The certificate of ${placeIn(failed)} has expired, by this host's clock`,
        summary: `Correct this host's clock, if it is ahead. Otherwise ask whoever runs ${failed.host} for a new certificate.`,
        commands: clockCommands(failed),
      }),
  },
  "tls-not-yet-valid": {
    severity: "error",
    meaning: "The certificate is not valid yet (by this host's clock).",
    cause: "The clock of this host is behind.",
    remedy: "Correct the clock.",
    source: CERTIFICATES_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `The certificate of ${placeIn(failed)} is not valid yet, by this host's clock`,
        summary: "Correct this host's clock, and turn time synchronisation on.",
        commands: clockCommands(failed),
      }),
  },
  "tls-name-mismatch": {
    severity: "error",
    meaning: "The certificate is for another name.",
    cause:
      "DNS points to a wrong server, a proxy or portal answers instead, or the certificate names the host only in its Common Name.",
    remedy: "Correct DNS. Or get a certificate that names this host.",
    source: CERTIFICATES_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `The certificate of ${placeIn(failed)} is for another name`,
        summary: `Check which address ${failed.host} resolves to, and who answers there. The certificate must have ${failed.host} among its subject alternative names.`,
        commands: handshakeCommands(failed),
      }),
  },
  "tls-failed": {
    severity: "error",
    meaning: "The TLS handshake failed.",
    cause: "The server wants a client certificate, speaks only old versions of TLS, or does not answer the handshake.",
    remedy: "Look at the handshake. Then add the client certificate, or repair the server.",
    source: CERTIFICATES_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `The TLS handshake with ${placeIn(failed)} fails`,
        summary:
          failed.asker === "engine"
            ? `Look at the handshake, and at ${certificatesPlace(failed).folder}/ ${certificatesPlace(failed).where} for a missing client.cert, client.key or authority.${LOST_PACKETS}`
            : `Look at the handshake, and repair the server or what intercepts it.${LOST_PACKETS}`,
        commands: handshakeCommands(failed),
      }),
  },
  "plain-http": {
    severity: "error",
    meaning: "The server answers in plain HTTP where HTTPS is needed.",
    cause: "The registry has no TLS and is not in insecure-registries, or a portal answers instead.",
    remedy: "Put TLS in front of the registry. Or list it under insecure-registries in daemon.json.",
    source: INSECURE_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `${placeIn(failed)} speaks plain HTTP, not HTTPS`,
        summary:
          failed.asker === "engine"
            ? `Put TLS in front of ${authorityOf(failed)}. Or ${acceptingPlain(failed)}.`
            : `Find out what answers at ${authorityOf(failed)}. This service speaks only HTTPS.`,
        follows: thenRestart,
        commands: [safe(plainLine(failed))],
      }),
  },
  "proxy-unreachable": {
    severity: "error",
    meaning: "The configured proxy cannot be reached.",
    cause: "The proxy setting has a wrong name or port, or the proxy is down.",
    remedy: "Start the proxy. Or correct the proxy setting.",
    source: PROXY_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `${capital(proxyName(failed))} cannot be reached`,
        summary: `Start ${proxyName(failed)}, or correct its address. ${proxySetting(failed)}`,
        follows: afterProxy,
        commands: proxyCommands(failed),
      }),
  },
  "proxy-auth-required": {
    severity: "error",
    meaning: "The proxy asks for a user and a password (407).",
    cause: "The proxy setting has no credentials, or wrong ones.",
    remedy: "Add the proxy's user and password to the proxy setting.",
    source: PROXY_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `${capital(proxyName(failed))} asks for a user and a password`,
        summary: `Add the user and the password to the address of ${proxyName(failed)}. ${proxySetting(failed)}`,
        follows: afterProxy,
        commands: proxyCommands(failed),
      }),
  },
  "proxy-denied": {
    severity: "error",
    meaning: "The proxy refuses to connect to this host.",
    cause: "The host is not on the proxy's list of allowed hosts.",
    remedy: "Allow the host on the proxy.",
    source: SOURCE_FIREWALL_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `${capital(proxyName(failed))} refuses to connect to ${placeIn(failed)}`,
        summary: `Allow ${authorityOf(failed)} on ${proxyName(failed)}.`,
        commands: proxyCommands(failed),
      }),
  },
  "proxy-failed": {
    severity: "error",
    meaning: "The proxy answers, but does not connect to the host.",
    cause: "The proxy cannot resolve or reach the host, wants another kind of connection, or is not an HTTP proxy.",
    remedy: "Read the proxy's log, and check the scheme of the setting. Most proxies need http://, even for HTTPS.",
    source: PROXY_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said:
          failed.proxy === undefined && failed.vantage !== "engine"
            ? "The proxy setting is not a URL"
            : `${capital(proxyName(failed))} does not connect to ${placeIn(failed)}`,
        summary:
          failed.proxy === undefined
            ? `Write the proxy as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT. In the password, / is %2F, @ is %40, : is %3A. ${proxySetting(failed)}`
            : `Read the log of ${proxyName(failed)}, and check its scheme: most proxies need http://, even for HTTPS. ${proxySetting(failed)}`,
        follows: afterProxy,
        commands: proxyCommands(failed),
      }),
  },
  "not-a-registry": {
    severity: "error",
    meaning: "The answer is not from the wanted server.",
    cause: "A block page, a captive portal or an intercepting proxy answers, or the host is wrong.",
    remedy: "Allow the host in the web filter. Or correct the host name.",
    source: DISTRIBUTION_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `The answer of ${placeIn(failed)} is not from ${failed.asker === "engine" ? "a registry" : "Bitbucket"}${failed.page === undefined ? "" : `: page "${shortened(failed.page, MAX_TITLE)}"`}`,
        summary: `Look at the answer to see who gives it. Then allow ${failed.host} in the web filter, or correct the host name.`,
        commands: requestCommands(failed),
      }),
  },
  "server-error": {
    severity: "error",
    meaning: "The server answers with an error of its own (5xx).",
    cause: "The server, or a gateway in front of it, is down or overloaded.",
    remedy: "Wait, and try again. Or repair the server.",
    source: DISTRIBUTION_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `${placeIn(failed)} answers with a server error (5xx)`,
        summary: `Wait a little, and run this check again. If it fails again, ask whoever runs ${failed.host}.`,
        commands: requestCommands(failed),
      }),
  },
  "response-timeout": {
    severity: "error",
    meaning: "The server accepts the request, but does not answer in time.",
    cause: "The server or a proxy on the way hangs.",
    remedy: "Try again later. If it fails again, look at the server or the proxy.",
    source: DISTRIBUTION_PAGE,
    words: (failed: FailedHop) =>
      hopWords(failed, {
        said: `${placeIn(failed)} accepts the request, but does not answer`,
        summary: `Run this check again. If it fails again, look at ${failed.host}, or at the proxy before it.`,
        commands: requestCommands(failed),
      }),
  },
} satisfies Readonly<Record<NetworkFailureCode, AnyCode>>);
