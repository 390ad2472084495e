import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type PlanSecrets, type RunnerPlan, Secret } from "../../src/contract/index.js";
import { judgeEndpoint } from "../../src/judge/network/classify.js";
import { liveHost } from "../../src/probe/index.js";
import { fakeEngine, HEALTHY, newFolder, rawEngine } from "./engine/fake-engine.js";
import { planFor, secretsFor } from "./plan.js";

describe("a live host", () => {
  it("keeps the plan's secrets and proxies' user-info out of answers, errors and facts", async () => {
    const planted = ["oauth-secret-value", "proxy-password", "engine-password"];
    const words = planted.map((value) => `${value} ${Buffer.from(value).toString("base64")}`).join(" ");
    const { url } = await fakeEngine({
      ...HEALTHY,
      "GET /info": { status: 500, body: { message: words } },
      "GET /distribution/a/b/json": { status: 500, body: { message: `${words} http://a:b@proxy/` } },
    });
    const secrets: PlanSecrets = {
      dockerHost: new Secret(url),
      proxies: { https: new Secret("http://proxy-user:proxy-password@proxy:3128") },
      values: [new Secret("oauth-secret-value"), new Secret("engine-password")],
    };
    const { host, facts } = liveHost({
      plan: planFor(url),
      secrets,
      timeoutMs: 20_000,
      signal: new AbortController().signal,
      env: {},
    });
    const error = await host.engine
      .info({})
      .catch((reason: unknown) => (reason instanceof Error ? reason.message : ""));
    const answer = await host.engine.distribution({ reference: "a/b", credential: { kind: "anonymous" } });
    expect(answer.message).toMatch(/\*\*\*@proxy/);
    for (const seen of [JSON.stringify(error), JSON.stringify(answer), JSON.stringify(facts())]) {
      expect(seen).toContain("[secret]");
      for (const value of planted) {
        expect(seen).not.toContain(value);
        expect(seen).not.toContain(Buffer.from(value).toString("base64").replace(/=+$/, ""));
      }
    }
  });

  it("redacts at the end what became known after the answer", async () => {
    const file = join(newFolder(), "config.json");
    writeFileSync(file, JSON.stringify({ auths: { r: { username: "me", password: "late-password" } } }));
    const { url } = await fakeEngine({ "GET /info": { status: 500, body: { message: "late-password" } } });
    const { host, facts } = liveHost({
      plan: planFor(url),
      secrets: secretsFor(url),
      timeoutMs: 20_000,
      signal: new AbortController().signal,
      env: {},
    });
    await host.engine.info({}).catch(() => undefined);
    await host.files.dockerConfig({ file });
    expect(JSON.stringify(facts())).not.toContain("late-password");
  });

  it("ends at the run's end: every question, every connection", async () => {
    const run = new AbortController();
    const { url, connections } = await rawEngine(() => undefined);
    const { host, facts, close } = liveHost({
      plan: planFor(url),
      secrets: secretsFor(url),
      timeoutMs: 60_000,
      signal: run.signal,
      env: {},
    });
    const credential = { kind: "anonymous" } as const;
    const asked = [
      host.engine.connection({}),
      host.engine.info({}),
      host.engine.path({ path: "/tmp" }),
      host.engine.distribution({ reference: "a/b", credential }),
    ];
    const ends = Promise.allSettled(asked);
    await expect.poll(connections).toBeGreaterThan(0);
    run.abort();
    for (const end of await ends) expect(end).toMatchObject({ status: "rejected", reason: { kind: "deadline" } });
    await close();
    await expect.poll(connections).toBe(0);
    expect(facts().map(({ error }) => error?.kind)).toEqual(["deadline", "deadline", "deadline", "deadline"]);
  });

  it("an endpoint is asked through the engine's proxy, whose hidden password is not made up", async () => {
    const { url } = await fakeEngine({
      "GET /info": {
        body: {
          ServerVersion: "1",
          OSType: "linux",
          Architecture: "x86_64",
          DockerRootDir: "/",
          MemTotal: 1,
          NCPU: 1,
          HttpsProxy: "http://xxxxx:xxxxx@127.0.0.1:1",
        },
      },
    });
    const plan: RunnerPlan = planFor(url);
    const { host, close } = liveHost({
      plan,
      secrets: secretsFor(url),
      timeoutMs: 20_000,
      signal: new AbortController().signal,
      env: {},
    });
    const question = { host: "bitbucket.invalid", port: 443, proxy: "engine", roots: "public" } as const;
    const endpoint = await host.network.endpoint(question);
    expect(judgeEndpoint(endpoint)).toMatchObject({ ok: false, failure: { code: "proxy-unreachable" } });
    expect(JSON.stringify(endpoint)).not.toContain("xxxxx");
    await close();
  });
});
