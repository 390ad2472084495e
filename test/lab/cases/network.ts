import { NETWORK_FAILURES, type Report, type ReportFinding } from "../../../src/contract/index.js";
import { SERVICES } from "../../../src/requirements.js";
import { addressOf, DNS_ADDRESS, HOST_ADDRESS, PROXY_ADDRESS, PROXY_PORTS, WRONG } from "../support/addresses.js";
import type { ExpectedFinding, LabCase } from "../support/case.js";
import { IMAGES } from "../support/images.js";
import { PROXY_URL, towards } from "../support/internet.js";
import type { Lab } from "../support/lab.js";
import { mirrored } from "../support/start-command.js";
import { byDefault, heal, judging, withPause } from "./shared.js";

const PAUSE_HOST = "k8s-docker.packages.atlassian.com";
/** Nothing listens there on the registry's machine. */
const DEAD_PORT = 5999;
const SERVICE = "api.bitbucket.org";

/** A fault on the way to the registry of the pause image. */
function towardsRegistry(fault: {
  name: string;
  broken: string;
  inject: (lab: Lab) => Promise<void>;
  code: string;
  isSlow?: boolean;
}): LabCase {
  return {
    name: `registry: ${fault.name}`,
    broken: fault.broken,
    ...byDefault,
    inject: fault.inject,
    heal,
    expect: {
      exit: 1,
      findings: [{ check: "registry-reachable", code: fault.code, target: `${PAUSE_HOST}:443` }],
    },
    oracle: { kind: "pull", images: [IMAGES.pause] },
    remedy: "words",
    ...(fault.isSlow ? { limits: { timeoutS: 2, oracleS: 6 } } : {}),
  };
}

const elsewhere = (address: (typeof WRONG)[keyof typeof WRONG]) => (lab: Lab) => lab.setDns({ [PAUSE_HOST]: address });

const everyRegistry = (code: string): readonly ExpectedFinding[] =>
  ["registry.example:443"].map((target) => ({ check: "registry-reachable", code, target }));

/** The services whose failure is an error. */
const ERROR_HOSTS = ["bitbucket.org", "api.bitbucket.org", "api.atlassian.com", "auth.atlassian.com"];

const SERVICE_HOSTS = SERVICES.map(({ value }) => value.host);

const everyService = (code: string): readonly ExpectedFinding[] =>
  ERROR_HOSTS.map((name) => ({ check: "service-reachable", code, target: `${name}:443` }));

/** What is wrong with the report of what no host is reached by: it is one cause, about that and not about a host. */
function outageProblems({ causes, results }: Report, told: string): readonly string[] {
  const words = new Set(
    results
      .flatMap(({ findings }) => findings)
      .filter(isOfTheNetwork)
      .map(({ message }) => message),
  );
  const [message = ""] = words;
  return [
    ...(causes.length === 1 ? [] : [`${causes.length} causes: ${causes.map(({ code }) => code).join(", ")}`]),
    ...(words.size === 1 && message.includes(told) ? [] : [`no word of ${told}: ${[...words].join(" | ")}`]),
  ];
}

function isOfTheNetwork({ code }: ReportFinding): boolean {
  return NETWORK_FAILURES.some((known) => known === code);
}

/** A mirror that is of no help, and Docker Hub out of reach. Of old engines nobody can tell whether their mirror serves them. */
function behindMirror(name: string, label: string, broken: string): LabCase {
  const told: LabCase["expect"] = {
    exit: 1,
    findings: [{ check: "registry-reachable", code: "connection-refused", target: "registry-1.docker.io:443" }],
  };
  return {
    name,
    broken: `${broken}, and behind it a firewall rejects Docker Hub`,
    ...judging({ env: withPause("library/pause:1") }),
    inject: async (lab) => {
      await lab.reject("registry-1.docker.io");
      await lab.configureEngine({ "registry-mirrors": [`https://${label}.unusual.example`] });
    },
    expect: { exit: 3, findings: [] },
    oracle: { kind: "pull", images: ["library/pause:1"] },
    remedy: "words",
    engines: { "26.1": { expect: told }, "26.1-containerd": { expect: told } },
  };
}

/** Faults of DNS, firewall, TLS, proxy and the servers themselves. */
export const NETWORK_CASES: readonly LabCase[] = [
  towardsRegistry({
    name: "no such name",
    broken: "DNS does not know the registry",
    inject: (lab) => lab.setDns({ [PAUSE_HOST]: "nxdomain" }),
    code: "dns-not-found",
  }),
  towardsRegistry({
    name: "SERVFAIL",
    broken: "DNS fails for the registry",
    inject: (lab) => lab.setDns({ [PAUSE_HOST]: "servfail" }),
    code: "dns-failed",
  }),
  towardsRegistry({
    name: "DNS silent",
    broken: "DNS never answers for the registry",
    inject: (lab) => lab.setDns({ [PAUSE_HOST]: "drop" }),
    code: "dns-timeout",
    isSlow: true,
  }),
  towardsRegistry({
    name: "no address",
    broken: "DNS knows the registry, and no address of it",
    inject: (lab) => lab.setDns({ [PAUSE_HOST]: "nodata" }),
    code: "dns-not-found",
  }),
  towardsRegistry({
    name: "DNS refuses",
    broken: "DNS refuses to answer for the registry",
    inject: (lab) => lab.setDns({ [PAUSE_HOST]: "refused" }),
    code: "dns-failed",
  }),
  towardsRegistry({
    name: "sinkhole 0.0.0.0",
    broken: "a filtering DNS answers 0.0.0.0 for the registry",
    inject: (lab) => lab.setDns({ [PAUSE_HOST]: "0.0.0.0" }),
    code: "connection-refused",
  }),
  towardsRegistry({
    name: "sinkhole 127.0.0.1",
    broken: "a filtering DNS answers 127.0.0.1 for the registry",
    inject: (lab) => lab.setDns({ [PAUSE_HOST]: "127.0.0.1" }),
    code: "connection-refused",
  }),
  towardsRegistry({
    name: "nothing listens",
    broken: "nothing listens where DNS says that the registry is",
    inject: elsewhere(WRONG.closed),
    code: "connection-refused",
  }),
  towardsRegistry({
    name: "prohibited",
    broken: "a firewall says by ICMP that the registry is prohibited",
    inject: (lab) =>
      lab.internet.addRule(...towards(PAUSE_HOST), "-j", "REJECT", "--reject-with", "icmp-host-prohibited"),
    code: "network-unreachable",
  }),
  towardsRegistry({
    name: "data dropped",
    broken: "a firewall lets the connection come about and drops what is said on it",
    inject: (lab) => lab.internet.addRule(...towards(PAUSE_HOST), "--tcp-flags", "PSH", "PSH", "-j", "DROP"),
    code: "tls-failed",
    isSlow: true,
  }),
  towardsRegistry({
    name: "refused",
    broken: "a firewall rejects connections to the registry",
    inject: (lab) => lab.reject(PAUSE_HOST),
    code: "connection-refused",
  }),
  towardsRegistry({
    name: "dropped",
    broken: "a firewall drops what goes to the registry",
    inject: (lab) => lab.drop(PAUSE_HOST),
    code: "connection-timeout",
    isSlow: true,
  }),
  towardsRegistry({
    name: "no route",
    broken: "the host has no route to the registry",
    inject: async (lab) => {
      await lab.shell(`ip route add unreachable ${addressOf(PAUSE_HOST)}`);
    },
    code: "network-unreachable",
  }),
  towardsRegistry({
    name: "reset",
    broken: "a firewall resets the connection at the first byte of TLS",
    inject: elsewhere(WRONG.reset),
    code: "connection-reset",
  }),
  towardsRegistry({
    name: "hung up",
    broken: "whoever answers for the registry ends the connection at the first byte of TLS",
    inject: elsewhere(WRONG.hangsUp),
    code: "connection-reset",
  }),
  towardsRegistry({
    name: "unknown authority",
    broken: "the registry's certificate comes from an authority that nobody here trusts",
    inject: elsewhere(WRONG.untrusted),
    code: "tls-untrusted",
  }),
  towardsRegistry({
    name: "expired certificate",
    broken: "the registry's certificate has expired",
    inject: elsewhere(WRONG.expired),
    code: "tls-expired",
  }),
  towardsRegistry({
    name: "certificate for another name",
    broken: "the registry shows a certificate for another name",
    inject: elsewhere(WRONG.wrongName),
    code: "tls-name-mismatch",
  }),
  towardsRegistry({
    name: "plain HTTP",
    broken: "the registry speaks plain HTTP on port 443",
    inject: elsewhere(WRONG.plainHttp),
    code: "plain-http",
  }),
  towardsRegistry({
    name: "block page",
    broken: "a web filter answers in the registry's place",
    inject: elsewhere(WRONG.blockPage),
    code: "not-a-registry",
  }),
  towardsRegistry({
    name: "503",
    broken: "the registry answers 503",
    inject: elsewhere(WRONG.unavailable),
    code: "server-error",
  }),
  {
    name: "token service dropped",
    broken: "a firewall lets the registry through and drops its token service",
    ...judging({ env: withPause("bearer.registry.example/team/pause:1") }),
    inject: (lab) => lab.drop("auth.registry.example"),
    heal,
    expect: {
      exit: 1,
      findings: [{ check: "registry-reachable", code: "connection-timeout", target: "auth.registry.example:443" }],
    },
    oracle: { kind: "pull", images: ["bearer.registry.example/team/pause:1"] },
    remedy: "words",
    limits: { timeoutS: 3 },
  },
  {
    name: "layer host dropped",
    broken: "a firewall lets the registry through and drops the host of its layers",
    ...judging({ env: withPause("redirect.registry.example/team/pause:1") }),
    inject: (lab) => lab.drop("cdn.example"),
    heal,
    expect: {
      exit: 1,
      findings: [
        {
          check: "image-pullable",
          code: "layer-host-unreachable",
          target: "redirect.registry.example/team/pause:1",
        },
      ],
    },
    oracle: { kind: "pull", images: ["redirect.registry.example/team/pause:1"] },
    remedy: "words",
    limits: { timeoutS: 3 },
  },
  {
    name: "layer host unknown to DNS",
    broken: "DNS does not know the host of the registry's layers",
    ...judging({ env: withPause("redirect.registry.example/team/pause:1") }),
    inject: (lab) => lab.setDns({ "cdn.example": "nxdomain" }),
    heal,
    expect: {
      exit: 1,
      findings: [
        {
          check: "image-pullable",
          code: "layer-host-unreachable",
          target: "redirect.registry.example/team/pause:1",
        },
      ],
    },
    oracle: { kind: "pull", images: ["redirect.registry.example/team/pause:1"] },
    remedy: "words",
  },
  {
    name: "service refused",
    broken: "a firewall rejects connections to Bitbucket's API",
    ...byDefault,
    inject: (lab) => lab.reject(SERVICE),
    heal,
    expect: {
      exit: 1,
      findings: [{ check: "service-reachable", code: "connection-refused", target: `${SERVICE}:443` }],
    },
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
  },
  {
    name: "service dropped",
    broken: "a firewall drops what goes to Bitbucket's API",
    ...byDefault,
    inject: (lab) => lab.drop(SERVICE),
    heal,
    expect: {
      exit: 1,
      findings: [{ check: "service-reachable", code: "connection-timeout", target: `${SERVICE}:443` }],
    },
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
    limits: { timeoutS: 2, oracleS: 8 },
  },
  {
    name: "service with an expired certificate",
    broken: "the certificate that Bitbucket's API shows has expired",
    ...byDefault,
    inject: (lab) => lab.setDns({ [SERVICE]: WRONG.expired }),
    heal,
    expect: {
      exit: 1,
      findings: [{ check: "service-reachable", code: "tls-expired", target: `${SERVICE}:443` }],
    },
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
  },
  {
    name: "service ill",
    broken: "Bitbucket's API answers 503",
    ...byDefault,
    inject: (lab) => lab.setDns({ [SERVICE]: WRONG.unavailable }),
    heal,
    expect: {
      exit: 1,
      findings: [{ check: "service-reachable", code: "server-error", target: `${SERVICE}:443` }],
    },
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
  },
  {
    name: "name server dropped",
    broken: "a firewall drops what goes to the host's name server",
    ...judging({ env: mirrored("registry.example") }),
    inject: async (lab) => {
      for (const protocol of ["udp", "tcp"]) {
        await lab.internet.addRule("-d", DNS_ADDRESS, "-p", protocol, "--dport", "53", "-j", "DROP");
      }
    },
    heal,
    expect: {
      exit: 1,
      findings: [...everyRegistry("dns-timeout"), ...everyService("dns-timeout")],
    },
    verify: async (_, report) => outageProblems(report, DNS_ADDRESS),
    oracle: { kind: "pull", images: ["registry.example/team/pause:1"] },
    remedy: "words",
    limits: { timeoutS: 2, oracleS: 6 },
  },
  {
    name: "everything dropped",
    broken: "a firewall drops everything but DNS",
    ...judging({ env: mirrored("registry.example") }),
    inject: (lab) => lab.internet.addRule("-s", HOST_ADDRESS, "-p", "tcp", "--dport", "443", "-j", "DROP"),
    heal,
    expect: { exit: 1, findings: [...everyRegistry("connection-timeout"), ...everyService("connection-timeout")] },
    verify: async (_, report) => outageProblems(report, "7 hosts"),
    oracle: { kind: "pull", images: ["registry.example/team/pause:1"] },
    remedy: "words",
    limits: { timeoutS: 2, oracleS: 6 },
  },
  {
    name: "every service refused",
    broken: "a firewall rejects connections to Bitbucket's services, and lets the registries through",
    ...byDefault,
    inject: async (lab) => {
      for (const host of SERVICE_HOSTS) await lab.reject(host);
    },
    heal,
    expect: { exit: 1, findings: everyService("connection-refused") },
    verify: async (_, report) => outageProblems(report, "The runner"),
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
  },
  {
    name: "everything dropped, short deadline",
    broken: "a firewall drops everything, and the run has to end before its limits do",
    ...judging({ env: mirrored("registry.example") }),
    inject: (lab) => lab.internet.addRule("-s", HOST_ADDRESS, "-j", "DROP"),
    expect: { exit: 3, findings: [] },
    oracle: { kind: "pull", images: ["registry.example/team/pause:1"] },
    remedy: "words",
    limits: { deadlineS: 3, oracleS: 4 },
  },
  {
    name: "service unknown to DNS",
    broken: "DNS does not know the OAuth server",
    ...byDefault,
    inject: (lab) => lab.setDns({ "auth.atlassian.com": "nxdomain" }),
    heal,
    expect: {
      exit: 1,
      findings: [{ check: "service-reachable", code: "dns-not-found", target: "auth.atlassian.com:443" }],
    },
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
  },
  {
    name: "insecure registry, where nothing listens",
    broken: "the engine is told to take the registry without TLS, and nothing listens at its port",
    ...judging({ env: withPause(`registry.example:${DEAD_PORT}/team/pause:1`) }),
    inject: (lab) => lab.configureEngine({ "insecure-registries": [`registry.example:${DEAD_PORT}`] }),
    expect: {
      exit: 1,
      findings: [{ check: "registry-reachable", code: "connection-refused", target: `registry.example:${DEAD_PORT}` }],
    },
    oracle: { kind: "pull", images: [`registry.example:${DEAD_PORT}/team/pause:1`] },
    remedy: "words",
  },
  behindMirror("mirror ill, and Docker Hub blocked", "mirror-500", "the mirror fails"),
  behindMirror("mirror without the image, and Docker Hub blocked", "mirror-404", "the mirror lacks the image"),
  {
    name: "engine's proxy unreachable",
    broken: "the engine is configured for a proxy where nothing listens",
    ...judging({ env: mirrored("registry.example") }),
    inject: (lab) => lab.configureEngine({}, { HTTPS_PROXY: "http://proxy.example:3129" }),
    heal,
    expect: { exit: 1, findings: everyRegistry("proxy-unreachable") },
    oracle: { kind: "pull", images: ["registry.example/team/pause:1"] },
    remedy: "words",
  },
  {
    name: "proxy given to the engine only",
    broken: "services need the proxy too, and the start command has no HTTPS_PROXY",
    ...judging({ env: mirrored("registry.example") }),
    inject: proxyOnly,
    heal,
    expect: {
      exit: 1,
      findings: everyService("connection-refused"),
    },
    verify: async (_, report) => outageProblems(report, "the start command has none"),
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
  },
  ...[PROXY_PORTS.open, PROXY_PORTS.password].map((port): LabCase => {
    const isKnown = port === PROXY_PORTS.open;
    const url = isKnown ? `http://proxy.example:${port}` : PROXY_URL;
    return {
      name: `proxy given to the start command only${isKnown ? "" : ", with a password"}`,
      broken: "the network's proxy is the only way out, and the engine has none",
      ...judging({ env: { ...mirrored("registry.example"), HTTPS_PROXY: url } }),
      inject: async (lab) => {
        await behindProxy(lab);
        await lab.configureEngine({});
      },
      expect: {
        exit: 1,
        findings: [{ check: "registry-reachable", code: "connection-refused", target: "registry.example:443" }],
      },
      oracle: { kind: "pull", images: ["registry.example/team/pause:1"] },
      remedy: "destructive-command",
    };
  }),
];

/** A network that only a proxy leads out of; the engine is configured for it. */
export async function proxyOnly(lab: Lab): Promise<void> {
  await behindProxy(lab);
  await lab.configureEngine({}, { HTTPS_PROXY: "http://proxy.example:3128" });
}

/** A network that only a proxy leads out of. */
async function behindProxy(lab: Lab): Promise<void> {
  await lab.internet.startProxy();
  await lab.internet.addRule(
    ...`-s ${HOST_ADDRESS} ! -d ${PROXY_ADDRESS} -p tcp --dport 443 -j REJECT --reject-with tcp-reset`.split(" "),
  );
}
