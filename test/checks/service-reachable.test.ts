import { describe, expect, it } from "vitest";
import { serviceReachable } from "../../checks/service-reachable/check.js";
import { ProbeError } from "../../src/contract/index.js";
import type { CertificateFact, EndpointFact, NetworkFailureCode, RunnerPlan } from "../../src/contract/index.js";
import { SERVICES } from "../../src/requirements.js";
import { failingWith } from "../support/network-facts.js";
import { HEALTHY, INFO, buildPlan, fakeHost, mergeAnswers, reached, runCheck } from "./support.js";

const API = "api.bitbucket.org";
const STORAGE = SERVICES.find(({ value }) => value.severity === "warning")?.value.host ?? "";

function broken(code: NetworkFailureCode, more: Partial<EndpointFact> = {}): Partial<EndpointFact> {
  return { ...failingWith(code), ...more };
}

const CERTIFICATE: CertificateFact = {
  subject: "CN=api.bitbucket.org",
  issuer: "CN=Corp Proxy CA, O=Corp",
  validFrom: "2026-01-01T00:00:00.000Z",
  validTo: "2027-01-01T00:00:00.000Z",
  names: ["api.bitbucket.org"],
};
const certified = (issuer: string): Partial<EndpointFact> => ({ certificate: { ...CERTIFICATE, issuer } });

interface Row {
  readonly name: string;
  /** What differs, by host. */
  readonly hosts?: Readonly<Record<string, Partial<EndpointFact> | ProbeError>>;
  readonly plan?: Partial<RunnerPlan>;
  readonly status: string;
  readonly found?: readonly string[];
  readonly hop?: string;
}

const ROWS: readonly Row[] = [
  { name: "all answer", status: "pass" },
  {
    name: "an unknown name",
    hosts: { [API]: broken("dns-not-found") },
    status: "fail",
    found: [`dns-not-found ${API}:443`],
    hop: "dns",
  },
  {
    name: "refused",
    hosts: { [API]: broken("connection-refused") },
    status: "fail",
    found: [`connection-refused ${API}:443`],
    hop: "tcp",
  },
  {
    name: "storage dropped",
    hosts: { [STORAGE]: broken("connection-timeout") },
    status: "warn",
    found: [`connection-timeout ${STORAGE}:443 w`],
  },
  {
    name: "intercepted by a private authority",
    hosts: { [API]: broken("tls-untrusted", certified("CN=Corp Proxy CA, O=Corp")) },
    status: "warn",
    found: [`tls-untrusted ${API}:443 w`],
  },
  {
    name: "an incomplete chain of a public authority",
    hosts: { [API]: broken("tls-untrusted", certified("CN=R3, O=Let's Encrypt")) },
    status: "fail",
    found: [`tls-untrusted ${API}:443`],
  },
  {
    name: "self-signed",
    hosts: { [API]: broken("tls-untrusted", certified(CERTIFICATE.subject)) },
    status: "fail",
    found: [`tls-untrusted ${API}:443`],
  },
  {
    name: "expired",
    hosts: { [API]: broken("tls-expired", { certificate: CERTIFICATE }) },
    status: "fail",
    found: [`tls-expired ${API}:443`],
  },
  {
    name: "a portal",
    hosts: { [API]: broken("not-a-registry") },
    status: "fail",
    found: [`not-a-registry ${API}:443`],
  },
  {
    name: "denied by the proxy",
    hosts: { [API]: broken("proxy-denied", { proxy: "http://***@proxy.example:3128" }) },
    plan: { proxies: { https: { value: "http://***@proxy.example:3128", origin: { from: "word", word: 9 } } } },
    status: "fail",
    found: [`proxy-denied ${API}:443`],
    hop: "proxy",
  },
  {
    name: "a probe without an answer",
    hosts: { [API]: new ProbeError("deadline", "no answer") },
    status: "inconclusive",
  },
  {
    name: "an error outweighs what is open",
    hosts: { [API]: new ProbeError("deadline", "no answer"), "bitbucket.org": broken("dns-failed") },
    status: "fail",
    found: ["dns-failed bitbucket.org:443"],
  },
  {
    name: "a domain of the operator's",
    hosts: { "nexus.example": broken("connection-refused") },
    plan: { domains: [{ value: "nexus.example:8443", origin: { from: "option", option: "--domain" } }] },
    status: "fail",
    found: ["connection-refused nexus.example:8443"],
  },
  {
    name: "a storage host that the operator names",
    hosts: { [STORAGE]: broken("connection-refused") },
    plan: { domains: [{ value: `${STORAGE}:443`, origin: { from: "option", option: "--domain" } }] },
    status: "fail",
    found: [`connection-refused ${STORAGE}:443`],
  },
  {
    name: "a runner without a network",
    plan: { network: { value: "none", origin: { from: "word", word: 3 } } },
    status: "skip",
  },
];

describe("service-reachable", () => {
  it.each(ROWS)("$name: $status", async ({ hosts = {}, plan, status, found, hop }) => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        network: {
          endpoint: ({ host: name, port }) => {
            const given = hosts[name];
            return given instanceof ProbeError ? given : reached(name, { port, ...given });
          },
        },
      }),
    );
    const outcome = await runCheck(serviceReachable, buildPlan(plan), host);
    expect(outcome).toMatchObject({ status, found: found ?? [] });
    const seen = outcome.verdict.findings?.[0]?.hop;
    expect(seen).toBe(hop ?? seen);
  });

  it("asks as the runner would: the plan's proxy and public roots", async () => {
    const host = fakeHost(mergeAnswers(HEALTHY, { network: { endpoint: ({ host: name }) => reached(name) } }));
    await runCheck(serviceReachable, buildPlan(), host);
    expect(host.asked.map(({ question }) => question)).toEqual(
      SERVICES.map(({ value }) => ({ host: value.host, port: value.port, proxy: "plan", roots: "public" })),
    );
  });

  it("doubts the spelling of names that were given, not of those that it knows", async () => {
    const missing = {
      network: { endpoint: ({ host: name }: { host: string }) => reached(name, broken("dns-not-found")) },
    };
    const plan = buildPlan({ domains: [{ value: "git.exmaple:443", origin: { from: "option", option: "--domain" } }] });
    const { verdict } = await runCheck(serviceReachable, plan, fakeHost(mergeAnswers(HEALTHY, missing)));
    const doubted = (verdict.findings ?? []).filter(({ remedy }) => remedy.summary.includes("spelling"));
    expect(doubted.map(({ target }) => target)).toEqual(["git.exmaple:443"]);
  });

  it("puts no proxy's user-info into a command", async () => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        network: {
          endpoint: ({ host: name }) =>
            reached(name, broken("proxy-failed", { proxy: "http://***@proxy.example:3128" })),
        },
      }),
    );
    const { verdict } = await runCheck(serviceReachable, buildPlan(), host);
    expect(verdict.findings?.flatMap(({ remedy }) => remedy.commands).filter(({ run }) => run.includes("***"))).toEqual(
      [],
    );
  });

  it.each([
    ["past the runner's proxy", "proxy-denied", "http://proxy.example:3128", "none"],
    ["through the engine's proxy", "connection-refused", undefined, "engine"],
  ] as const)("says what works: %s", async (_name, code, proxy, source) => {
    const failing = broken(code, proxy === undefined ? {} : { proxy });
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: { info: { ...INFO, httpsProxy: "http://proxy.example:3128" } },
        network: {
          endpoint: ({ host: name, proxy: asked }) => reached(name, name === API && asked !== source ? failing : {}),
        },
      }),
    );
    const { verdict } = await runCheck(serviceReachable, buildPlan(), host);
    const evidence = verdict.findings?.flatMap((found) => found.evidence) ?? [];
    const told = evidence.filter(({ what }) => what.startsWith("the same ")).map(({ observed }) => observed);
    expect(told).toEqual([expect.stringMatching(/^reachable /)]);
    expect(verdict.findings?.map(({ blocked }) => blocked?.neededFor.length)).toEqual([1]);
  });
});
