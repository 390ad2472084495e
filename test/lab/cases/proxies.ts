import { PROXY_PORTS } from "../support/addresses.js";
import type { LabCase } from "../support/case.js";
import type { Lab } from "../support/lab.js";
import { mirrored } from "../support/start-command.js";
import { heal, judging } from "./shared.js";

const IMAGE = "registry.example/team/pause:1";
const SERVICES = ["bitbucket.org", "api.bitbucket.org", "api.atlassian.com", "auth.atlassian.com"];

interface ProxyFault {
  readonly name: string;
  readonly broken: string;
  readonly code: string;
  readonly port: number;
  readonly scheme?: "http" | "https";
  readonly host?: string;
  /** Which settings lead there. */
  readonly isSilent?: boolean;
  readonly inject?: (lab: Lab) => Promise<void>;
}

const urlOf = ({ scheme = "http", host = "proxy.example", port }: ProxyFault): string => `${scheme}://${host}:${port}`;
const limits = { timeoutS: 2, oracleS: 6 };

/** The engine's proxy is wrong; nothing else is. */
function engineProxy(fault: ProxyFault): LabCase {
  return {
    name: `engine's proxy ${fault.name}`,
    broken: fault.broken,
    ...judging({ env: mirrored("registry.example") }),
    inject: async (lab) => {
      await fault.inject?.(lab);
      await lab.configureEngine({}, { HTTPS_PROXY: urlOf(fault) });
    },
    expect: {
      exit: 1,
      findings: [{ check: "registry-reachable", code: fault.code, target: "registry.example:443" }],
    },
    oracle: { kind: "pull", images: [IMAGE] },
    remedy: "words",
    ...(fault.isSilent ? { limits } : {}),
  };
}

/** The runner's proxy, in its start command, is wrong; the engine needs none. */
function runnerProxy(fault: ProxyFault): LabCase {
  return {
    name: `runner's proxy ${fault.name}`,
    broken: fault.broken,
    ...judging({ env: { ...mirrored("registry.example"), HTTPS_PROXY: urlOf(fault) } }),
    ...(fault.inject ? { inject: fault.inject } : {}),
    expect: {
      exit: 1,
      findings: SERVICES.map((name) => ({ check: "service-reachable", code: fault.code, target: `${name}:443` })),
    },
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
    ...(fault.isSilent ? { limits } : {}),
  };
}

const startProxy = (lab: Lab): Promise<void> => lab.internet.startProxy();

/** Proxies that are wrong, each in its way. */
export const PROXY_CASES: readonly LabCase[] = [
  engineProxy({
    name: "unknown to DNS",
    broken: "DNS does not know the engine's proxy",
    code: "proxy-unreachable",
    host: "prox.example",
    port: PROXY_PORTS.open,
  }),
  engineProxy({
    name: "dropped",
    broken: "a firewall drops what goes to the engine's proxy",
    code: "proxy-unreachable",
    host: "drop.unusual.example",
    port: PROXY_PORTS.open,
    isSilent: true,
    inject: async (lab) => {
      await lab.internet.addRule("-p", "tcp", "--dport", String(PROXY_PORTS.open), "-j", "DROP");
    },
  }),
  {
    ...engineProxy({
      name: "wants a password",
      broken: "the engine's proxy wants a password, and the engine has none",
      code: "proxy-auth-required",
      port: PROXY_PORTS.password,
      inject: startProxy,
    }),
    heal,
  },
  engineProxy({
    name: "denies the registry",
    broken: "the engine's proxy does not allow the registry",
    code: "proxy-denied",
    port: PROXY_PORTS.deny,
    inject: startProxy,
  }),
  engineProxy({
    name: "intercepts TLS",
    broken: "the engine's proxy ends TLS and signs with an authority of its own, which the engine was not taught",
    code: "tls-untrusted",
    port: PROXY_PORTS.intercept,
    inject: startProxy,
  }),
  engineProxy({
    name: "closes the connection",
    broken: "the engine's proxy closes the connection instead of answering CONNECT",
    code: "proxy-failed",
    port: PROXY_PORTS.closes,
  }),
  engineProxy({
    name: "never answers",
    broken: "the engine's proxy accepts and never answers CONNECT",
    code: "proxy-failed",
    port: PROXY_PORTS.hangs,
    isSilent: true,
  }),
  engineProxy({
    name: "answers 502",
    broken: "the engine's proxy answers CONNECT with 502",
    code: "proxy-failed",
    port: PROXY_PORTS.badGateway,
  }),
  engineProxy({
    name: "cannot reach the registry",
    broken: "the engine's proxy works, but nothing listens where its DNS says that the registry is",
    code: "proxy-failed",
    port: PROXY_PORTS.open,
    inject: async (lab) => {
      await startProxy(lab);
      await lab.reject("registry.example");
    },
  }),
  engineProxy({
    name: "given as https",
    broken: "the engine's proxy speaks plain HTTP, and its setting says https",
    code: "proxy-failed",
    scheme: "https",
    port: PROXY_PORTS.open,
    inject: startProxy,
  }),
  runnerProxy({
    name: "dead",
    broken: "nothing listens where HTTPS_PROXY of the start command leads",
    code: "proxy-unreachable",
    port: PROXY_PORTS.nothing,
  }),
  runnerProxy({
    name: "wants a password",
    broken: "HTTPS_PROXY of the start command has no password, and the proxy wants one",
    code: "proxy-auth-required",
    port: PROXY_PORTS.password,
    inject: startProxy,
  }),
  runnerProxy({
    name: "denies the services",
    broken: "the proxy does not allow Bitbucket",
    code: "proxy-denied",
    port: PROXY_PORTS.deny,
    inject: startProxy,
  }),
  runnerProxy({
    name: "never answers",
    broken: "the proxy accepts and never answers CONNECT",
    code: "proxy-failed",
    port: PROXY_PORTS.hangs,
    isSilent: true,
  }),
];
