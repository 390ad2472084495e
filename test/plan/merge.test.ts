import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  AUTH_PROXY_IMAGE,
  CLONE_IMAGE,
  PAUSE_IMAGE_CURRENT,
  PAUSE_IMAGE_DOCUMENTED,
  RUNNER_IMAGE,
} from "../../src/requirements.js";
import { type Inputs, load, loadWords, type WorldParts } from "./world.js";

const CONFIG = "/home/op/.docker/config.json";
const contextFile = (name: string, folder = "/home/op/.docker"): string =>
  `${folder}/contexts/meta/${createHash("sha256").update(name).digest("hex")}/meta.json`;
const contextText = (host: string): string => JSON.stringify({ Endpoints: { docker: { Host: host } } });

describe("the default deployment", () => {
  it("is the vendor's start command, without variables", () => {
    const { plan } = load({});
    expect(plan).toMatchObject({
      source: "default",
      env: [],
      issues: [],
      runnerConfig: null,
      runnerConfigNone: "not-found",
    });
    expect(plan.mounts.map(({ source, target, readOnly }) => [source, target, readOnly])).toEqual([
      ["/tmp", "/tmp", false],
      ["/var/run/docker.sock", "/var/run/docker.sock", false],
      ["/var/lib/docker/containers", "/var/lib/docker/containers", true],
    ]);
    expect(plan.images.map(({ role, reference, puller }) => [role, reference, puller])).toEqual([
      ["runner", RUNNER_IMAGE.value, "start-command"],
      ["pause", PAUSE_IMAGE_CURRENT.value, "runner"],
      ["pause-documented", PAUSE_IMAGE_DOCUMENTED.value, "runner"],
      ["auth-proxy", AUTH_PROXY_IMAGE.value, "runner"],
      ["clone", CLONE_IMAGE.value, "runner"],
    ]);
  });

  it("takes the invoking user's config.json as mounted", () => {
    const { plan } = load({}, { files: { [CONFIG]: "{}" } });
    expect(plan.runnerConfig).toMatchObject({ directory: "/home/op/.docker", file: CONFIG });
    expect(plan.mounts.at(-1)).toMatchObject({ source: "/home/op/.docker", target: "/root/.docker" });
  });

  it("takes images and DOCKER_CONFIG from the environment", () => {
    const env = { PAUSE_IMAGE: "r.example/p:1", CLONE_IMAGE: "", DOCKER_CONFIG: "/etc/dc" };
    const { plan } = load({}, { env, files: { "/etc/dc/config.json": "{}", [CONFIG]: "{}" } });
    expect(plan.images.map(({ role }) => role)).toEqual(["runner", "pause", "auth-proxy", "clone"]);
    expect(plan.images[1]).toMatchObject({
      reference: "r.example/p:1",
      origin: { from: "variable", name: "PAUSE_IMAGE", setIn: "environment" },
    });
    expect(plan.runnerConfig?.file).toBe("/etc/dc/config.json");
    expect(load({}, { env, files: { [CONFIG]: "{}" } }).plan.runnerConfig).toBeNull();
  });
});

describe("runnerConfig", () => {
  const base = "docker run -v";
  it.each<readonly [string, Inputs, string | null, string | undefined]>([
    ["folder", { words: `${base} /h/.docker:/root/.docker img`.split(" ") }, "/h/.docker/config.json", undefined],
    [
      "folder with a slash",
      { words: `${base} /h/.docker/:/root/.docker/ img`.split(" ") },
      "/h/.docker/config.json",
      undefined,
    ],
    ["file", { words: `${base} /h/c.json:/root/.docker/config.json img`.split(" ") }, "/h/c.json", undefined],
    ["ancestor", { words: `${base} /h:/root img`.split(" ") }, "/h/.docker/config.json", undefined],
    ["innermost wins", { words: `${base} /h:/root -v /i:/root/.docker img`.split(" ") }, "/i/config.json", undefined],
    ["volume", { words: `${base} vol:/root/.docker img`.split(" ") }, null, "not-mounted"],
    ["other place", { words: `${base} /h:/home/x/.docker img`.split(" ") }, null, "not-mounted"],
    ["placeholder", { words: `${base} <p>/.docker:/root/.docker img`.split(" ") }, null, "not-mounted"],
    ["unexpanded", { words: `${base} $X/.docker:/root/.docker img`.split(" ") }, null, "not-mounted"],
    ["flag none", { dockerConfig: "none", words: `${base} /h:/root img`.split(" ") }, null, "declared-none"],
    [
      "flag folder",
      { dockerConfig: "dc", words: `${base} /h:/root img`.split(" ") },
      "/work-dir/dc/config.json",
      undefined,
    ],
    ["flag file", { dockerConfig: "/x/config.json" }, "/x/config.json", undefined],
    ["flag none, default", { dockerConfig: "none" }, null, "declared-none"],
  ])("%s", (_name, inputs, file, none) => {
    const { plan } = load(inputs, { files: { "/work-dir/dc/config.json": "{}", "/x/config.json": "{}" } });
    expect(plan.runnerConfig?.file ?? null).toBe(file);
    expect(plan.runnerConfigNone).toBe(none);
  });
});

describe("the operator's client", () => {
  it.each<readonly [string, WorldParts, string]>([
    ["docker run img", {}, CONFIG],
    ["docker run img", { env: { DOCKER_CONFIG: "/dc" } }, "/dc/config.json"],
    ["docker --config x run img", { env: { DOCKER_CONFIG: "/dc" } }, "/work-dir/x/config.json"],
    ["DOCKER_CONFIG=/e docker run img", {}, "/e/config.json"],
    ["sudo docker run img", { env: { DOCKER_CONFIG: "/dc" } }, "/root/.docker/config.json"],
    ["sudo -E docker run img", { env: { DOCKER_CONFIG: "/dc" } }, "/dc/config.json"],
    ["sudo --preserve-env=DOCKER_CONFIG docker run img", { env: { DOCKER_CONFIG: "/dc" } }, "/dc/config.json"],
    ["sudo -E docker run img", {}, CONFIG],
    ["sudo -EH docker run img", {}, "/root/.docker/config.json"],
    ["sudo -u ci docker run img", {}, "/home/ci/.docker/config.json"],
    ["sudo DOCKER_CONFIG=/e docker run img", {}, "/e/config.json"],
    ["DOCKER_CONFIG=/e sudo docker run img", {}, "/root/.docker/config.json"],
  ])("%s %j", (line, parts, file) => {
    expect(loadWords(line, parts).plan.clientConfig.file).toBe(file);
  });

  it("sudo keeps -e NAME from seeing the environment", () => {
    const env = { WORKING_DIRECTORY: "/w", TZ: "UTC" };
    const absent = (line: string): unknown => loadWords(line, { env }).plan.env.map((one) => one.absent === true);
    expect(absent("docker run -e WORKING_DIRECTORY -e TZ img")).toEqual([false, false]);
    expect(absent("sudo docker run -e WORKING_DIRECTORY -e TZ img")).toEqual([true, false]);
    expect(loadWords("sudo docker run img").plan.sudo).toBe(true);
  });
});

describe("dockerHost", () => {
  const files = {
    [CONFIG]: JSON.stringify({ currentContext: "cur" }),
    [contextFile("cur")]: contextText("unix:///cur.sock"),
    [contextFile("other")]: contextText("ssh://op@build"),
    [contextFile("bad")]: "{",
  };
  it.each<readonly [string, WorldParts, string]>([
    ["docker run img", {}, "unix:///var/run/docker.sock"],
    ["docker run img", { files }, "unix:///cur.sock"],
    ["docker run img", { files, env: { DOCKER_CONTEXT: "other" } }, "ssh://op@build"],
    ["docker run img", { files, env: { DOCKER_CONTEXT: "default" } }, "unix:///var/run/docker.sock"],
    ["docker run img", { files, env: { DOCKER_HOST: "tcp://h:1", DOCKER_CONTEXT: "other" } }, "tcp://h:1"],
    ["docker -c other run img", { files, env: { DOCKER_HOST: "tcp://h:1" } }, "ssh://op@build"],
    ["docker --context nope run img", { files }, "context:nope"],
    ["docker --context bad run img", { files }, "context:bad"],
    ["docker -H tcp://x:2 run img", { files }, "tcp://x:2"],
    ["docker -Htcp://x:2 container run img", { files }, "tcp://x:2"],
    ["docker --host=localhost:2375 run img", {}, "tcp://localhost:2375"],
    ["docker -H /x.sock run img", {}, "/x.sock"],
    ["docker -H http://x run img", {}, "http://x"],
    ["sudo docker run img", { files, env: { DOCKER_HOST: "tcp://h:1" } }, "unix:///var/run/docker.sock"],
    ["DOCKER_HOST=tcp://p:1 docker run img", { files }, "tcp://p:1"],
    ["docker run img", { files: { [CONFIG]: "not json" } }, "unix:///var/run/docker.sock"],
  ])("%s", (line, parts, host) => {
    expect(loadWords(line, parts).plan.dockerHost.value).toBe(host);
  });

  it("--docker-host wins and takes a path", () => {
    const words = ["docker", "-H", "tcp://x:2", "run", "img"];
    expect(load({ words, dockerHost: "/x.sock" }).plan.dockerHost).toEqual({
      value: "unix:///x.sock",
      origin: { from: "option", option: "--docker-host" },
    });
    const tcp = load({ dockerHost: "tcp://u:pass-word@h:2375" });
    expect(tcp.plan.dockerHost.value).toBe("tcp://h:2375");
    expect(tcp.secrets.dockerHost.open()).toBe("tcp://u:pass-word@h:2375");
  });

  it.each(["docker -H a -H b run img", "docker -H a -c b run img"])("%s is refused by docker", (line) => {
    expect(loadWords(line).plan.issues.map(({ kind }) => kind)).toEqual(["option-invalid"]);
  });

  it("an unknown option before run is named", () => {
    expect(loadWords("docker --hots x run img").plan.issues).toMatchObject([
      { kind: "option-unknown", text: "--hots", suggestion: "--host" },
    ]);
  });
});

describe("proxies", () => {
  const files = {
    [CONFIG]: JSON.stringify({
      proxies: {
        default: { httpProxy: "http://d:1", httpsProxy: "http://u:p4ss@d:2", noProxy: "x" },
        "tcp://h:1": { httpProxy: "http://h:1" },
      },
    }),
  };
  it.each<readonly [string, WorldParts, object]>([
    ["docker run img", {}, {}],
    ["docker run -e HTTPS_PROXY=http://u:p4ss@p:1 -e no_proxy=a img", {}, { https: "http://***@p:1", no: "a" }],
    ["docker run -e http_proxy=http://p:1 img", { files }, { http: "http://p:1", https: "http://***@d:2", no: "x" }],
    ["docker run -e HTTP_PROXY= img", { files }, { https: "http://***@d:2", no: "x" }],
    ["docker -H tcp://h:1 run img", { files }, { http: "http://h:1" }],
    ["podman run img", { files }, {}],
  ])("%s", (line, parts, expected) => {
    const { proxies } = loadWords(line, parts).plan;
    expect(Object.fromEntries(Object.entries(proxies).map(([key, { value }]) => [key, value]))).toEqual(expected);
  });
});

describe("flags", () => {
  it.each([
    ["proxy.example", "proxy.example:443"],
    ["Proxy.Example:8443", "proxy.example:8443"],
    ["10.0.0.1", "10.0.0.1:443"],
    ["::1", "[::1]:443"],
    ["[2001:db8::1]:8443", "[2001:db8::1]:8443"],
  ])("--domain %s", (domain, value) => {
    expect(load({ domains: [domain, domain] }).plan.domains).toEqual([
      { value, origin: { from: "option", option: "--domain" } },
    ]);
  });

  it.each(["https://bitbucket.org/x", "", "a b", "a:0", "a:99999", "a:b", "-x.example", "a..b", "[x]:1", "u@h"])(
    "--domain %j is refused",
    (domain) => {
      expect(() => load({ domains: [domain] })).toThrow(expect.objectContaining({ name: "UsageError" }));
    },
  );

  it("a URL as --domain is told to be the host only", () => {
    expect(() => load({ domains: ["https://bitbucket.org/x"] })).toThrow(/host only.*bitbucket\.org/);
  });

  it("--image is pulled by the runner, once", () => {
    const images = load({ images: ["r.example/a:1", "r.example/a:1", CLONE_IMAGE.value] }).plan.images;
    expect(images.filter(({ role }) => role === "extra")).toEqual([
      { role: "extra", reference: "r.example/a:1", puller: "runner", origin: { from: "option", option: "--image" } },
    ]);
    expect(load({ images: ["my-private-registry/x"] }).plan.images.at(-1)?.placeholder).toBe("my-private-registry");
  });

  it("invalid images inside the command are a check's business", () => {
    expect(loadWords("docker run -e CLONE_IMAGE=a:b:c UPPER").plan.images.map(({ reference }) => reference)).toContain(
      "a:b:c",
    );
  });

  const words = ["docker", "run", "img"];
  const commandFile = { name: "f", text: "docker run img" };
  const compose = { file: "c", text: "services: { a: { image: x } }" };
  const container = { name: "c", inspect: {} };
  it.each<readonly [Inputs]>([
    [{ words, commandFile }],
    [{ words, compose }],
    [{ commandFile, container }],
    [{ compose, container }],
    [{ dockerHost: "" }],
    [{ dockerConfig: " " }],
    [{ container }],
    [{ container: { name: "c", inspect: "x" } }],
  ])("contradictory or empty input %#", (inputs) => {
    expect(() => load(inputs)).toThrow(expect.objectContaining({ name: "UsageError" }));
  });
});

describe("a container", () => {
  const inspect = {
    Name: "/runner-1",
    Config: { Image: RUNNER_IMAGE.value, User: "0", Env: ["PATH=/bin", "WORKING_DIRECTORY=/tmp", "TZ"] },
    HostConfig: {
      Binds: ["/tmp:/tmp", "vol:/v:ro", "/late:/late:ro"],
      NetworkMode: "host",
      UsernsMode: "host",
      SecurityOpt: ["label=disable"],
      GroupAdd: ["998"],
      Memory: 512,
      Privileged: true,
    },
    Mounts: [
      { Type: "bind", Source: "/tmp", Destination: "/tmp", Mode: "z", RW: true, Propagation: "rprivate" },
      { Type: "volume", Name: "vol", Source: "/var/lib/docker/volumes/vol/_data", Destination: "/v", RW: false },
      { Type: "bind", Source: "/h/.docker", Destination: "/root/.docker", RW: true },
    ],
  };
  const { plan } = load({ container: { name: "r", inspect } });

  it("is described as it is", () => {
    expect(plan).toMatchObject({
      source: "container",
      containerName: { value: "runner-1", origin: { from: "answer", request: "GET /containers/r/json" } },
      network: { value: "host" },
      user: { value: "0" },
      userns: { value: "host" },
      memoryBytes: { value: 512 },
      privileged: true,
      securityOptions: [{ value: "label=disable" }],
      groups: [{ value: "998" }],
      runnerConfig: { file: "/h/.docker/config.json" },
    });
    expect(plan.env.map(({ name, value, absent }) => [name, value, absent === true])).toEqual([
      ["WORKING_DIRECTORY", "/tmp", false],
      ["TZ", undefined, true],
    ]);
    expect(
      plan.mounts.map(({ form, type, source, target, readOnly }) => [form, type, source, target, readOnly]),
    ).toEqual([
      ["container", "bind", "/tmp", "/tmp", false],
      ["container", "volume", "vol", "/v", true],
      ["container", "bind", "/h/.docker", "/root/.docker", false],
      ["container", "bind", "/late", "/late", true],
    ]);
    expect(plan.mounts.map(({ text }) => text)).toEqual([
      "-v /tmp:/tmp",
      "-v vol:/v:ro",
      "-v /h/.docker:/root/.docker",
      "-v /late:/late:ro",
    ]);
  });

  it("has its mounts written as the options that made them", () => {
    const mounts = [
      { Type: "volume", Name: "3f", Source: "/var/lib/docker/volumes/3f/_data", Destination: "/anonymous", RW: true },
      { Type: "volume", Name: "named", Source: "/var/lib/docker/volumes/named/_data", Destination: "/named", RW: true },
      { Type: "bind", Source: "/m", Destination: "/m", RW: false },
    ];
    const asked = { Binds: ["named:/named"], Mounts: [{ Type: "bind", Source: "/m", Target: "/m", ReadOnly: true }] };
    const made = load({ container: { name: "r", inspect: { ...inspect, HostConfig: asked, Mounts: mounts } } });
    expect(made.plan.mounts.map(({ text }) => text)).toEqual([
      "-v /anonymous",
      "-v named:/named",
      "--mount type=bind,source=/m,target=/m,readonly",
    ]);
  });

  it.each([
    { Config: {} },
    { Config: { Env: 3, Image: null }, HostConfig: [], Mounts: "x" },
    { Config: { Env: [1, null] }, Mounts: [null, {}] },
  ])("odd answers %#", (odd) => {
    expect(load({ container: { name: "r", inspect: odd } }).plan).toMatchObject({ env: [], mounts: [] });
  });
});
