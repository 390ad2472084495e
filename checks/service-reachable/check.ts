import {
  type Check,
  type Evidence,
  type Finding,
  type JudgedEndpoint,
  type NetworkFailure,
  originText,
  type Pass,
  type Place,
  type ProxySource,
  type RunnerPlan,
  type Severity,
  type TargetVerdict,
  type Verdict,
} from "../../src/contract/index.js";
import { byFamily, lookAgain, type OtherWay, pastProxy, tryWays } from "../../src/judge/network/alternatives.js";
import { wayOf } from "../../src/judge/network/blocked-endpoint.js";
import { judgeEndpoint } from "../../src/judge/network/classify.js";
import { verdictOf } from "../../src/judge/findings.js";
import {
  authority,
  certificateEvidence,
  hopEvidence,
  hopTimings,
  NETWORK_CODES,
  networkFinding,
} from "../../src/judge/network/findings.js";
import { registryEndpoint } from "../../src/docker/reference.js";
import { SERVICES } from "../../src/requirements.js";

/** A host that the runner talks to over HTTPS. */
interface Service {
  readonly host: string;
  readonly port: number;
  readonly purpose: string;
  readonly severity: Severity;
  readonly origin: Place;
}

/** Organisations whose certificates every system trusts; an untrusted chain that names one is incomplete, not private. */
const PUBLIC_AUTHORITIES =
  /digicert|let's encrypt|isrg|amazon|sectigo|usertrust|comodo|globalsign|google trust|entrust|godaddy|starfield|identrust|microsoft|actalis|buypass|ssl\.com|zerossl|cloudflare/i;

function servicesOf({ domains }: RunnerPlan): ReadonlyMap<string, Service> {
  const byTarget = new Map<string, Service>();
  for (const { value, source, confidence } of SERVICES) {
    byTarget.set(authority(value.host, value.port), { ...value, origin: `${source} (${confidence})` });
  }
  for (const { value, origin } of domains) {
    const { host, port } = registryEndpoint(value);
    const known = byTarget.get(authority(host, port));
    byTarget.set(authority(host, port), {
      host,
      port,
      purpose: known?.purpose ?? "your own services (--domain)",
      severity: "error",
      origin,
    });
  }
  return byTarget;
}

/** Whether an untrusted certificate comes from an authority of somebody's own, which the runner may have been taught. */
function isPrivateAuthority({ certificate }: JudgedEndpoint): boolean {
  if (certificate === undefined) return false;
  const { issuer, subject } = certificate;
  return issuer !== "" && issuer !== subject && !PUBLIC_AUTHORITIES.test(issuer);
}

function severityOf(service: Service, fact: JudgedEndpoint, { code }: NetworkFailure): Severity {
  return code === "tls-untrusted" && isPrivateAuthority(fact) ? "warning" : service.severity;
}

function proxyEvidence({ proxies }: RunnerPlan, fact: JudgedEndpoint): readonly Evidence[] {
  const setting = proxies.https ?? proxies.http;
  if (fact.proxy !== undefined) {
    return [{ what: "proxy of the runner", observed: fact.proxy, ...(setting && { origin: setting.origin }) }];
  }
  if (setting !== undefined && proxies.no !== undefined) {
    return [{ what: "NO_PROXY", observed: proxies.no.value, origin: proxies.no.origin }];
  }
  if (setting !== undefined) {
    return [{ what: "proxy of the runner", observed: setting.value, origin: setting.origin }];
  }
  return [
    {
      what: "proxy of the runner",
      observed: "none (HTTPS_PROXY is not set)",
      expected: "a proxy, if this network needs one",
    },
  ];
}

function findingOf(
  pass: Pass,
  target: string,
  service: Service,
  fact: JudgedEndpoint,
  failure: NetworkFailure,
  tried: readonly Evidence[],
): Finding {
  return networkFinding({
    plan: pass.plan,
    code: failure.code,
    hop: failure.hop,
    target,
    host: service.host,
    port: service.port,
    need: `for ${service.purpose}`,
    page: fact.http?.title,
    asker: "runner",
    vantage: "process",
    evidence: [
      hopEvidence(fact),
      ...tried,
      ...certificateEvidence(fact),
      ...proxyEvidence(pass.plan, fact),
      { what: "needed for", observed: service.purpose, origin: service.origin },
    ],
    severity: severityOf(service, fact, failure),
    proxy: fact.proxy,
    path: "/",
    neededFor: [service.purpose],
    way: wayOf(fact),
  });
}

async function judgeService(pass: Pass, target: string, service: Service): Promise<TargetVerdict> {
  const { host, port } = service;
  const fact = judgeEndpoint(await pass.host.network.endpoint({ host, port, proxy: "plan", roots: "public" }));
  const look = { asker: "runner", host, port, proxy: fact.proxy, nameServers: fact.failure?.nameServers } as const;
  const base = { vantage: "process", timings: hopTimings(fact), look } as const;
  if (fact.failure === undefined) return { ...base, status: "pass" };
  const tried = await otherWays(pass, service, fact, fact.failure);
  return { ...base, status: "fail", findings: [findingOf(pass, target, service, fact, fact.failure, tried)] };
}

/** What works instead: past the proxy, through the engine's, over one address family. */
async function otherWays(
  { host }: Pass,
  service: Service,
  fact: JudgedEndpoint,
  { code, limitMs }: NetworkFailure,
): Promise<readonly Evidence[]> {
  const { port } = service;
  const failed = {
    host: service.host,
    port,
    code,
    roots: "public",
    addresses: fact.addresses,
    proxy: fact.proxy,
  } as const;
  const look = (proxy: ProxySource, signal: AbortSignal): Promise<JudgedEndpoint> =>
    lookAgain(host, { host: service.host, port, proxy, roots: "public" }, signal);
  const throughEngines: OtherWay = {
    what: "the same through the engine's proxy",
    works: "reachable through the engine's proxy: the runner needs it too",
    look: async (signal) => {
      const { httpsProxy } = await host.engine.info({}, { signal });
      return httpsProxy === undefined ? undefined : look("engine", signal);
    },
  };
  const ways = fact.proxy === undefined ? [throughEngines] : [];
  return tryWays([...pastProxy(failed, look), ...ways, ...byFamily(host, failed)], limitMs).evidence;
}

async function run(pass: Pass): Promise<Verdict> {
  const services = servicesOf(pass.plan);
  if (pass.plan.network.value === "none") {
    return {
      status: "skip",
      reason: `the start command gives the runner no network (${originText(pass.plan.network.origin)})`,
    };
  }
  const verdicts = await pass.each(pass.targets, async (target): Promise<TargetVerdict> => {
    const service = services.get(target);
    if (service === undefined) return { status: "skip", reason: "not a service of this deployment" };
    return judgeService(pass, target, service);
  });
  return verdictOf(verdicts, {
    unproven: ["WebSocket to api.atlassian.com"],
  });
}

/** Whether the services that the runner talks to can be reached with the runner's proxy settings and public roots. */
export const serviceReachable: Check = {
  id: "service-reachable",
  title: "Bitbucket's services answer over HTTPS",
  group: "network",
  codes: NETWORK_CODES,
  severity: "error",
  targets: (plan) => [...servicesOf(plan).keys()],
  run,
};
