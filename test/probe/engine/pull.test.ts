import { readFileSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EnginePullProgress, EnginePullQuestion } from "../../../src/contract/index.js";
import { type LiveHost, liveHost } from "../../../src/probe/index.js";
import { planFor, secretsFor } from "../plan.js";
import { fakeEngine, newFolder, type Routes } from "./fake-engine.js";

const REFERENCE = "reg.example/team/app:1";
const QUESTION: EnginePullQuestion = { reference: REFERENCE, credential: { kind: "anonymous" }, keep: false };
const NEW_ID = `sha256:${"a".repeat(64)}`;
const OLD_ID = `sha256:${"b".repeat(64)}`;

function live(url: string): LiveHost {
  const signal = new AbortController().signal;
  return liveHost({ plan: planFor(url), secrets: secretsFor(url), timeoutMs: 5000, signal, env: {} });
}

function recorded(name: string): string {
  return readFileSync(join(import.meta.dirname, `../../fixtures/pulls/${name}.ndjson`), "utf8");
}

interface Stored {
  /** Image ids by reference. */
  readonly references: Map<string, string>;
  /** Image ids that have no reference. */
  readonly dangling?: readonly string[];
}

const imageOf = ({ references }: Stored, id: string) => ({
  Id: id,
  RepoTags: [...references].flatMap(([reference, of]) => (of === id && !reference.includes("@") ? [reference] : [])),
  RepoDigests: [...references].flatMap(([reference, of]) => (of === id && reference.includes("@") ? [reference] : [])),
});

/** An engine that keeps images: a pull ends with `stream`, and lets the reference be `NEW_ID` where that succeeds. */
function storing(stored: Stored, stream: string, reference = REFERENCE): Routes {
  const { references } = stored;
  const inspect = (name: string) => (_request: unknown, response: ServerResponse) => {
    const id = references.get(name);
    response.writeHead(id === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(id === undefined ? { message: "no such image" } : imageOf(stored, id)));
  };
  const digest = "reg.example/team/app@sha256:1";
  return {
    "GET /images/json": (_request, response) => {
      const ids = new Set([...references.values(), ...(stored.dangling ?? [])]);
      response.writeHead(200).end(JSON.stringify([...ids].map((id) => imageOf(stored, id))));
    },
    [`GET /images/${reference}/json`]: inspect(reference),
    "POST /images/create": (_request, response) => {
      if (stream.includes('"Status: ')) {
        references.set(reference, NEW_ID);
        references.set(digest, NEW_ID);
      }
      response.writeHead(200).end(stream);
    },
    [`DELETE /images/${reference}`]: (_request, response) => {
      references.delete(reference);
      references.delete(digest);
      response.writeHead(200).end("[]");
    },
    [`DELETE /images/${digest}`]: (_request, response) => {
      response.writeHead(references.delete(digest) ? 200 : 404).end("[]");
    },
    [`POST /images/${OLD_ID}/tag`]: (_request, response) => {
      references.set(reference, OLD_ID);
      response.writeHead(201).end();
    },
  };
}

const fetched = { state: "fetched" } as const;
const cached = { state: "cached" } as const;
const unfinished = { state: "unfinished" } as const;

describe("recorded pulls", () => {
  it.each([
    ["20.10-fetched", { outcome: "pulled", upToDate: false, layers: [cached, fetched], downloadedBytes: 4_198_400 }],
    ["20.10-cached", { outcome: "pulled", upToDate: false, layers: [cached, cached], downloadedBytes: 0 }],
    ["20.10-same", { outcome: "pulled", upToDate: true, layers: [] }],
    [
      "20.10-corrupt",
      {
        outcome: "failed",
        upToDate: false,
        layers: [cached, unfinished],
        message: expect.stringMatching(/^filesystem layer verification failed for digest sha256:/) as string,
      },
    ],
    ["26.1-fetched", { outcome: "pulled", upToDate: false, layers: [cached, fetched], downloadedBytes: 4_198_400 }],
    ["26.1-cached", { outcome: "pulled", upToDate: false, layers: [cached, cached] }],
    ["26.1-same", { outcome: "pulled", upToDate: true, layers: [] }],
    ["26.1-corrupt", { outcome: "failed", layers: [cached, unfinished] }],
    ["26.1-missing", { outcome: "failed", layers: [cached, unfinished], message: "unknown blob" }],
    ["26.1-containerd-fetched", { outcome: "pulled", upToDate: false, layers: [fetched], downloadedBytes: 4_198_400 }],
    ["26.1-containerd-cached", { outcome: "pulled", upToDate: false, layers: [] }],
    ["26.1-containerd-same", { outcome: "pulled", upToDate: true, layers: [] }],
    [
      "26.1-containerd-corrupt",
      {
        outcome: "failed",
        layers: [unfinished],
        message: expect.stringContaining("unexpected commit digest") as string,
      },
    ],
    [
      "26.1-containerd-truncated",
      { outcome: "failed", message: "failed to read expected number of bytes: unexpected EOF" },
    ],
    ["26.1-containerd-missing", { outcome: "failed", layers: [unfinished] }],
    ["20.10-missing", { outcome: "failed", layers: [cached, unfinished], message: "unknown blob" }],
  ])("%s", async (name, expected) => {
    const { url, requests } = await fakeEngine(storing({ references: new Map() }, recorded(name)));
    const { host } = live(url);
    expect(await host.engine.pull(QUESTION)).toMatchObject(expected);
    expect(requests).toContain("POST /images/create?fromImage=reg.example%2Fteam%2Fapp&tag=1");
  });
});

describe("engine.pull", () => {
  const digest = `sha256:${"1".repeat(64)}`;

  it.each([
    ["nginx", "fromImage=docker.io%2Flibrary%2Fnginx&tag=latest"],
    [`reg.example/a:1@${digest}`, `fromImage=reg.example%2Fa&tag=${encodeURIComponent(digest)}`],
  ])("asks for %s in full", async (reference, query) => {
    const { url, requests } = await fakeEngine({
      "GET /images/json": { body: [] },
      "POST /images/create": { body: recorded("20.10-fetched") },
    });
    await live(url).host.engine.pull({ ...QUESTION, reference, platform: "linux/arm64" });
    expect(requests).toContain(`POST /images/create?${query}&platform=linux%2Farm64`);
  });

  it("sends the credential, and shows it nowhere", async () => {
    const file = join(newFolder(), "config.json");
    const auth = Buffer.from("me:open-sesame").toString("base64");
    writeFileSync(file, JSON.stringify({ auths: { key: { auth } } }));
    const { url, headers } = await fakeEngine({
      "GET /images/json": { body: [] },
      "POST /images/create": (request, response) => {
        const sent = String(request.headers["x-registry-auth"]);
        response.writeHead(200).end(`${JSON.stringify({ error: `refused open-sesame ${sent}` })}\n`);
      },
    });
    const { host, facts } = live(url);
    const answer = await host.engine.pull({ ...QUESTION, credential: { kind: "config", file, key: "key" } });
    const header = String(headers.findLast((sent) => "x-registry-auth" in sent)?.["x-registry-auth"]);
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({
      username: "me",
      password: "open-sesame",
      serveraddress: "reg.example",
    });
    expect(answer.message).toBe("refused [secret] [secret]");
    expect(JSON.stringify(facts())).not.toMatch(/open-sesame|b3Blbi1/);
  });

  it.each([
    [404, "manifest for reg.example/team/app:1 not found: manifest unknown: manifest unknown"],
    [500, 'Get "https://reg.example/v2/": dial tcp: lookup reg.example: no such host'],
  ])("HTTP %i before the first layer is an answer", async (status, message) => {
    const { url } = await fakeEngine({
      "GET /images/json": { body: [] },
      "POST /images/create": { status, body: { message } },
    });
    expect(await live(url).host.engine.pull(QUESTION)).toMatchObject({
      outcome: "failed",
      status,
      message,
      layers: [],
    });
  });

  it.each([
    ["an end without a status", '{"status":"Pulling from a","id":"1"}\n', { outcome: "failed" }],
    ["lines cut anywhere", "", { outcome: "pulled", layers: [cached, fetched] }],
  ])("%s", async (_name, text, expected) => {
    const stream = text === "" ? recorded("20.10-fetched") : text;
    const { url } = await fakeEngine({
      "GET /images/json": { body: [] },
      "POST /images/create": (_request, response) => {
        response.writeHead(200);
        const parts = stream.match(/[\s\S]{1,37}/g) ?? [];
        const next = (): void => {
          const part = parts.shift();
          if (part === undefined) response.end();
          else response.write(part, () => setImmediate(next));
        };
        next();
      },
    });
    expect(await live(url).host.engine.pull(QUESTION)).toMatchObject(expected);
  });

  it.each([
    ["garbage", (response: ServerResponse) => void response.writeHead(200).end("<html>\n")],
    ["an endless line", (response: ServerResponse) => void response.writeHead(200).end("x".repeat(3 * 1024 ** 2))],
    [
      "a connection that breaks",
      (response: ServerResponse) => {
        response.writeHead(200).write('{"status":"Pulling fs layer","id":"0123456789ab"}\n');
        setTimeout(() => response.destroy(), 50);
      },
    ],
  ])("%s is no answer", async (_name, answer) => {
    const { url, connections } = await fakeEngine({
      "GET /images/json": { body: [] },
      "POST /images/create": (_request, response) => answer(response),
    });
    await expect(live(url).host.engine.pull(QUESTION)).rejects.toMatchObject({
      name: "ProbeError",
      kind: "engine-failed",
    });
    await expect.poll(connections).toBe(0);
  });

  it("tells how far it is, and closes the request when it is given up", async () => {
    const { url, connections } = await fakeEngine({
      "GET /images/json": { body: [] },
      "POST /images/create": (_request, response) => {
        response.writeHead(200);
        for (const line of [
          { status: "Pulling from team/app", id: "1" },
          { status: "Already exists", id: "0123456789ab" },
          { status: "Downloading", id: "123456789abc", progressDetail: { current: 500, total: 1000 } },
          { status: "Retrying in 5 seconds", id: "23456789abcd" },
        ]) {
          response.write(`${JSON.stringify(line)}\n`);
        }
      },
    });
    const { host, close } = live(url);
    const giveUp = new AbortController();
    const seen: EnginePullProgress[] = [];
    const asked = host.engine.pull(QUESTION, { signal: giveUp.signal, onProgress: (progress) => seen.push(progress) });
    await expect
      .poll(() => seen.at(-1), { timeout: 5000 })
      .toEqual({
        layersDone: 1,
        layersTotal: 3,
        downloadedBytes: 500,
        totalBytes: 1000,
        bytesPerSecond: 0,
        retrying: "Retrying in 5 seconds",
      });
    giveUp.abort();
    await expect(asked).rejects.toMatchObject({ kind: "abandoned" });
    await expect.poll(connections).toBe(0);
    await close();
  });
});

describe("what a pull leaves", () => {
  const pulled = recorded("20.10-fetched");
  const before = (entries: Readonly<Record<string, string>>) => new Map(Object.entries(entries));
  const digest = "reg.example/team/app@sha256:1";

  it.each([
    ["nothing, where nothing was", {}, {}],
    ["another name of the same image", { "mine:1": NEW_ID }, { "mine:1": NEW_ID }],
    ["another image", { "other:1": OLD_ID }, { "other:1": OLD_ID }],
    ["the same image", { [REFERENCE]: NEW_ID, [digest]: NEW_ID }, { [REFERENCE]: NEW_ID, [digest]: NEW_ID }],
    ["the name with its old image", { [REFERENCE]: OLD_ID }, { [REFERENCE]: OLD_ID }],
  ])("%s", async (_name, there, expected) => {
    const stored: Stored = { references: before(there) };
    const { url, requests } = await fakeEngine(storing(stored, pulled));
    const { host, close } = live(url);
    await host.engine.pull(QUESTION);
    expect(requests.some((request) => /^DELETE|\/tag\b/.test(request))).toBe(false);
    expect(await close()).toEqual([]);
    expect(Object.fromEntries(stored.references)).toEqual(expected);
  });

  it("all of it with keep", async () => {
    const stored: Stored = { references: new Map() };
    const { url } = await fakeEngine(storing(stored, pulled));
    const { host, close } = live(url);
    await host.engine.pull({ ...QUESTION, keep: true });
    expect(await close()).toEqual([]);
    expect([...stored.references.keys()]).toEqual([REFERENCE, digest]);
  });

  it("an image that was there without a name, and says so", async () => {
    const stored: Stored = { references: new Map(), dangling: [NEW_ID] };
    const { url, requests } = await fakeEngine(storing(stored, pulled));
    const { host, close } = live(url);
    await host.engine.pull(QUESTION);
    expect(await close()).toEqual([expect.stringContaining(REFERENCE)]);
    expect(requests.some((request) => request.startsWith("DELETE"))).toBe(false);
  });

  it("says which image could not be removed", async () => {
    const stored: Stored = { references: new Map() };
    const { url } = await fakeEngine({
      ...storing(stored, pulled),
      [`DELETE /images/${REFERENCE}`]: { status: 409, body: { message: "a container uses it" } },
    });
    const { host, close } = live(url);
    await host.engine.pull(QUESTION);
    expect(await close()).toEqual([expect.stringMatching(/reg\.example\/team\/app:1.*a container uses it/)]);
  });

  it("nothing, where an interrupted pull ended well on the engine's side", async () => {
    const stored: Stored = { references: new Map() };
    const { url } = await fakeEngine({
      ...storing(stored, pulled),
      "POST /images/create": (_request, response) => {
        response.writeHead(200).write('{"status":"Pulling fs layer","id":"0123456789ab"}\n');
        response.on("close", () => setTimeout(() => stored.references.set(REFERENCE, NEW_ID), 150));
      },
    });
    const { host, close } = live(url);
    const giveUp = new AbortController();
    const seen = new Promise<void>((resolve) => {
      const options = { signal: giveUp.signal, onProgress: () => resolve() };
      host.engine.pull(QUESTION, options).catch(() => undefined);
    });
    await seen;
    giveUp.abort();
    expect(await close()).toEqual([]);
    expect(stored.references.size).toBe(0);
  });

  it("nothing to ask for, where nothing was pulled", async () => {
    const { url, requests } = await fakeEngine({});
    expect(await live(url).close()).toEqual([]);
    expect(requests).toEqual([]);
  });
});
