import { describe, expect, it } from "vitest";
import { registryReachable } from "../../checks/registry-reachable/check.js";
import { ProbeError } from "../../src/contract/index.js";
import type {
  EndpointFact,
  EngineDistribution,
  EngineInfo,
  NetworkFailureCode,
  PlannedImage,
  RawError,
  RegistryPing,
  RunnerPlan,
  Verdict,
} from "../../src/contract/index.js";
import { answered, failingWith, stopFor } from "../support/network-facts.js";
import { stoppedBy } from "../support/walk-facts.js";
import { HEALTHY, INFO, buildPlan, fakeHost, mergeAnswers, statTable, reached, runCheck } from "./support.js";

const PAUSE = "r.example/team/pause:1";
const CLONE = "r.example/team/clone:1";
const TARGET = "r.example:443";
const TOKEN = "auth.example:443";

function image(reference: string, overrides: Partial<PlannedImage> = {}): PlannedImage {
  return { role: "pause", reference, puller: "runner", origin: { from: "word", word: 12 }, ...overrides };
}

const RUNNER = image("hub.example/runner:1", { role: "runner", puller: "start-command", pullPolicy: "missing" });
const IMAGES = [image(PAUSE), image(CLONE, { role: "clone" })];

function broken(host: string, code: NetworkFailureCode): EndpointFact {
  const { http: _http, ...rest } = reached(host);
  return { ...rest, ...failingWith(code) };
}

/** A connection each hop of which took so long. */
function hopsOf(durationMs: number): EndpointFact["hops"] {
  return (["dns", "tcp", "tls", "http"] as const).map((hop) => ({ hop, durationMs }));
}

const CHALLENGE = answered(401, { headers: { "www-authenticate": 'Bearer realm="https://auth.example/token"' } });

function ping(registry: EndpointFact = reached("r.example"), tokenService?: EndpointFact): RegistryPing {
  return {
    registry: registry.http?.status === 200 ? { ...registry, http: CHALLENGE } : registry,
    ...(tokenService === undefined ? {} : { tokenService }),
  };
}

const RESOLVED: EngineDistribution = { outcome: "resolved", digest: "sha256:0", status: 200, durationMs: 80 };
const refusing = (message: string, status = 500): EngineDistribution => ({
  outcome: "failed",
  status,
  message,
  durationMs: 80,
});
const G = 'Get "https://r.example/v2/": ';
const AT_TOKEN =
  'Head "https://r.example/v2/team/pause/manifests/1": Get "https://auth.example/token?scope=x&service=y": ';
const SILENCE: RawError = { code: "ETIMEOUT", message: "queryA ETIMEOUT r.example" };
const ABSENCE: RawError = { code: "ECONNREFUSED", message: "queryA ECONNREFUSED r.example" };
/** What name servers say that have no address to give. */
const REFUSALS = ["ENOTFOUND", "ENODATA", "ESERVFAIL", "EREFUSED", "EFORMERR", "ENOTIMP"].map((code): RawError => ({
  code,
  message: `queryA ${code} r.example`,
}));
const NO_NAME = broken("r.example", "dns-not-found");
const DROPPED = broken("r.example", "connection-timeout");

interface Row {
  readonly name: string;
  readonly ping?: RegistryPing | ProbeError;
  readonly engine?: EngineDistribution | ProbeError;
  readonly info?: Partial<EngineInfo>;
  readonly plan?: Partial<RunnerPlan>;
  readonly local?: boolean;
  /** Files of the engine that are there. */
  readonly files?: readonly string[];
  readonly status: string;
  readonly found?: readonly string[];
  readonly vantage?: "engine" | "process";
  readonly hop?: string;
  readonly blocks?: readonly string[];
  /** Whether the engine is asked. */
  readonly asks?: boolean;
}

const ROWS: readonly Row[] = [
  { name: "both reach it", status: "pass", vantage: "engine" },
  { name: "the engine reaches it alone", ping: ping(NO_NAME), status: "pass", vantage: "engine" },
  {
    name: "the engine refuses only the image",
    ping: ping(DROPPED),
    engine: refusing("manifest unknown: manifest unknown", 404),
    status: "pass",
    vantage: "engine",
  },
  {
    name: "an image that is not there is no matter of the registry",
    engine: refusing("manifest unknown: manifest unknown", 404),
    status: "pass",
  },
  {
    name: "a proxy that never answers, where the engine tells only that it waited for a connection",
    info: { httpsProxy: "http://proxy.example:3128" },
    ping: ping(broken("r.example", "proxy-failed")),
    engine: refusing(`${G}net/http: request canceled while waiting for connection (Client.Timeout exceeded)`),
    status: "fail",
    found: [`proxy-failed ${TARGET}`],
    blocks: [PAUSE, CLONE],
  },
  {
    name: "neither reaches it",
    ping: ping(NO_NAME),
    engine: refusing(`${G}dial tcp: lookup r.example on 10.0.0.53:53: no such host`),
    status: "fail",
    found: [`dns-not-found ${TARGET}`],
    vantage: "engine",
    hop: "dns",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "neither reaches it, and a hosts.toml leads the pull elsewhere",
    ping: ping(NO_NAME),
    engine: refusing(`${G}dial tcp: lookup r.example on 10.0.0.53:53: no such host`),
    info: { imageStore: "containerd" },
    files: ["/etc/docker/certs.d/r.example/hosts.toml"],
    status: "inconclusive",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "the engine says more than this process",
    ping: ping(DROPPED),
    engine: refusing(`${G}dial tcp 10.0.0.7:443: connect: connection refused`),
    status: "fail",
    found: [`connection-refused ${TARGET}`],
    vantage: "engine",
    hop: "tcp",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "the engine's limit ran out somewhere",
    ping: ping(broken("r.example", "tls-failed")),
    engine: refusing(`${G}context deadline exceeded`),
    status: "fail",
    found: [`tls-failed ${TARGET}`],
    vantage: "process",
    hop: "tls",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "the engine says something unknown",
    ping: ping(DROPPED),
    engine: refusing("unknown: it rains"),
    status: "fail",
    found: [`connection-timeout ${TARGET}`],
    vantage: "process",
    hop: "tcp",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "the engine is given up",
    ping: ping(DROPPED),
    engine: new ProbeError("abandoned", "given up"),
    status: "fail",
    found: [`connection-timeout ${TARGET}`],
    vantage: "process",
    hop: "tcp",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "only this process reaches it",
    engine: refusing(`${G}proxyconnect tcp: dial tcp 10.0.0.4:3128: connect: connection refused`),
    status: "fail",
    found: [`proxy-unreachable ${TARGET}`],
    vantage: "engine",
    hop: "proxy",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "only this process trusts it",
    engine: refusing(`${G}x509: certificate signed by unknown authority`),
    status: "fail",
    found: [`tls-untrusted ${TARGET}`],
    vantage: "engine",
    hop: "tls",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "a page for one image is no matter of the registry",
    engine: refusing("denied: <!DOCTYPE html>", 403),
    status: "pass",
  },
  {
    name: "the engine is silent",
    engine: new ProbeError("timeout", "no answer within 45 s"),
    status: "fail",
    found: [`response-timeout ${TARGET}`],
    vantage: "engine",
    hop: "http",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "the engine is silent over a link so slow that it may just need longer",
    ping: ping(reached("r.example", { hops: hopsOf(2500) })),
    engine: new ProbeError("timeout", "no answer within 45 s"),
    status: "inconclusive",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "the engine is silent over a link that is slow, and not that slow",
    ping: ping(reached("r.example", { hops: hopsOf(1100) })),
    engine: new ProbeError("timeout", "no answer within 45 s"),
    status: "fail",
    found: [`response-timeout ${TARGET}`],
    vantage: "engine",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "a block page",
    ping: ping(broken("r.example", "not-a-registry")),
    engine: refusing("error unmarshalling content: invalid character '<'"),
    status: "fail",
    found: [`not-a-registry ${TARGET}`],
    vantage: "engine",
    hop: "identity",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "503",
    ping: ping(broken("r.example", "server-error")),
    engine: refusing("received unexpected HTTP status: 503 Service Unavailable"),
    status: "fail",
    found: [`server-error ${TARGET}`],
    vantage: "engine",
    hop: "http",
    blocks: [PAUSE, CLONE],
  },
  // a process that cannot stand in
  {
    name: "a hidden proxy password, engine fine",
    ping: new ProbeError("not-visible", "masked"),
    status: "pass",
    vantage: "engine",
  },
  {
    name: "a hidden proxy password, engine fails",
    ping: new ProbeError("not-visible", "masked"),
    engine: refusing(`${G}Forbidden`),
    status: "fail",
    found: [`proxy-denied ${TARGET}`],
    vantage: "engine",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "a hidden proxy password, the registry fails",
    ping: new ProbeError("not-visible", "masked"),
    engine: refusing("received unexpected HTTP status: 503 Service Unavailable"),
    status: "fail",
    found: [`server-error ${TARGET}`],
    vantage: "engine",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "nothing answers at all",
    ping: new ProbeError("timeout", "no"),
    engine: new ProbeError("deadline", "no"),
    status: "inconclusive",
    blocks: [PAUSE, CLONE],
  },
  // the token service
  {
    name: "a token service on another host",
    ping: ping(reached("r.example"), reached("auth.example")),
    status: "pass",
  },
  {
    name: "a token service that is dropped",
    ping: ping(reached("r.example"), broken("auth.example", "connection-timeout")),
    engine: new ProbeError("abandoned", "given up"),
    status: "fail",
    found: [`connection-timeout ${TOKEN}`],
    vantage: "process",
    hop: "tcp",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "a token service that the engine misses too",
    ping: ping(reached("r.example"), broken("auth.example", "dns-not-found")),
    engine: refusing(`${AT_TOKEN}dial tcp: lookup auth.example: no such host`),
    status: "fail",
    found: [`dns-not-found ${TOKEN}`],
    vantage: "engine",
    hop: "dns",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "a token service that only the engine misses",
    ping: ping(reached("r.example"), reached("auth.example")),
    engine: refusing(`${AT_TOKEN}dial tcp 10.0.0.8:443: i/o timeout`),
    status: "fail",
    found: [`connection-timeout ${TOKEN}`],
    vantage: "engine",
    hop: "tcp",
    blocks: [PAUSE, CLONE],
  },
  {
    name: "a token service that the engine alone reaches",
    ping: ping(reached("r.example"), broken("auth.example", "connection-timeout")),
    status: "pass",
  },
  // old engines
  {
    name: "a name that times out is not sent to an engine that locks",
    ping: ping(broken("r.example", "dns-timeout")),
    info: { serverVersion: "20.10.24+dfsg1" },
    status: "fail",
    found: [`dns-timeout ${TARGET}`],
    vantage: "process",
    hop: "dns",
    blocks: [PAUSE, CLONE],
    asks: false,
  },
  {
    name: "a name that times out is sent to a newer engine",
    ping: ping(broken("r.example", "dns-timeout")),
    status: "pass",
    vantage: "engine",
    asks: true,
  },
  // mirrors
  {
    name: "a mirror may serve an old engine that seems to fail",
    plan: { images: [image("team/app:1")] },
    info: { serverVersion: "20.10.24", mirrors: ["https://mirror.example/"] },
    ping: ping(broken("registry-1.docker.io", "connection-refused")),
    engine: refusing("received unexpected HTTP status: 500"),
    status: "inconclusive",
    blocks: ["team/app:1"],
  },
  {
    name: "a mirror serves a newer engine",
    plan: { images: [image("team/app:1")] },
    info: { mirrors: ["https://mirror.example/"] },
    ping: ping(broken("registry-1.docker.io", "connection-refused")),
    status: "pass",
    vantage: "engine",
  },
  ...(["received unexpected HTTP status: 500", "manifest unknown: manifest unknown"] as const).map((words): Row => ({
    name: `a newer engine tells what its mirror said: ${words}`,
    plan: { images: [image("team/app:1")] },
    info: { mirrors: ["https://mirror.example/"] },
    ping: ping(broken("registry-1.docker.io", "connection-refused")),
    engine: refusing(words),
    status: "fail",
    found: ["connection-refused registry-1.docker.io:443"],
    vantage: "process",
    blocks: ["team/app:1"],
  })),
  {
    name: "a newer engine with a mirror tells what Docker Hub does",
    plan: { images: [image("team/app:1")] },
    info: { mirrors: ["https://mirror.example/"] },
    ping: ping(broken("registry-1.docker.io", "connection-refused")),
    engine: refusing('Get "https://registry-1.docker.io/v2/": dial tcp 192.0.2.1:443: connect: network is unreachable'),
    status: "fail",
    found: ["network-unreachable registry-1.docker.io:443"],
    vantage: "engine",
    blocks: ["team/app:1"],
  },
  // what is not needed
  {
    name: "a registry of a local runner image",
    plan: { images: [RUNNER] },
    local: true,
    ping: ping(NO_NAME),
    status: "skip",
    asks: false,
  },
  {
    name: "a registry of a runner image that has to be pulled",
    plan: { images: [RUNNER] },
    ping: ping(broken("hub.example", "connection-refused")),
    engine: refusing("unknown: it rains"),
    status: "fail",
    found: ["connection-refused hub.example:443"],
    blocks: ["hub.example/runner:1"],
  },
  {
    name: "a runner image that is always pulled",
    plan: { images: [{ ...RUNNER, pullPolicy: "always" }] },
    local: true,
    ping: ping(broken("hub.example", "connection-refused")),
    engine: refusing("unknown: it rains"),
    status: "fail",
    found: ["connection-refused hub.example:443"],
    blocks: ["hub.example/runner:1"],
  },
  {
    name: "placeholders only",
    plan: { images: [image("<registry>/pause:1", { placeholder: "<registry>" })] },
    status: "skip",
    asks: false,
  },
  { name: "a malformed reference", plan: { images: [image("R.example/Team:1")] }, status: "skip", asks: false },
  {
    name: "a documented default that current runners do not ask for",
    plan: { images: [image(PAUSE, { role: "pause-documented" })] },
    ping: ping(NO_NAME),
    engine: refusing(`${G}dial tcp: lookup r.example: no such host`),
    status: "warn",
    found: [`dns-not-found ${TARGET} w`],
    blocks: [PAUSE],
  },
];

describe("registry-reachable", () => {
  it.each(ROWS)("$name: $status", async (row) => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: {
          info: { ...INFO, ...row.info },
          distribution: row.engine ?? RESOLVED,
          localImage: { outcome: row.local === true ? "found" : "missing" },
        },
        files: {
          dockerConfig: { file: "x", outcome: "missing", credHelpers: [], auths: [], helpersOnPath: [], notes: [] },
          stat: statTable(Object.fromEntries((row.files ?? []).map((path) => [path, { type: "file" }]))),
        },
        registry: { ping: row.ping ?? ping() },
      }),
    );
    const outcome = await runCheck(registryReachable, buildPlan({ images: IMAGES, ...row.plan }), host);
    expect(outcome).toMatchObject({ status: row.status, found: row.found ?? [] });
    const [finding] = outcome.verdict.findings ?? [];
    const blocked = (outcome.verdict.targets ?? [])
      .filter(({ status }) => status === "fail" || status === "inconclusive")
      .flatMap(({ neededFor }) => neededFor ?? []);
    expect(blocked).toEqual(row.blocks ?? []);
    const telling = outcome.verdict.targets?.find(({ status }) => status === (finding === undefined ? "pass" : "fail"));
    const seen = {
      hop: finding?.hop,
      vantage: telling?.vantage,
      asks: host.asked.some(({ probe }) => probe === "engine.distribution"),
    };
    const { hop = seen.hop, vantage = seen.vantage, asks = seen.asks } = row;
    expect(seen).toEqual({ hop, vantage, asks });
  });

  it("asks one registry once for all its images, as the engine would", async () => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: { info: { ...INFO, insecureRegistries: ["r.example"] }, distribution: RESOLVED },
        registry: { ping: ping() },
      }),
    );
    await runCheck(registryReachable, buildPlan({ images: IMAGES }), host);
    expect(host.asked.filter(({ probe }) => probe === "registry.ping")).toEqual([
      { probe: "registry.ping", question: { registry: "r.example", proxy: "engine", insecure: true } },
    ]);
    // The answers about its images are what image-pullable asks for next.
    expect(host.asked.filter(({ probe }) => probe === "engine.distribution")).toEqual([
      { probe: "engine.distribution", question: { reference: PAUSE, credential: { kind: "anonymous" } } },
      { probe: "engine.distribution", question: { reference: CLONE, credential: { kind: "anonymous" } } },
    ]);
  });

  it.each([
    ["waits for the ping before it asks an engine that locks about a name that does not resolve", false],
    ["asks an engine that locks at once about a name that resolves", true],
  ])("%s", async (_name, resolves) => {
    const order: string[] = [];
    const { stop } = stopFor("dns-failed");
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: {
          info: { ...INFO, serverVersion: "20.10.24" },
          distribution: () => {
            order.push("engine");
            return RESOLVED;
          },
        },
        network: {
          resolve: { host: "r.example", addresses: [], durationMs: 1, ...(resolves ? {} : { stop }) },
        },
        registry: {
          ping: async () => {
            await new Promise((resolve) => setTimeout(resolve, 20));
            order.push("ping");
            return ping();
          },
        },
      }),
    );
    await runCheck(registryReachable, buildPlan({ images: IMAGES }), host);
    expect(order).toEqual(resolves ? ["engine", "engine", "ping"] : ["ping", "engine", "engine"]);
  });

  it.each([
    ["a dead layer host", "config", "layer-host-unreachable", "config"],
    ["a manifest", "manifest", "response-timeout", "http"],
  ] as const)(
    "does not wait for an engine that waits for %s behind a registry that answers",
    async (_, step, code, hop) => {
      const host = fakeHost(
        mergeAnswers(HEALTHY, {
          engine: {
            info: INFO,
            distribution: (_question, options) =>
              new Promise((resolve) => {
                const giveUp = () => resolve(new ProbeError("abandoned", "given up"));
                options?.signal?.addEventListener("abort", giveUp, { once: true });
              }),
          },
          registry: {
            ping: ping(),
            walk: stoppedBy(
              {
                reference: PAUSE,
                registry: TARGET,
                repository: "team/pause",
                step,
                steps: [],
                durationMs: 3000,
              },
              code,
              hop,
            ),
          },
        }),
      );
      const outcome = await runCheck(registryReachable, buildPlan({ images: IMAGES }), host);
      expect(outcome).toMatchObject({ status: "pass", found: [] });
    },
  );

  it.each([
    [
      "JSON that is no registry's",
      answered(200, { body: "json" }),
      "missing signature key",
      "unsupported manifest media type and no default",
    ],
    ["401 without a challenge", answered(401), "unauthorized: authentication required", "unauthorized: who are you"],
  ])("takes %s for no registry, whatever the engine makes of it", async (_name, http, ...messages) => {
    for (const message of messages) {
      const host = fakeHost(
        mergeAnswers(HEALTHY, {
          engine: { info: INFO, distribution: refusing(message) },
          registry: { ping: { registry: reached("r.example", { http }) } },
        }),
      );
      const { found } = await runCheck(registryReachable, buildPlan({ images: IMAGES }), host);
      expect(found).toEqual([`not-a-registry ${TARGET}`]);
    }
  });

  it("tells one token service of two registries once, with the images of both", async () => {
    const other = "s.example/team/proxy:1";
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: { info: INFO, distribution: new ProbeError("abandoned", "given up") },
        registry: {
          ping: ({ registry }) => ping(reached(registry), broken("auth.example", "connection-timeout")),
        },
      }),
    );
    const { verdict, found } = await runCheck(
      registryReachable,
      buildPlan({ images: [...IMAGES, image(other)] }),
      host,
    );
    expect(found).toEqual([`connection-timeout ${TOKEN}`]);
    const token = verdict.targets?.filter(({ target }) => target === TOKEN);
    expect(token?.map(({ neededFor }) => neededFor)).toEqual([[PAUSE, CLONE, other]]);
  });

  const DENIED = { ...broken("r.example", "proxy-denied"), proxy: "http://proxy.example:3128" };
  const lines = (verdict: Verdict): readonly string[] =>
    (verdict.findings?.[0]?.evidence ?? []).map(({ what, observed }) => `${what}: ${observed}`);

  it("says that the registry is reachable past the proxy that refuses it", async () => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: { info: INFO, distribution: refusing(`${G}Forbidden`) },
        registry: { ping: ({ proxy }) => ping(proxy === "none" ? reached("r.example") : DENIED) },
      }),
    );
    const { verdict } = await runCheck(registryReachable, buildPlan({ images: IMAGES }), host);
    expect(lines(verdict)).toContain(
      "the same without the proxy: reachable when the proxy http://proxy.example:3128 is bypassed",
    );
    expect(verdict.findings?.map(({ code, blocked }) => [code, blocked?.proxy, blocked?.neededFor])).toEqual([
      ["proxy-denied", "http://proxy.example:3128", [PAUSE, CLONE]],
    ]);
  });

  it("shows engine and process side by side where they differ, and not where they agree", async () => {
    const judged = async (seen: EndpointFact): Promise<readonly string[]> => {
      const distribution = refusing(`${G}dial tcp 10.0.0.7:443: connect: connection refused`);
      const host = fakeHost(
        mergeAnswers(HEALTHY, { engine: { info: INFO, distribution }, registry: { ping: ping(seen) } }),
      );
      return lines((await runCheck(registryReachable, buildPlan({ images: IMAGES }), host)).verdict);
    };
    expect(await judged(reached("r.example"))).toContain("seen from: engine: connection-refused | this process: works");
    expect(await judged(DROPPED)).toContain("seen from: engine: connection-refused | this process: connection-timeout");
    const agreed = await judged(broken("r.example", "connection-refused"));
    expect(agreed.filter((line) => line.startsWith("seen from"))).toEqual([]);
  });

  it("has the engine's pull shown again where only the engine fails", async () => {
    const distribution = refusing(`${G}dial tcp 10.0.0.7:443: connect: connection refused`);
    const host = fakeHost(mergeAnswers(HEALTHY, { engine: { info: INFO, distribution }, registry: { ping: ping() } }));
    const { verdict } = await runCheck(registryReachable, buildPlan({ images: IMAGES }), host);
    expect(verdict.findings?.[0]?.blocked).toMatchObject({
      addresses: ["192.0.2.1"],
      vantage: "engine",
      durationMs: 80,
      reproduce: `docker pull ${PAUSE}`,
    });
  });

  it.each<[string, Partial<RunnerPlan["proxies"]>, Partial<EngineInfo>, boolean]>([
    ["that the start command alone has", {}, {}, true],
    ["that the engine has too", {}, { httpsProxy: "http://proxy.example:3128" }, false],
    ["that is not for this registry", { no: { value: ".example", origin: { from: "word", word: 8 } } }, {}, false],
  ])("gives the engine a proxy %s, if that is missing", async (_, proxies, info, isGiven) => {
    const https = { value: "http://proxy.example:3128", origin: { from: "word", word: 7 } } as const;
    const distribution = refusing(`${G}dial tcp 192.0.2.1:443: connect: connection refused`);
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: { info: { ...INFO, ...info }, distribution },
        registry: { ping: ping(broken("r.example", "connection-refused")) },
      }),
    );
    const plan = buildPlan({ images: [image(PAUSE)], proxies: { https, ...proxies } });
    const { verdict } = await runCheck(registryReachable, plan, host);
    const [found] = verdict.findings ?? [];
    expect(found?.code).toBe("connection-refused");
    const fixes = found?.remedy.commands.filter(({ role }) => role === undefined) ?? [];
    expect(fixes.some(({ run }) => run.includes("HTTPS_PROXY=http://proxy.example:3128"))).toBe(isGiven);
  });

  it("tells the address families apart where only the engine cannot connect", async () => {
    const distribution = refusing(`${G}dial tcp [2001:db8::1]:443: connect: network is unreachable`);
    const both = reached("r.example", { addresses: ["192.0.2.1", "2001:db8::1"] });
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: { info: INFO, distribution },
        network: {
          endpoint: ({ family }) => (family === 4 ? both : broken("r.example", "network-unreachable")),
        },
        registry: { ping: ping(both) },
      }),
    );
    const { verdict } = await runCheck(registryReachable, buildPlan({ images: IMAGES }), host);
    expect(lines(verdict)).toEqual(
      expect.arrayContaining([
        "seen from: engine: network-unreachable | this process: works",
        "the same over IPv4 only: reachable over IPv4",
        "the same over IPv6 only: fails too: tcp: network-unreachable",
      ]),
    );
  });

  it("tries the way past a proxy whose password the engine hides", async () => {
    const hidden = new ProbeError("not-visible", "the engine hides the password of its proxy");
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: {
          info: { ...INFO, httpsProxy: "http://***@proxy.example:3128" },
          distribution: refusing(`${G}proxyconnect tcp: dial tcp 10.0.0.4:3128: connect: connection refused`),
        },
        registry: { ping: ({ proxy }) => (proxy === "none" ? ping() : hidden) },
      }),
    );
    const { verdict } = await runCheck(registryReachable, buildPlan({ images: IMAGES }), host);
    expect(lines(verdict)).toContain(
      "the same without the proxy: reachable when the proxy http://***@proxy.example:3128 is bypassed",
    );
    expect(verdict.findings?.[0]?.blocked).toMatchObject({ host: "proxy.example", port: 3128, vantage: "engine" });
  });

  it("does not warn of name servers where no name was resolved", async () => {
    const fact = { ...broken("r.example", "dns-timeout"), hops: [{ ...stopFor("dns-timeout"), durationMs: 3000 }] };
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: { info: INFO, distribution: refusing("unknown"), localImage: { outcome: "missing" } },
        network: {
          nameServers: { host: "r.example", servers: [{ address: "192.0.2.1", error: SILENCE, durationMs: 1 }] },
        },
        registry: { ping: { ...ping(fact) } },
      }),
    );
    const { found } = await runCheck(registryReachable, buildPlan({ images: [image(PAUSE)] }), host);
    expect(found).toEqual([`dns-timeout ${TARGET}`]);
  });

  it.each<[string, number, readonly (RawError | undefined)[], readonly string[]]>([
    ["a quick name", 5, [SILENCE], []],
    ["a slow name, of servers that answer", 3000, [undefined, undefined], []],
    ["a slow name, of servers that answer with an error", 3000, REFUSALS, []],
    ["a slow name, of a server behind a silent one", 3000, [SILENCE, undefined], ["dns-timeout 192.0.2.1 w"]],
    ["a slow name, of a server behind one that is not there", 3000, [ABSENCE], ["dns-timeout 192.0.2.1 w"]],
  ])("warns of name servers that do not answer: %s", async (_, dnsMs, errors, expected) => {
    const fact = reached("r.example", { hops: [{ hop: "dns", durationMs: dnsMs }] });
    const servers = errors.map((error, index) => ({
      address: `192.0.2.${index + 1}`,
      ...(error === undefined ? {} : { error }),
      durationMs: 1,
    }));
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: { info: INFO, distribution: RESOLVED, localImage: { outcome: "missing" } },
        network: { nameServers: { host: "r.example", servers } },
        registry: { ping: { ...ping(fact) } },
      }),
    );
    const plan = buildPlan({ images: [image(PAUSE), image(PAUSE.replace(":", "-2:"))] });
    const { found } = await runCheck(registryReachable, plan, host);
    expect(found).toEqual(expected);
  });
});
