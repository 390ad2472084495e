import { HOST_ADDRESS, PROXY_ADDRESS, addressOf, WRONG } from "../support/addresses.js";
import type { ExpectedFinding, LabCase } from "../support/case.js";
import { IMAGES } from "../support/images.js";
import type { Lab } from "../support/lab.js";
import { mirrored } from "../support/start-command.js";
import { byDefault, heal, judging, withPause } from "./shared.js";

const PAUSE_HOST = "k8s-docker.packages.atlassian.com";
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
    ...(fault.isSlow ? { limits: { timeoutS: 3 } } : {}),
  };
}

const elsewhere = (address: (typeof WRONG)[keyof typeof WRONG]) => (lab: Lab) => lab.setDns({ [PAUSE_HOST]: address });

const everyRegistry = (code: string): readonly ExpectedFinding[] =>
  ["registry.example:443"].map((target) => ({ check: "registry-reachable", code, target }));

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
      findings: ["bitbucket.org", "api.bitbucket.org", "api.atlassian.com", "auth.atlassian.com"].map((name) => ({
        check: "service-reachable",
        code: "connection-refused",
        target: `${name}:443`,
      })),
    },
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
  },
];

/** A network that only a proxy leads out of; the engine is configured for it. */
export async function proxyOnly(lab: Lab): Promise<void> {
  await lab.internet.startProxy();
  await lab.internet.addRule(
    ...`-s ${HOST_ADDRESS} ! -d ${PROXY_ADDRESS} -p tcp --dport 443 -j REJECT --reject-with tcp-reset`.split(" "),
  );
  await lab.configureEngine({}, { HTTPS_PROXY: "http://proxy.example:3128" });
}
