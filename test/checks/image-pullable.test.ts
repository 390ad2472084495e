import { describe, expect, it } from "vitest";
import { imagePullable } from "../../checks/image-pullable/check.js";
import { ProbeError } from "../../src/contract/index.js";
import type {
  DockerConfigFact,
  EngineDistribution,
  EngineInfo,
  EnginePull,
  FileStat,
  LocalImage,
  PlannedImage,
  RegistryWalk,
  RunnerPlan,
  StartCommandChange,
  WalkFailure,
  WalkQuestion,
} from "../../src/contract/index.js";
import { answered } from "../support/network-facts.js";
import { type StopDetails, stoppedBy } from "../support/walk-facts.js";
import { HEALTHY, INFO, PROCESS, buildPlan, fakeHost, mergeAnswers, reached, runCheck, statTable } from "./support.js";

const PAUSE = "r.example/team/pause:1";
const RUNNER = "hub.example/runner:1";
const FILE = "/root/.docker/config.json";

function image(reference: string, overrides: Partial<PlannedImage> = {}): PlannedImage {
  return { role: "pause", reference, puller: "runner", origin: { from: "word", word: 12 }, ...overrides };
}

const START = image(RUNNER, { role: "runner", puller: "start-command", pullPolicy: "missing" });

const WALK: RegistryWalk = {
  reference: PAUSE,
  registry: "r.example:443",
  repository: "team/pause",
  step: "layers",
  layerCount: 3,
  compressedBytes: 2_000_000,
  layerHosts: ["r.example:443"],
  steps: [],
  durationMs: 90,
};

function stopped(code: WalkFailure["code"], hop: WalkFailure["hop"], details: StopDetails = {}): RegistryWalk {
  return stoppedBy(WALK, code, hop, details);
}

const RESOLVED: EngineDistribution = {
  outcome: "resolved",
  digest: "sha256:0",
  status: 200,
  platforms: null,
  durationMs: 80,
};
const refusing = (message: string, status = 500): EngineDistribution => ({
  outcome: "failed",
  status,
  message,
  durationMs: 80,
});
const G = 'Get "https://r.example/v2/": ';
const H = 'Head "https://r.example/v2/team/pause/manifests/1": ';
const UNKNOWN_MANIFEST = refusing("manifest unknown: manifest unknown", 404);
const DENIED = refusing(
  "errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n",
  403,
);

function config(overrides: Partial<DockerConfigFact>): DockerConfigFact {
  return { file: FILE, outcome: "read", credHelpers: [], auths: [], helpersOnPath: [], notes: [], ...overrides };
}

const BASIC = config({
  auths: [{ key: "r.example", state: "basic", username: "deployer", identityToken: false, registryToken: false }],
});
const GIVEN: Partial<RunnerPlan> = {
  runnerConfig: { directory: "/root/.docker", file: FILE, origin: { from: "word", word: 7 } },
};

interface Row {
  readonly name: string;
  readonly images?: readonly PlannedImage[];
  readonly plan?: Partial<RunnerPlan>;
  readonly config?: DockerConfigFact;
  readonly engine?: EngineDistribution | ProbeError;
  readonly walk?: RegistryWalk | ProbeError;
  readonly info?: Partial<EngineInfo>;
  readonly local?: LocalImage;
  readonly disk?: Partial<FileStat>;
  readonly inContainer?: boolean;
  /** Files of the engine that are there. */
  readonly files?: readonly string[];
  readonly status: string;
  readonly found?: readonly string[];
  readonly vantage?: "engine" | "process";
  readonly hop?: string;
}

const ROWS: readonly Row[] = [
  { name: "both find it", status: "pass", vantage: "engine" },
  // the containerd image store: the lookup goes another way than the pull, which the walk follows
  ...(
    [
      ["manifest", "26.1.5", ["server-error"]],
      ["config", "26.1.5", ["server-error"]],
      ["token", "28.5.2", ["server-error"]],
      ["layer", "28.5.2", []],
    ] as const
  ).map(([asked, serverVersion, codes]): Row => ({
    name: `a 503 that only the lookup gets past, for the ${asked}, on ${serverVersion}`,
    info: { imageStore: "containerd", serverVersion },
    walk: { ...WALK, repeated: [{ asked, host: "r.example:443", http: answered(503) }] },
    status: codes.length > 0 ? "fail" : "pass",
    found: codes.map((code) => `${code} ${PAUSE}`),
    ...(codes.length > 0 ? { vantage: "process", hop: asked === "config" ? "layer" : asked } : {}),
  })),
  {
    name: "a 503 that every classic pull gets past",
    walk: { ...WALK, repeated: [{ asked: "manifest", host: "r.example:443", http: answered(503) }] },
    status: "pass",
    vantage: "engine",
  },
  {
    name: "the token service refuses the POST of the pull, not the GET of the lookup",
    info: { imageStore: "containerd" },
    config: BASIC,
    plan: GIVEN,
    walk: stopped("access-denied", "token", { status: 403 }),
    status: "fail",
    found: [`access-denied ${PAUSE}`],
    vantage: "process",
    hop: "token",
  },
  {
    name: "this process alone does not reach the token service",
    info: { imageStore: "containerd" },
    walk: stopped("connection-timeout", "tcp", { host: "auth.example:443" }),
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
  },
  {
    name: "the lookup is refused where the pull does not ask",
    info: { imageStore: "containerd" },
    engine: refusing(`${H}no basic auth credentials`),
    status: "pass",
    vantage: "process",
  },
  {
    name: "the lookup is refused in unknown words, and the pull's way is open",
    info: { imageStore: "containerd" },
    engine: refusing(`${H}unsupported: no GET here`),
    status: "pass",
    vantage: "process",
  },
  {
    name: "the lookup does not get through the network",
    info: { imageStore: "containerd" },
    engine: refusing(`${G}dial tcp 192.0.2.1:443: connect: connection refused`),
    status: "fail",
    found: [`connection-refused ${PAUSE}`],
    vantage: "engine",
  },
  {
    name: "a classic engine is refused for want of credentials",
    engine: refusing(`${H}no basic auth credentials`),
    status: "fail",
    found: [`credentials-missing ${PAUSE}`],
    vantage: "engine",
  },
  {
    name: "the registry wants no password at /v2/, so that none is sent",
    config: BASIC,
    plan: GIVEN,
    engine: refusing("unauthorized"),
    walk: stopped("credentials-missing", "manifest", { status: 401 }),
    status: "fail",
    found: [`credentials-missing ${PAUSE}`],
    vantage: "engine",
  },
  // the engine finds it, the walk does not get through
  {
    name: "a layer is missing",
    walk: stopped("layer-missing", "layer", { status: 404 }),
    status: "fail",
    found: [`layer-missing ${PAUSE}`],
    vantage: "process",
    hop: "layer",
  },
  {
    name: "the config is not the image's own, and names another platform",
    engine: { ...RESOLVED, platforms: ["linus/amd64"] },
    walk: stopped("layer-corrupt", "config", { status: 200 }),
    status: "fail",
    found: [`layer-corrupt ${PAUSE}`],
    vantage: "process",
    hop: "layer",
  },
  {
    name: "the layer host is dropped",
    walk: stopped("layer-host-unreachable", "layer", { host: "cdn.example:443", networkCode: "connection-timeout" }),
    status: "fail",
    found: [`layer-host-unreachable ${PAUSE}`],
    hop: "layer",
  },
  {
    name: "the layer host refuses",
    walk: stopped("access-denied", "layer", { status: 403 }),
    status: "fail",
    found: [`access-denied ${PAUSE}`],
    hop: "layer",
  },
  {
    name: "the config is failing",
    walk: stopped("server-error", "config", { status: 500 }),
    status: "fail",
    found: [`server-error ${PAUSE}`],
    hop: "layer",
  },
  {
    name: "another platform alone",
    walk: stopped("platform-mismatch", "platform"),
    status: "fail",
    found: [`platform-mismatch ${PAUSE}`],
    hop: "manifest",
  },
  {
    name: "an artefact",
    walk: stopped("manifest-unsupported", "manifest"),
    status: "fail",
    found: [`manifest-unsupported ${PAUSE}`],
    hop: "manifest",
  },
  {
    name: "schema 1, which this engine still pulls",
    engine: { ...RESOLVED, mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws" },
    walk: { ...WALK, mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws" },
    status: "pass",
  },
  {
    name: "the index lacks the platform",
    engine: { ...RESOLVED, platforms: ["linux/s390x", "linux/arm64/v8"] },
    status: "fail",
    found: [`platform-mismatch ${PAUSE}`],
    vantage: "engine",
  },
  { name: "the index has it", engine: { ...RESOLVED, platforms: ["linux/s390x", "linux/amd64"] }, status: "pass" },
  { name: "an older CPU of the same kind will do", engine: { ...RESOLVED, platforms: ["linux/386"] }, status: "pass" },
  {
    name: "this process does not reach the registry",
    walk: stopped("connection-refused", "tcp"),
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
    vantage: "engine",
  },
  {
    name: "this process is refused",
    walk: stopped("credentials-rejected", "token", { status: 401 }),
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
  },
  {
    name: "this process is limited",
    walk: stopped("rate-limited", "layer", { status: 429 }),
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
  },
  {
    name: "a proxy with a hidden password",
    walk: { ...WALK, unproven: { kind: "proxy-hidden", proxy: "http://***@proxy.example:3128" } },
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
  },
  {
    name: "the walk gives no answer",
    walk: new ProbeError("timeout", "no answer"),
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
  },
  {
    name: "a remote engine",
    plan: {
      dockerHost: {
        value: "tcp://10.0.0.9:2376",
        origin: { from: "variable", name: "DOCKER_HOST", setIn: "environment" },
      },
    },
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
  },
  {
    name: "a remote engine and a layer host that is its own matter",
    plan: {
      dockerHost: { value: "ssh://op@ci", origin: { from: "variable", name: "DOCKER_HOST", setIn: "environment" } },
    },
    walk: stopped("layer-host-unreachable", "layer"),
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
  },
  {
    name: "few pulls left",
    walk: { ...WALK, rateLimit: { limit: 100, remaining: 4 } },
    status: "warn",
    found: [`rate-limit-low ${PAUSE} w`],
  },
  { name: "many pulls left", walk: { ...WALK, rateLimit: { limit: 100, remaining: 76 } }, status: "pass" },
  { name: "a full disk", disk: { freeBytes: 1000 }, status: "fail", found: [`disk-space-insufficient ${PAUSE}`] },
  { name: "a full disk with the image on it", disk: { freeBytes: 1000 }, local: { outcome: "found" }, status: "pass" },
  { name: "a full disk of this container", disk: { freeBytes: 1000 }, inContainer: true, status: "pass" },
  { name: "room on the disk", disk: { freeBytes: 1e10 }, status: "pass" },
  // hosts.toml leads the pull elsewhere, the lookup not
  {
    name: "a hosts.toml that the pull follows",
    info: { imageStore: "containerd" },
    files: ["/etc/docker/certs.d/r.example/hosts.toml"],
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
  },
  {
    name: "a hosts.toml for every registry",
    info: { imageStore: "containerd" },
    files: ["/etc/docker/certs.d/_default/hosts.toml"],
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
  },
  {
    name: "a layer missing where the pull need not go",
    info: { imageStore: "containerd" },
    files: ["/etc/docker/certs.d/r.example/hosts.toml"],
    walk: stopped("layer-missing", "layer", { status: 404 }),
    status: "inconclusive",
  },
  {
    name: "a lookup that fails where the pull need not go",
    info: { imageStore: "containerd" },
    files: ["/etc/docker/certs.d/r.example/hosts.toml"],
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest", { status: 404 }),
    status: "inconclusive",
  },
  {
    name: "a hosts.toml of a rootless engine",
    info: { imageStore: "containerd", securityOptions: ["name=rootless"] },
    files: [`${PROCESS.home}/.config/docker/certs.d/r.example/hosts.toml`],
    status: "warn",
    found: [`layers-unverified ${PAUSE} w`],
  },
  {
    name: "a hosts.toml that a rootless engine does not see",
    info: { imageStore: "containerd", securityOptions: ["name=rootless"] },
    files: ["/etc/docker/certs.d/r.example/hosts.toml"],
    status: "pass",
  },
  {
    name: "a hosts.toml that this engine takes no notice of",
    info: { imageStore: "containerd", serverVersion: "26.1.5" },
    files: ["/etc/docker/certs.d/r.example/hosts.toml"],
    status: "pass",
  },
  {
    name: "a hosts.toml that the classic store takes no notice of",
    files: ["/etc/docker/certs.d/r.example/hosts.toml"],
    status: "pass",
  },
  {
    name: "a hosts.toml for another registry",
    info: { imageStore: "containerd" },
    files: ["/etc/docker/certs.d/other.example/hosts.toml"],
    status: "pass",
  },
  // the engine refuses
  {
    name: "no such tag",
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest", { status: 404 }),
    status: "fail",
    found: [`image-not-found ${PAUSE}`],
    vantage: "engine",
    hop: "manifest",
  },
  {
    name: "no such repository, says the walk",
    engine: UNKNOWN_MANIFEST,
    walk: stopped("repository-not-found", "manifest", { status: 404 }),
    status: "fail",
    found: [`repository-not-found ${PAUSE}`],
  },
  {
    name: "only on this host",
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest"),
    local: { outcome: "found", id: "sha256:1", repoDigests: [] },
    status: "fail",
    found: [`image-local-only ${PAUSE}`],
  },
  {
    name: "an old copy of a deleted tag",
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest"),
    local: { outcome: "found", repoDigests: [`r.example/team/pause@sha256:${"0".repeat(64)}`] },
    status: "fail",
    found: [`image-not-found ${PAUSE}`],
  },
  {
    name: "only in the containerd store, which makes up a digest for every name",
    engine: UNKNOWN_MANIFEST,
    walk: stopped("repository-not-found", "manifest"),
    info: { imageStore: "containerd" },
    local: { outcome: "found", repoDigests: [`r.example/team/pause@sha256:${"0".repeat(64)}`] },
    status: "fail",
    found: [`image-local-only ${PAUSE}`],
  },
  {
    name: "a private name in the containerd store",
    engine: DENIED,
    walk: stopped("credentials-missing", "token", { status: 401 }),
    info: { imageStore: "containerd" },
    local: { outcome: "found", repoDigests: [`r.example/team/pause@sha256:${"0".repeat(64)}`] },
    status: "fail",
    found: [`credentials-missing ${PAUSE}`],
  },
  {
    name: "a private name that is only local",
    engine: DENIED,
    walk: stopped("credentials-missing", "token", { status: 401 }),
    local: { outcome: "found" },
    status: "fail",
    found: [`image-local-only ${PAUSE}`],
  },
  {
    name: "no credentials, Basic",
    engine: refusing(`${H}no basic auth credentials`),
    walk: stopped("credentials-missing", "manifest", { status: 401 }),
    status: "fail",
    found: [`credentials-missing ${PAUSE}`],
    vantage: "engine",
  },
  {
    name: "no credentials, Bearer",
    engine: DENIED,
    walk: stopped("credentials-missing", "manifest", { status: 401 }),
    status: "fail",
    found: [`credentials-missing ${PAUSE}`],
  },
  {
    name: "no entry for this registry",
    plan: GIVEN,
    config: config({}),
    engine: DENIED,
    walk: stopped("credentials-missing", "manifest"),
    status: "fail",
    found: [`credentials-missing ${PAUSE}`],
  },
  {
    name: "a wrong password",
    plan: GIVEN,
    config: BASIC,
    engine: refusing("unauthorized: authentication required", 401),
    walk: stopped("credentials-rejected", "token", { status: 401 }),
    status: "fail",
    found: [`credentials-rejected ${PAUSE}`],
    hop: "token",
  },
  {
    name: "a user without the right",
    plan: GIVEN,
    config: BASIC,
    engine: refusing("unauthorized: authentication required", 401),
    walk: stopped("access-denied", "manifest", { status: 401 }),
    status: "fail",
    found: [`access-denied ${PAUSE}`],
    hop: "manifest",
  },
  {
    name: "a rate limit",
    engine: refusing("toomanyrequests: too many", 429),
    walk: stopped("rate-limited", "manifest", { status: 429 }),
    status: "fail",
    found: [`rate-limited ${PAUSE}`],
  },
  {
    name: "a page in the image's place",
    engine: refusing("denied: <!DOCTYPE html>", 403),
    walk: stopped("not-a-registry", "manifest", { status: 403 }),
    status: "fail",
    found: [`not-a-registry ${PAUSE}`],
    vantage: "engine",
  },
  {
    name: "only the engine does not reach it",
    engine: refusing(`${G}dial tcp: lookup r.example: no such host`),
    status: "fail",
    found: [`dns-not-found ${PAUSE}`],
    vantage: "engine",
    hop: "dns",
  },
  {
    name: "a limit ran out and the walk knows where",
    engine: refusing(`${G}context deadline exceeded`),
    walk: stopped("tls-failed", "tls"),
    status: "fail",
    found: [`tls-failed ${PAUSE}`],
    vantage: "process",
    hop: "tls",
  },
  {
    name: "unknown words, a definite walk",
    engine: refusing("unknown: it rains"),
    walk: stopped("image-not-found", "manifest"),
    status: "fail",
    found: [`image-not-found ${PAUSE}`],
    vantage: "process",
  },
  { name: "unknown words, a fine walk", engine: refusing("unknown: it rains"), status: "inconclusive" },
  {
    name: "404 in the registry's own words",
    engine: refusing("error parsing HTTP 404 response body: invalid character 'o' in literal null"),
    walk: stopped("image-not-found", "manifest", { status: 404 }),
    status: "fail",
    found: [`image-not-found ${PAUSE}`],
  },
  {
    name: "a token service that gives no token",
    engine: refusing(`${H}unable to decode token response: EOF`),
    walk: stopped("not-a-registry", "token", { host: "auth.example:443" }),
    status: "fail",
    found: [`not-a-registry ${PAUSE}`],
    hop: "token",
  },
  {
    name: "no support for schema 1",
    engine: refusing("schema 1 support has been removed", 400),
    status: "fail",
    found: [`manifest-unsupported ${PAUSE}`],
    vantage: "engine",
  },
  // the engine is silent
  {
    name: "the engine is silent, the walk is fine",
    engine: new ProbeError("timeout", "no answer"),
    status: "fail",
    found: [`response-timeout ${PAUSE}`],
    vantage: "engine",
    hop: "http",
  },
  {
    name: "the engine is silent, and every request of this process took seconds",
    engine: new ProbeError("timeout", "no answer within 45 s"),
    walk: {
      ...WALK,
      steps: (["manifest", "config", "layers"] as const).map((step) => ({
        step,
        durationMs: 2004,
      })),
    },
    status: "inconclusive",
  },
  {
    name: "the engine was given up",
    engine: new ProbeError("abandoned", "given up"),
    walk: stopped("image-not-found", "manifest"),
    status: "fail",
    found: [`image-not-found ${PAUSE}`],
    vantage: "process",
  },
  { name: "the run's end came first", engine: new ProbeError("deadline", "no answer"), status: "inconclusive" },
  // mirrors of old engines
  {
    name: "an old engine stops at a mirror, Docker Hub has it",
    images: [image("team/app:1")],
    info: { serverVersion: "20.10.24", mirrors: ["https://m.example/"] },
    engine: UNKNOWN_MANIFEST,
    status: "pass",
    vantage: "process",
  },
  {
    name: "an old engine stops at a mirror, Docker Hub has it not",
    images: [image("team/app:1")],
    info: { serverVersion: "20.10.24", mirrors: ["https://m.example/"] },
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest"),
    status: "fail",
    found: ["image-not-found team/app:1"],
    vantage: "process",
  },
  {
    name: "a mirror of a newer engine is believed",
    images: [image("team/app:1")],
    info: { mirrors: ["https://m.example/"] },
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest"),
    status: "fail",
    found: ["image-not-found team/app:1"],
    vantage: "engine",
  },
  // references
  { name: "a placeholder", images: [image("<registry>/pause:1", { placeholder: "<registry>" })], status: "skip" },
  {
    name: "upper case",
    images: [image("r.example/Team/pause:1")],
    status: "fail",
    found: ["reference-invalid r.example/Team/pause:1"],
  },
  {
    name: "a scheme",
    images: [image("https://r.example/team/pause:1")],
    status: "fail",
    found: ["reference-invalid https://r.example/team/pause:1"],
  },
  {
    name: "a host without a dot",
    images: [image("my-registry/app:1")],
    status: "warn",
    found: ["registry-host-ambiguous my-registry/app:1 w"],
  },
  {
    name: "three parts on Docker Hub",
    images: [image("nexus1/team/app")],
    status: "warn",
    found: ["registry-host-ambiguous nexus1/team/app w"],
  },
  { name: "a namespace of Docker Hub", images: [image("atlassian/default-image:4")], status: "pass" },
  {
    name: "a host without a dot, and no such image",
    images: [image("my-registry/app:1")],
    engine: DENIED,
    walk: stopped("credentials-missing", "manifest"),
    status: "fail",
    found: ["credentials-missing my-registry/app:1", "registry-host-ambiguous my-registry/app:1 w"],
  },
  // the documented default pause image
  {
    name: "a documented default that is gone",
    images: [image(PAUSE, { role: "pause-documented" })],
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest"),
    status: "warn",
    found: [`image-not-found ${PAUSE} w`],
  },
  {
    name: "a documented default that another role needs",
    images: [image(PAUSE, { role: "pause-documented" }), image(PAUSE, { role: "extra" })],
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest"),
    status: "fail",
    found: [`image-not-found ${PAUSE}`],
  },
  {
    name: "an engine of Windows containers, which is docker-engine's",
    info: { os: "windows" },
    engine: { ...RESOLVED, platforms: ["linux/amd64"] },
    status: "inconclusive",
  },
  {
    name: "an engine that there is no runner for, which is docker-engine's",
    info: { architecture: "armv7l" },
    engine: { ...RESOLVED, platforms: ["linux/amd64"] },
    status: "inconclusive",
  },
  // the start command's image
  {
    name: "a local runner",
    images: [START],
    local: { outcome: "found", os: "linux", architecture: "amd64" },
    engine: new ProbeError("not-recorded", "not asked"),
    status: "pass",
  },
  {
    name: "a local runner for another CPU",
    images: [START],
    local: { outcome: "found", os: "linux", architecture: "arm64" },
    status: "warn",
    found: [`platform-mismatch ${RUNNER} w`],
  },
  {
    name: "a local runner for the platform asked for",
    images: [{ ...START, platform: "linux/arm64" }],
    local: { outcome: "found", os: "linux", architecture: "arm64" },
    status: "warn",
    found: [`platform-mismatch ${RUNNER} w`],
  },
  {
    name: "a local runner for another platform than the one asked for, which docker pulls",
    images: [{ ...START, platform: "linux/386" }],
    local: { outcome: "found", os: "linux", architecture: "arm64" },
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest"),
    status: "fail",
    found: [`image-not-found ${RUNNER}`],
  },
  {
    name: "a local runner for another platform, and no pull",
    images: [{ ...START, platform: "linux/386", pullPolicy: "never" }],
    local: { outcome: "found", os: "linux", architecture: "arm64" },
    status: "fail",
    found: [`image-not-found ${RUNNER}`],
  },
  {
    name: "a runner whose signature docker asks for",
    images: [{ ...START, contentTrust: { from: "variable", name: "DOCKER_CONTENT_TRUST", setIn: "environment" } }],
    local: { outcome: "found", os: "linux", architecture: "amd64" },
    status: "inconclusive",
  },
  {
    name: "a runner for another machine, by the environment",
    images: [
      {
        ...START,
        platform: "linux/arm64",
        platformOrigin: { from: "variable", name: "DOCKER_DEFAULT_PLATFORM", setIn: "environment" },
      },
    ],
    local: { outcome: "found", os: "linux", architecture: "arm64" },
    status: "warn",
    found: [`platform-mismatch ${RUNNER} w`],
  },
  { name: "a runner that has to be pulled", images: [START], status: "pass" },
  {
    name: "a runner that is not there",
    images: [START],
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest"),
    status: "fail",
    found: [`image-not-found ${RUNNER}`],
  },
  {
    name: "a runner that must not be pulled and is not there",
    images: [{ ...START, pullPolicy: "never" }],
    status: "fail",
    found: [`image-not-found ${RUNNER}`],
  },
  {
    name: "a runner that is always pulled",
    images: [{ ...START, pullPolicy: "always" }],
    local: { outcome: "found", os: "linux", architecture: "amd64" },
    engine: UNKNOWN_MANIFEST,
    walk: stopped("image-not-found", "manifest"),
    status: "fail",
    found: [`image-not-found ${RUNNER}`],
  },
  {
    name: "the operator's helper, not needed",
    images: [START],
    config: config({ credHelpers: [{ key: "hub.example", helper: "ecr-login" }] }),
    status: "pass",
  },
  {
    name: "the operator's helper, needed",
    images: [START],
    config: config({
      credHelpers: [{ key: "hub.example", helper: "ecr-login" }],
      helpersOnPath: ["ecr-login"],
    }),
    engine: DENIED,
    walk: stopped("credentials-missing", "manifest"),
    status: "inconclusive",
  },
  {
    name: "the operator's store, needed",
    images: [START],
    config: config({ credsStore: "desktop", helpersOnPath: ["desktop"] }),
    engine: DENIED,
    walk: stopped("credentials-missing", "manifest"),
    status: "inconclusive",
  },
  {
    name: "the operator's helper, not on PATH: docker pulls without credentials",
    images: [START],
    config: config({ credHelpers: [{ key: "hub.example", helper: "ecr-login" }] }),
    engine: DENIED,
    walk: stopped("credentials-missing", "manifest"),
    status: "fail",
    found: [`credentials-missing ${RUNNER}`],
  },
  {
    name: "the operator's store, not on PATH: docker takes what auths has",
    images: [START],
    config: config({
      credsStore: "pass",
      auths: [{ key: "hub.example", state: "basic", username: "deployer", identityToken: false, registryToken: false }],
    }),
    engine: DENIED,
    walk: stopped("credentials-rejected", "token"),
    status: "fail",
    found: [`credentials-rejected ${RUNNER}`],
  },
  {
    name: "a key of the docker client with a scheme of its own",
    images: [START],
    config: config({
      auths: [
        {
          key: "docker://hub.example",
          state: "basic",
          username: "deployer",
          identityToken: false,
          registryToken: false,
        },
      ],
    }),
    engine: DENIED,
    walk: stopped("credentials-rejected", "token"),
    status: "fail",
    found: [`credentials-rejected ${RUNNER}`],
  },
  {
    name: "an entry that spoils the operator's file: which others are kept is chance",
    images: [START],
    config: config({
      auths: [
        { key: "hub.example", state: "basic", username: "deployer", identityToken: false, registryToken: false },
        { key: "other.example", state: "malformed", identityToken: false, registryToken: false },
      ],
    }),
    engine: DENIED,
    walk: stopped("credentials-missing", "manifest"),
    status: "inconclusive",
  },
  {
    name: "the operator's file, which only docker refuses",
    images: [START],
    config: config({
      auths: [{ key: "hub.example", state: "basic", username: "deployer", identityToken: false, registryToken: false }],
      clientRefuses: true,
    }),
    engine: DENIED,
    walk: stopped("credentials-missing", "manifest"),
    status: "fail",
    found: [`credentials-missing ${RUNNER}`],
  },
  {
    name: "the operator has no credentials",
    images: [START],
    engine: DENIED,
    walk: stopped("credentials-missing", "manifest"),
    status: "fail",
    found: [`credentials-missing ${RUNNER}`],
  },
];

describe("image-pullable", () => {
  it.each(ROWS)("$name: $status", async (row) => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: {
          info: { ...INFO, ...row.info },
          distribution: row.engine ?? RESOLVED,
          localImage: row.local ?? { outcome: "missing" },
        },
        files: {
          dockerConfig: row.config ?? config({ outcome: "missing" }),
          stat: statTable({
            ...(row.disk === undefined ? {} : { [INFO.rootDirectory]: { type: "directory", ...row.disk } }),
            ...Object.fromEntries((row.files ?? []).map((path) => [path, { type: "file" }])),
          }),
        },
        registry: { walk: row.walk ?? WALK },
        env: { process: { ...PROCESS, inContainer: row.inContainer ?? false } },
      }),
    );
    const plan = buildPlan({ images: row.images ?? [image(PAUSE)], ...row.plan });
    const outcome = await runCheck(imagePullable, plan, host);
    expect(outcome).toMatchObject({ status: row.status, found: row.found ?? [] });
    const [finding] = outcome.verdict.findings ?? [];
    const [target] = outcome.verdict.targets ?? [];
    const seen = { vantage: target?.vantage, hop: finding?.hop };
    const { vantage = seen.vantage, hop = seen.hop } = row;
    expect(seen).toEqual({ vantage, hop });
  });

  it.each<[string, Partial<RunnerPlan>, readonly StartCommandChange[] | undefined]>([
    ["mounts the folder of a login where none is", {}, [{ remove: [], add: ["-v", "/home/op/.docker:/root/.docker"] }]],
    ["logs in where one is", GIVEN, undefined],
  ])("%s, for an image that needs credentials", async (_, plan, changes) => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: {
          info: INFO,
          distribution: refusing("Head https://r.example/v2/: no basic auth credentials"),
          localImage: { outcome: "missing" },
        },
        files: { dockerConfig: config({ outcome: "missing" }) },
        registry: { walk: stopped("credentials-missing", "manifest", { status: 401 }) },
      }),
    );
    const { verdict } = await runCheck(imagePullable, buildPlan({ images: [image(PAUSE)], ...plan }), host);
    expect(verdict.findings?.map(({ code, remedy }) => [code, remedy.changes])).toEqual([
      ["credentials-missing", changes],
    ]);
  });

  it("asks with the runner's credentials and the engine's platform, and never with a secret", async () => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: { info: INFO, distribution: RESOLVED, localImage: { outcome: "missing" } },
        files: { dockerConfig: BASIC },
        registry: { walk: WALK },
      }),
    );
    await runCheck(imagePullable, buildPlan({ images: [image(PAUSE)], ...GIVEN }), host);
    const credential = { kind: "config", file: FILE, key: "r.example" };
    const asked = host.asked.filter(({ probe }) => probe === "engine.distribution" || probe === "registry.walk");
    expect(asked).toEqual([
      { probe: "engine.distribution", question: { reference: PAUSE, credential } },
      {
        probe: "registry.walk",
        question: {
          reference: PAUSE,
          credential,
          proxy: "engine",
          insecure: false,
          os: "linux",
          architecture: "amd64",
        },
      },
    ]);
  });

  describe("with --pull", () => {
    const PULLED: EnginePull = {
      outcome: "pulled",
      upToDate: false,
      layers: ["aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"].map((id) => ({ id, state: "fetched" })),
      downloadedBytes: 2_000_000,
      durationMs: 900,
    };
    const CACHED: EnginePull = {
      ...PULLED,
      layers: PULLED.layers.map(({ id }, index) => ({ id, state: index === 0 ? "fetched" : "cached" })),
    };
    const ALL_CACHED: EnginePull = { ...PULLED, layers: PULLED.layers.map(({ id }) => ({ id, state: "cached" })) };
    const broken = (message: string, more: Partial<EnginePull> = {}): EnginePull => ({
      ...PULLED,
      outcome: "failed",
      layers: PULLED.layers.map(({ id }) => ({ id, state: "unfinished" })),
      message,
      ...more,
    });
    const CDN: RegistryWalk = { ...WALK, layerHosts: ["r.example:443", "cdn.example:443"] };
    const UNVERIFIED: RegistryWalk = {
      ...WALK,
      unproven: { kind: "proxy-hidden", proxy: "http://***@proxy.example:3128" },
    };
    const LOST = stopped("layer-missing", "layer", { status: 404 });

    it.each<{
      readonly name: string;
      readonly pull?: EnginePull;
      readonly walk?: RegistryWalk;
      readonly engine?: EngineDistribution;
      readonly images?: readonly PlannedImage[];
      readonly local?: LocalImage;
      readonly disk?: Partial<FileStat>;
      readonly status: string;
      readonly found?: readonly string[];
      readonly hop?: string;
      readonly isPulled?: false;
      readonly unproven?: RegExp;
    }>([
      { name: "every layer is fetched", pull: PULLED, status: "pass" },
      { name: "some layers are cached", pull: CACHED, status: "pass", unproven: /^2 of 3 layers .*bbbbbbbbbbbb/ },
      {
        name: "the image is there",
        pull: { ...PULLED, upToDate: true, layers: [] },
        status: "pass",
        unproven: /already had this image/,
      },
      {
        name: "the engine does not name what it had",
        pull: { ...PULLED, layers: PULLED.layers.slice(0, 1) },
        status: "pass",
        unproven: /^2 of 3 layers /,
      },
      { name: "what could not be looked at is fetched", pull: PULLED, walk: UNVERIFIED, status: "pass" },
      {
        name: "what could not be looked at is cached",
        pull: ALL_CACHED,
        walk: UNVERIFIED,
        status: "warn",
        found: [`layers-unverified ${PAUSE} w`],
        unproven: /^3 of 3 layers /,
      },
      {
        name: "what the registry has lost is cached",
        pull: CACHED,
        walk: { ...LOST, layerCount: 3 },
        status: "warn",
        found: [`layer-missing ${PAUSE} w`],
        unproven: /^2 of 3 layers /,
      },
      {
        name: "what the registry has lost is missed",
        pull: broken("unknown blob"),
        walk: LOST,
        status: "fail",
        found: [`layer-missing ${PAUSE}`],
        hop: "layer",
      },
      {
        name: "a layer is damaged",
        pull: broken("filesystem layer verification failed for digest sha256:1"),
        status: "fail",
        found: [`layer-corrupt ${PAUSE}`],
        hop: "layer",
      },
      {
        name: "the disk fills up",
        pull: broken("write /var/lib/docker/tmp/GetImageBlob1: no space left on device"),
        status: "fail",
        found: [`disk-space-insufficient ${PAUSE}`],
      },
      {
        name: "the layer host dies, and the engine does not name it",
        pull: broken("dial tcp 10.0.0.9:443: connect: connection refused"),
        walk: CDN,
        status: "fail",
        found: [`layer-host-unreachable ${PAUSE}`],
        hop: "layer",
      },
      {
        name: "the registry itself dies",
        pull: broken("dial tcp 10.0.0.9:443: connect: connection refused"),
        status: "fail",
        found: [`connection-refused ${PAUSE}`],
        hop: "tcp",
      },
      {
        name: "the registry refuses before the first layer",
        pull: broken("manifest for r.example/team/pause:1 not found: manifest unknown", { status: 404, layers: [] }),
        status: "fail",
        found: [`image-not-found ${PAUSE}`],
        hop: "manifest",
      },
      { name: "words that nobody knows", pull: broken("the flux is out of phase"), status: "inconclusive" },
      {
        name: "an image that is not there",
        engine: UNKNOWN_MANIFEST,
        walk: stopped("image-not-found", "manifest"),
        status: "fail",
        found: [`image-not-found ${PAUSE}`],
        isPulled: false,
      },
      {
        name: "a layer host that is known to be out of reach",
        walk: stopped("layer-host-unreachable", "layer", {
          host: "cdn.example:443",
          networkCode: "connection-timeout",
        }),
        status: "fail",
        found: [`layer-host-unreachable ${PAUSE}`],
        isPulled: false,
      },
      {
        name: "a disk that is too small",
        disk: { freeBytes: 1000 },
        status: "fail",
        found: [`disk-space-insufficient ${PAUSE}`],
        isPulled: false,
      },
      {
        name: "a local copy of the runner",
        images: [START],
        local: { outcome: "found", os: "linux", architecture: "amd64" },
        status: "pass",
        isPulled: false,
      },
      { name: "a runner that is not there", images: [START], pull: PULLED, status: "pass" },
      {
        name: "a runner that is always pulled",
        images: [{ ...START, pullPolicy: "always" }],
        local: { outcome: "found", os: "linux", architecture: "amd64" },
        pull: PULLED,
        status: "pass",
      },
    ])("$name: $status", async (row) => {
      const host = fakeHost(
        mergeAnswers(HEALTHY, {
          engine: {
            info: INFO,
            distribution: row.engine ?? RESOLVED,
            localImage: row.local ?? { outcome: "missing" },
            pull: row.pull ?? new ProbeError("not-recorded", "not to be pulled"),
          },
          files: {
            dockerConfig: config({ outcome: "missing" }),
            stat: statTable(row.disk === undefined ? {} : { [INFO.rootDirectory]: { type: "directory", ...row.disk } }),
          },
          registry: { walk: row.walk ?? WALK },
          env: { process: { ...PROCESS, inContainer: false } },
        }),
      );
      const plan = buildPlan({ images: row.images ?? [image(PAUSE)], pull: { keepImages: false } });
      const outcome = await runCheck(imagePullable, plan, host);
      expect(outcome).toMatchObject({ status: row.status, found: row.found ?? [] });
      const hop = outcome.verdict.findings?.[0]?.hop;
      expect(hop).toBe(row.hop ?? hop);
      const order = host.asked.map(({ probe }) => probe).filter((probe) => /walk|pull$/.test(probe));
      const pulls = row.isPulled === false ? [] : ["engine.pull"];
      expect(order.filter((probe) => probe === "engine.pull")).toEqual(pulls);
      // never before the look at the registry
      expect(order.at(-1)).toBe(pulls[0] ?? order.at(-1));
      expect(outcome.verdict.unproven?.[0]).toMatch(row.unproven ?? /^build images/);
    });

    it("pulls with the runner's credentials, for the platform that is asked for, and nothing without --pull", async () => {
      const answers = mergeAnswers(HEALTHY, {
        engine: { info: INFO, distribution: RESOLVED, localImage: { outcome: "missing" }, pull: PULLED },
        files: { dockerConfig: BASIC },
        registry: { walk: WALK },
      });
      const images = [image(PAUSE, { platform: "linux/amd64" })];
      const host = fakeHost(answers);
      await runCheck(imagePullable, buildPlan({ images, ...GIVEN, pull: { keepImages: true } }), host);
      const credential = { kind: "config", file: FILE, key: "r.example" };
      expect(host.asked.filter(({ probe }) => probe === "engine.pull")).toEqual([
        { probe: "engine.pull", question: { reference: PAUSE, credential, platform: "linux/amd64", keep: true } },
      ]);
      const calm = fakeHost(answers);
      await runCheck(imagePullable, buildPlan({ images, ...GIVEN }), calm);
      expect(calm.asked.some(({ probe }) => probe === "engine.pull")).toBe(false);
    });
  });

  it("gives a silent engine up once the walk has failed", async () => {
    let signal: AbortSignal | undefined;
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: {
          info: INFO,
          localImage: { outcome: "missing" },
          distribution: (_question, options) =>
            new Promise((resolve) => {
              signal = options?.signal;
              signal?.addEventListener("abort", () => resolve(new ProbeError("abandoned", "given up")), { once: true });
            }),
        },
        registry: { walk: stopped("image-not-found", "manifest") },
      }),
    );
    const outcome = await runCheck(imagePullable, buildPlan({ images: [image(PAUSE)] }), host);
    expect(outcome.found).toEqual([`image-not-found ${PAUSE}`]);
    expect(signal?.aborted).toBe(true);
  });

  it("reports an engine that fails midway once, whatever the number of images", async () => {
    const lost = new ProbeError("engine-failed", "GET /distribution: connect ECONNREFUSED");
    const engine = { info: INFO, localImage: { outcome: "missing" } as const, distribution: lost };
    const host = fakeHost(mergeAnswers(HEALTHY, { engine, registry: { walk: WALK } }));
    const plan = buildPlan({ images: [image(PAUSE), image("r.example/team/clone:1")] });
    const { status, found } = await runCheck(imagePullable, plan, host);
    expect({ status, found }).toEqual({ status: "fail", found: ["engine-error /var/run/docker.sock"] });
  });

  it("says from the plan alone what no probe has to look at", () => {
    const plan = buildPlan({ images: [image("R.example/Team:1"), image("my-registry/app"), image(PAUSE)] });
    expect(imagePullable.fromPlan?.(plan).map(({ code }) => code)).toEqual([
      "reference-invalid",
      "registry-host-ambiguous",
    ]);
  });

  const judged = async (engine: EngineDistribution, walk: (question: WalkQuestion) => RegistryWalk) => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: { info: INFO, localImage: { outcome: "missing" }, distribution: engine },
        files: { dockerConfig: BASIC },
        network: { endpoint: ({ host: name }) => reached(name) },
        registry: { walk },
      }),
    );
    const { verdict } = await runCheck(imagePullable, buildPlan({ images: [image(PAUSE)], ...GIVEN }), host);
    const [found] = verdict.findings ?? [];
    return { found, lines: (found?.evidence ?? []).map(({ what, observed }) => `${what}: ${observed}`), host };
  };
  const rejecting = refusing(`${H}unauthorized: incorrect username or password`, 500);

  it.each<[string, Partial<RunnerPlan>, DockerConfigFact, readonly string[], number]>([
    ["a login, and the mount of it", {}, config({ outcome: "missing" }), ["umask", "docker"], 1],
    ["a login", GIVEN, config({ outcome: "missing" }), ["docker"], 0],
    ["nothing to type for a user who is logged in", GIVEN, BASIC, [], 0],
  ])("prints nothing that takes one of the last pulls, but %s", async (_, plan, dockerConfig, programs, changes) => {
    const cases = [
      [refusing("toomanyrequests: too many", 429), stopped("rate-limited", "manifest", { status: 429 })],
      [RESOLVED, { ...WALK, rateLimit: { limit: 100, remaining: 1 } }],
    ] as const;
    for (const [distribution, walk] of cases) {
      const host = fakeHost(
        mergeAnswers(HEALTHY, {
          engine: { info: INFO, distribution, localImage: { outcome: "missing" } },
          files: { dockerConfig },
          registry: { walk },
        }),
      );
      const { verdict } = await runCheck(imagePullable, buildPlan({ images: [image(PAUSE)], ...plan }), host);
      const [remedy] = verdict.findings?.map((found) => found.remedy) ?? [];
      const words = remedy?.commands.map(({ run }) => run) ?? [];
      expect(words.map((run) => /[a-z]+/u.exec(run)?.[0])).toEqual(programs);
      expect(words.filter((run) => /\b(?:pull|curl|inspect)\b/u.test(run))).toEqual([]);
      expect(remedy?.changes ?? []).toHaveLength(changes);
    }
  });

  it("calls a Helm chart one, and names what shows its images", async () => {
    const fault = { kind: "artefact", mediaType: "m", configType: "application/vnd.cncf.helm.config.v1+json" } as const;
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: {
          info: INFO,
          distribution: refusing("unsupported media type application/vnd.cncf.helm.config.v1+json"),
          localImage: { outcome: "missing" },
        },
        files: { dockerConfig: config({ outcome: "missing" }) },
        registry: { walk: { ...WALK, stop: { kind: "manifest", host: "r.example:443", fault } } },
      }),
    );
    const { verdict } = await runCheck(imagePullable, buildPlan({ images: [image(PAUSE)] }), host);
    const [found] = verdict.findings ?? [];
    expect(found?.code).toBe("manifest-unsupported");
    expect(found?.message).toContain("Helm chart");
    expect(found?.remedy.commands).toEqual([
      { run: "helm show values oci://r.example/team/pause --version 1", risk: "safe", role: "see" },
    ]);
  });

  it("says that an image is readable without the credentials that a token service rejects", async () => {
    const { found, lines } = await judged(rejecting, ({ credential }) =>
      credential.kind === "anonymous" ? WALK : stopped("credentials-rejected", "token", { status: 401 }),
    );
    expect(found?.code).toBe("credentials-rejected");
    expect(lines).toContain("the same without credentials: without credentials the image is readable");
  });

  it("asks without credentials only where a token service rejected them", async () => {
    const { host } = await judged(rejecting, () => stopped("credentials-rejected", "manifest", { status: 401 }));
    expect(host.asked.filter(({ probe }) => probe === "registry.walk")).toHaveLength(1);
  });

  it("tells the network team about a layer host, and what works past the proxy", async () => {
    const way = {
      hop: "proxy",
      addresses: [],
      proxy: "http://proxy.example:3128",
      durationMs: 12,
      observedAt: "2026-11-20T10:00:00.000Z",
    } as const;
    const failure = { host: "cdn.example:443", networkCode: "proxy-denied", way } as const;
    const { found, lines } = await judged(RESOLVED, () => stopped("layer-host-unreachable", "layer", failure));
    expect(found?.blocked).toEqual({
      protocol: "https",
      host: "cdn.example",
      port: 443,
      addresses: [],
      proxy: "http://proxy.example:3128",
      vantage: "process",
      hop: "proxy",
      code: "proxy-denied",
      observedAt: "2026-11-20T10:00:00.000Z",
      durationMs: 12,
      neededFor: [PAUSE],
      reproduce: "curl -sS -v --max-time 10 -o /dev/null --proxy http://proxy.example:3128 https://cdn.example:443/",
    });
    expect(lines).toContain(
      "the same without the proxy: reachable when the proxy http://proxy.example:3128 is bypassed",
    );
    expect(lines).toContain("seen from: engine: finds the image | this process: layer-host-unreachable");
  });
});
