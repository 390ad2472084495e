import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EnginePath } from "../../../src/contract/index.js";
import { type LiveHost, liveHost, readContainer } from "../../../src/probe/index.js";
import { planFor, secretsFor } from "../plan.js";
import { type Answer, fakeEngine, HEALTHY, newFolder, rawEngine, type Routes } from "./fake-engine.js";

function live(url: string, timeoutMs = 20_000): LiveHost {
  return liveHost({
    plan: planFor(url),
    secrets: secretsFor(url),
    timeoutMs,
    signal: new AbortController().signal,
    env: {},
  });
}

const INFO = {
  ServerVersion: "28.5.2",
  OperatingSystem: "Debian GNU/Linux 12 (bookworm)",
  OSType: "linux",
  Architecture: "x86_64",
  KernelVersion: "6.1.0",
  DockerRootDir: "/var/lib/docker",
  SecurityOptions: ["name=seccomp,profile=builtin", "name=cgroupns"],
  MemTotal: 8_000_000_000,
  NCPU: 4,
  Driver: "overlayfs",
  DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]],
  DefaultRuntime: "crun",
  Runtimes: { runc: { path: "runc" }, crun: { path: "/opt/crun" } },
  LoggingDriver: "json-file",
  Plugins: { Volume: ["local"], Authorization: null, Log: ["json-file", "syslog"] },
  CgroupVersion: "2",
  MemoryLimit: true,
  CpuCfsQuota: true,
  IPv4Forwarding: false,
  HttpProxy: "http://xxxxx:xxxxx@proxy.example:3128",
  HttpsProxy: "proxy-user:hunter2hunter@proxy.example:3128",
  NoProxy: "localhost",
  RegistryConfig: {
    Mirrors: null,
    InsecureRegistryCIDRs: ["::1/128", "127.0.0.0/8"],
    IndexConfigs: { "docker.io": { Secure: true }, "lab.example:5000": { Secure: false } },
  },
  Warnings: null,
  SystemTime: "2026-11-01T10:00:00.000000000Z",
};

describe("info", () => {
  it("is decoded, absent members stay absent", async () => {
    const { url } = await fakeEngine({ ...HEALTHY, "GET /info": { body: INFO } });
    const info = await live(url).host.engine.info({});
    expect(info).toMatchObject({
      serverVersion: "28.5.2",
      architecture: "x86_64",
      rootDirectory: "/var/lib/docker",
      imageStore: "containerd",
      cpuQuota: true,
      ipv4Forwarding: false,
      httpProxy: "http://***@proxy.example:3128",
      httpsProxy: "***@proxy.example:3128",
      mirrors: [],
      insecureRegistries: ["lab.example:5000"],
      loggingDrivers: ["json-file", "syslog"],
      defaultRuntime: "crun",
      defaultRuntimePath: "/opt/crun",
      insecureCidrs: ["::1/128", "127.0.0.0/8"],
      warnings: [],
    });
    expect(info).not.toHaveProperty("swapLimit");
    expect(info).not.toHaveProperty("authorizationPlugins");
    expect(info).not.toHaveProperty("name");
    expect(JSON.stringify(info)).not.toContain("hunter2");
  });

  const bad: readonly (readonly [string, Answer, string])[] = [
    ["no info", { body: { ...INFO, MemTotal: "8 GB" } }, "engine-failed"],
    ["null", { body: null }, "engine-failed"],
    ["garbage", { body: "\u0000\u0001" }, "engine-failed"],
    ["an error", { status: 500, body: { message: "boom" } }, "engine-failed"],
    ["forbidden", { status: 403, body: { message: "plugin says no" } }, "not-permitted"],
  ];
  it.each(bad)("%s is a ProbeError", async (_name, answer, kind) => {
    const { url } = await fakeEngine({ "GET /info": answer });
    await expect(live(url).host.engine.info({})).rejects.toMatchObject({ name: "ProbeError", kind });
  });

  it("an engine that is silent, gone, or dies is a ProbeError within the limit", async () => {
    const silent = await rawEngine(() => undefined);
    await expect(live(silent.url, 100).host.engine.info({})).rejects.toMatchObject({ kind: "timeout" });
    const gone = `unix://${newFolder()}/none`;
    await expect(live(gone).host.engine.info({})).rejects.toMatchObject({ kind: "engine-failed" });
    const dies = await rawEngine((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"));
    await expect(live(dies.url).host.engine.info({})).rejects.toMatchObject({ kind: "engine-failed" });
    await expect(live("context:x").host.engine.info({})).rejects.toMatchObject({ kind: "not-visible" });
  });
});

describe("path", () => {
  interface World {
    readonly directories: readonly string[];
    readonly files: readonly string[];
    /** Creates containers, or looks for the image first. */
    readonly oddity?: "creates" | "image-first" | "forbids";
  }

  /** Answers as Engine 20.10.24 and 28.5.2 do. */
  function routesFor(world: World): Routes {
    return {
      "POST /containers/create": (_request, response, body) => {
        const { HostConfig, Image } = JSON.parse(body) as {
          HostConfig: { Mounts: { Source: string; Type: string }[] };
          Image: string;
        };
        const source = HostConfig.Mounts[0]?.Source ?? "";
        const answer = (status: number, reply: unknown): void => {
          response.writeHead(status, { "content-type": "application/json" });
          response.end(JSON.stringify(reply));
        };
        const wrong = (text: string): void => answer(400, { message: `invalid mount config for type "bind": ${text}` });
        if (world.oddity === "creates") return answer(201, { Id: "c0ffee" });
        if (world.oddity === "forbids") return answer(403, { message: "authorization denied" });
        const noImage = (): void => answer(404, { message: `No such image: ${Image}` });
        if (world.oddity === "image-first") return noImage();
        const bare = source.replace(/\/\.$/, "");
        if (world.files.includes(bare) && source !== bare) return wrong(`stat ${source}: not a directory`);
        if (world.files.includes(source) || world.directories.includes(bare)) return noImage();
        return wrong(`bind source path does not exist: ${source}`);
      },
      "DELETE /containers/c0ffee": { status: 204 },
    };
  }

  const cases: readonly (readonly [string, World, EnginePath["outcome"], EnginePath["unasked"]])[] = [
    ["/data", { directories: ["/data"], files: [] }, "directory", undefined],
    ["/data/", { directories: ["/data"], files: [] }, "directory", undefined],
    ["/data", { directories: [], files: ["/data"] }, "not-a-directory", undefined],
    ["/data", { directories: [], files: [] }, "missing", undefined],
    ["/data", { directories: [], files: [], oddity: "image-first" }, "indeterminate", "image-first"],
    ["/data", { directories: [], files: [], oddity: "creates" }, "indeterminate", "container-created"],
  ];
  it.each(cases)("%s in %j is %s", async (path, world, outcome, unasked) => {
    const { url, requests } = await fakeEngine(routesFor(world));
    const seen = await live(url).host.engine.path({ path });
    expect(seen).toMatchObject({ path, outcome });
    expect(seen.unasked).toBe(unasked);
    const removed = requests.filter((request) => request.startsWith("DELETE /containers/c0ffee?"));
    expect(removed.length).toBe(world.oddity === "creates" ? 3 : 0);
  });

  it("asks for an image that cannot exist, by a read-only bind in Mounts", async () => {
    const { url, bodies } = await fakeEngine(routesFor({ directories: ["/data"], files: [] }));
    await live(url).host.engine.path({ path: "/data" });
    for (const body of bodies) {
      expect(JSON.parse(body)).toMatchObject({
        Image: expect.stringMatching(/^runner-preflight\.invalid\/.+:[0-9a-f]{32}$/) as string,
        HostConfig: { Mounts: [{ Type: "bind", ReadOnly: true }] },
      });
    }
  });

  it("may be forbidden", async () => {
    const { url } = await fakeEngine(routesFor({ directories: [], files: [], oddity: "forbids" }));
    await expect(live(url).host.engine.path({ path: "/data" })).rejects.toMatchObject({ kind: "not-permitted" });
  });
});

const INSPECTED = {
  Id: "abc",
  Name: "/runner-1",
  State: { Status: "running" },
  Config: { Image: "runner:1", Env: ["OAUTH_CLIENT_SECRET=topsecretvalue", "RUNNER_UUID={1}"] },
  Mounts: [{ Type: "bind", Source: "/tmp", Destination: "/tmp" }],
};

describe("container", () => {
  it("is decoded to what is safe", async () => {
    const { url } = await fakeEngine({ "GET /containers/runner-1/json": { body: INSPECTED } });
    const container = await live(url).host.engine.container({ name: "runner-1" });
    expect(container).toEqual({
      outcome: "found",
      id: "abc",
      name: "runner-1",
      image: "runner:1",
      state: "running",
      runnerUuid: "{1}",
      mounts: [{ type: "bind", source: "/tmp", target: "/tmp" }],
    });
  });

  it("may be missing, and its name stays a name", async () => {
    const { url, requests } = await fakeEngine({});
    expect(await live(url).host.engine.container({ name: "../info?x" })).toEqual({ outcome: "missing" });
    expect(requests).toEqual(["GET /containers/..%2Finfo%3Fx/json"]);
  });

  it("is read raw for a plan; a usage error where there is none, and what was seen of an engine that does not tell", async () => {
    const { url } = await fakeEngine({ "GET /containers/runner-1/json": { body: INSPECTED } });
    const read = (dockerHost: string, name: string, timeoutMs = 20_000): Promise<unknown> =>
      readContainer({ dockerHost, name, timeoutMs, signal: new AbortController().signal });
    expect(await read(url, "runner-1")).toEqual(INSPECTED);
    const silent = await rawEngine(() => undefined);
    for (const name of ["other", ""]) await expect(read(url, name)).rejects.toMatchObject({ name: "UsageError" });
    for (const [host, outcome] of [
      [silent.url, "timeout"],
      [`unix://${newFolder()}/none`, "missing"],
      ["context:x", "invalid-endpoint"],
    ] as const) {
      await expect(read(host, "runner-1", 200)).rejects.toMatchObject({ asked: { name: "runner-1", outcome } });
    }
  });
});

describe("acceptance", () => {
  const BODY = { HostConfig: { NanoCpus: 64e9 } };

  /** An engine that refuses a billion CPUs, and answers the rest like this. */
  const answering =
    (
      status: number,
      message: string,
      others: { readonly status: number; readonly message?: string } = { status: 400 },
    ) =>
    async () => {
      const routes: Routes = {
        "POST /containers/create": (_request, response, body) => {
          const isControl = (JSON.parse(body) as typeof BODY).HostConfig.NanoCpus === 1e18;
          response.writeHead(isControl ? others.status : status, { "content-type": "application/json" });
          response.end(
            JSON.stringify({ message: isControl ? (others.message ?? "Range of CPUs") : message, Id: "c0ffee" }),
          );
        },
        "DELETE /containers/c0ffee": { status: 204 },
      };
      const { url } = await fakeEngine(routes);
      return live(url).host.engine.acceptance({ body: BODY });
    };
  const noImage = "No such image: runner-preflight.invalid/no-such-image";

  it.each<[string, ReturnType<typeof answering>, unknown]>([
    ["accepted", answering(404, noImage), { outcome: "accepted" }],
    ["refused", answering(400, "only 2 CPUs"), { outcome: "refused", detail: "only 2 CPUs" }],
    [
      "refused with another status",
      answering(500, "Invalid isolation"),
      { outcome: "refused", detail: "Invalid isolation" },
    ],
    [
      "an engine that looks for the image first",
      answering(404, noImage, { status: 404, message: noImage }),
      { outcome: "indeterminate" },
    ],
  ])("%s", async (_, ask, expected) => {
    expect(await ask()).toEqual(expected);
  });

  it("is a ProbeError where a plugin forbids it", async () => {
    await expect(answering(403, "authorization denied")()).rejects.toMatchObject({ kind: "not-permitted" });
  });
});

describe("an engine that closes a connection without an answer", () => {
  const cutting = (times: number, then: { status: number; body: unknown }): Routes[string] => {
    let left = times;
    return (request, response) => {
      left -= 1;
      if (left >= 0) {
        request.socket.destroy();
        return;
      }
      response.writeHead(then.status, { "content-type": "application/json" });
      response.end(JSON.stringify(then.body));
    };
  };
  const absent = { status: 404, body: { message: "No such image: x" } };

  it("is asked once more, where that changes nothing", async () => {
    const { url, requests } = await fakeEngine({
      ...HEALTHY,
      "GET /networks/ci": cutting(1, { status: 200, body: { Name: "ci", Id: "1" } }),
      "POST /containers/create": cutting(1, absent),
    });
    const { engine } = live(url).host;
    expect(await engine.network({ name: "ci" })).toMatchObject({ outcome: "found" });
    await engine.path({ path: "/tmp" });
    expect(requests.filter((line) => line.startsWith("POST"))).toHaveLength(4);
  });

  it("is not asked a third time", async () => {
    const { url, requests } = await fakeEngine({
      ...HEALTHY,
      "GET /networks/ci": cutting(2, { status: 200, body: {} }),
    });
    await expect(live(url).host.engine.network({ name: "ci" })).rejects.toMatchObject({ kind: "engine-failed" });
    expect(requests).toHaveLength(2);
  });
});

describe("network", () => {
  it("found and missing", async () => {
    const { url } = await fakeEngine({ "GET /networks/build": { body: { Name: "build", Driver: "bridge", Id: "1" } } });
    const { engine } = live(url).host;
    expect(await engine.network({ name: "build" })).toEqual({ outcome: "found", name: "build", driver: "bridge" });
    expect(await engine.network({ name: "other" })).toEqual({ outcome: "missing" });
  });
});

describe("localImage", () => {
  it("found and missing", async () => {
    const image = { Id: "sha256:1", Os: "linux", Architecture: "arm64", Variant: "v8", RepoTags: ["a/b:1"], Size: 5 };
    const { url } = await fakeEngine({ "GET /images/reg.example:5000/a/b:1/json": { body: image } });
    const { engine } = live(url).host;
    expect(await engine.localImage({ reference: "reg.example:5000/a/b:1" })).toEqual({
      outcome: "found",
      id: "sha256:1",
      os: "linux",
      architecture: "arm64",
      variant: "v8",
      repoTags: ["a/b:1"],
      repoDigests: [],
      sizeBytes: 5,
    });
    expect(await engine.localImage({ reference: "a/c" })).toEqual({ outcome: "missing" });
  });
});

describe("distribution", () => {
  const anonymous = { kind: "anonymous" } as const;
  const descriptor = { mediaType: "application/vnd.oci.image.index.v1+json", digest: "sha256:1", size: 1 };

  it("resolved, with platforms, or without", async () => {
    const { url, headers } = await fakeEngine({
      "GET /distribution/a/b:1/json": {
        body: { Descriptor: descriptor, Platforms: [{ architecture: "arm64", os: "linux", variant: "v8" }] },
      },
      "GET /distribution/a/c@sha256:1/json": { body: { Descriptor: descriptor, Platforms: null } },
    });
    const { engine } = live(url).host;
    expect(await engine.distribution({ reference: "a/b:1", credential: anonymous })).toMatchObject({
      outcome: "resolved",
      digest: "sha256:1",
      mediaType: descriptor.mediaType,
      platforms: ["linux/arm64/v8"],
    });
    expect(await engine.distribution({ reference: "a/c@sha256:1", credential: anonymous })).toMatchObject({
      platforms: null,
    });
    expect(headers.some((sent) => "x-registry-auth" in sent)).toBe(false);
  });

  it.each([401, 403, 404, 429, 500])("HTTP %i is an answer", async (status) => {
    const message = 'Get "https://reg.example/v2/": dial tcp: lookup reg.example: no such host';
    const { url } = await fakeEngine({ "GET /distribution/a/b/json": { status, body: { message } } });
    const answer = await live(url).host.engine.distribution({ reference: "a/b", credential: anonymous });
    expect(answer).toMatchObject({ outcome: "failed", status, message });
  });

  it.each([
    ["reg.example:5000/a/b", "reg.example:5000"],
    ["a/b", "https://index.docker.io/v1/"],
  ])("%s is asked with the credential for %s, base64url with padding", async (reference, serveraddress) => {
    const password = "p?>~ssw\u00FFrd:1";
    const file = join(newFolder(), "config.json");
    const auth = Buffer.from(`me:${password}`).toString("base64");
    writeFileSync(file, JSON.stringify({ auths: { key: { auth } } }));
    const { url, headers } = await fakeEngine({
      [`GET /distribution/${reference}/json`]: (request, response) => {
        const sent = request.headers["x-registry-auth"];
        response.writeHead(401).end(JSON.stringify({ message: `refused ${String(sent)} ${password} ${auth}` }));
      },
    });
    const { host, facts } = live(url);
    const credential = { kind: "config", file, key: "key" } as const;
    const answer = await host.engine.distribution({ reference, credential });
    const header = String(headers.findLast((sent) => "x-registry-auth" in sent)?.["x-registry-auth"]);
    expect(header).toMatch(/^[\w-]+={0,2}$/);
    expect(header.length % 4).toBe(0);
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({
      username: "me",
      password,
      serveraddress,
    });
    expect(answer.message).toBe("refused [secret] [secret] [secret]");
    const recorded = JSON.stringify(facts());
    for (const secret of [password, auth, header]) expect(recorded).not.toContain(secret);
  });

  it("waits until /info has been asked", async () => {
    const order: string[] = [];
    const { url } = await fakeEngine({
      "GET /info": (_request, response) => {
        setTimeout(() => {
          order.push("info");
          response.writeHead(500).end();
        }, 50);
      },
      "GET /distribution/a/b/json": (_request, response) => {
        order.push("distribution");
        response.writeHead(500).end();
      },
    });
    await live(url).host.engine.distribution({ reference: "a/b", credential: anonymous });
    expect(order).toEqual(["info", "distribution"]);
  });

  it("is closed when everybody gives it up", async () => {
    const { url, connections, requests } = await fakeEngine({
      "GET /info": { status: 500 },
      "GET /distribution/a/b/json": () => undefined,
    });
    const { host, facts } = live(url);
    const giveUp = new AbortController();
    const asked = host.engine.distribution({ reference: "a/b", credential: anonymous }, { signal: giveUp.signal });
    await expect.poll(() => requests.includes("GET /distribution/a/b/json")).toBe(true);
    giveUp.abort();
    await expect(asked).rejects.toMatchObject({ kind: "abandoned" });
    await expect.poll(connections).toBe(0);
    const record = facts().find(({ probe }) => probe === "engine.distribution");
    expect(record?.error?.kind).toBe("abandoned");
  });
});
