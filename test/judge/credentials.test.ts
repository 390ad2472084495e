import { describe, expect, it } from "vitest";
import type { DockerConfigAuth, DockerConfigFact } from "../../src/contract/index.js";
import { nearMissFor } from "../../src/judge/credentials/keys.js";
import { resolveCredential } from "../../src/judge/credentials/resolve.js";
import { spoilsFile } from "../../src/judge/credentials/faults.js";

const FILE = "/root/.docker/config.json";
const HUB_KEY = "https://index.docker.io/v1/";

function auth(key: string, overrides: Partial<DockerConfigAuth> = {}): DockerConfigAuth {
  return { key, state: "basic", username: "deployer", identityToken: false, registryToken: false, ...overrides };
}

function decideCredential(registry: string, given: DockerConfigFact | undefined) {
  return resolveCredential(registry, given, "runner").decision;
}

function config(overrides: Partial<DockerConfigFact>): DockerConfigFact {
  return { file: FILE, outcome: "read", credHelpers: [], auths: [], helpersOnPath: [], notes: [], ...overrides };
}

describe("the key that docker picks", () => {
  it.each<[registry: string, keys: readonly string[], picked: string | undefined]>([
    ["docker.io", [HUB_KEY], HUB_KEY],
    ["docker.io", ["docker.io"], undefined],
    ["docker.io", ["index.docker.io"], undefined],
    ["docker.io", ["https://index.docker.io/v2/"], undefined],
    ["docker.io", ["https://index.docker.io/v1"], undefined],
    ["docker.io", ["registry-1.docker.io"], undefined],
    ["registry-1.docker.io", ["registry-1.docker.io", HUB_KEY], "registry-1.docker.io"],
    ["r.example", ["r.example"], "r.example"],
    ["r.example", ["https://r.example"], "https://r.example"],
    ["r.example", ["http://r.example/"], "http://r.example/"],
    ["r.example", ["https://r.example/v2/"], "https://r.example/v2/"],
    ["r.example", ["r.example/v1/"], "r.example/v1/"],
    ["r.example", ["r.example/org/app"], "r.example/org/app"],
    ["r.example", ["https://r.example", "r.example"], "r.example"],
    ["r.example:5000", ["r.example:5000"], "r.example:5000"],
    ["r.example", ["r.example:443"], undefined],
    ["r.example:443", ["r.example"], undefined],
    ["r.example", ["R.example"], undefined],
    ["r.example", ["*.example"], undefined],
    ["r.example", ["r.example "], undefined],
    ["r.example", ["//r.example"], undefined],
  ])("for %s out of %j is %s", (registry, keys, picked) => {
    const decision = decideCredential(registry, config({ auths: keys.map((key) => auth(key)) }));
    const basic = { kind: "basic", key: picked, credential: { kind: "config", file: FILE, key: picked } };
    expect(decision).toMatchObject(picked === undefined ? { kind: "anonymous" } : basic);
  });
});

describe("a near miss", () => {
  it.each<[registry: string, key: string, isOne: boolean]>([
    ["docker.io", "docker.io", true],
    ["docker.io", "https://hub.docker.com", true],
    ["docker.io", "https://index.docker.io/v1", true],
    ["docker.io", "https://registry-1.docker.io/v2/", true],
    ["docker.io", `${HUB_KEY}access-token`, false],
    ["docker.io", "ghcr.io", false],
    ["r.example", "r.example:443", true],
    ["r.example:443", "r.example", true],
    ["r.example", "r.example:8443", true],
    ["r.example", "R.Example", true],
    ["r.example", "HTTPS://r.example/", true],
    ["r.example", " r.example", true],
    ["r.example", "//r.example", true],
    ["r.example", "*.example", true],
    ["r.example", "https://r.example", false],
    ["r.example", "example", false],
    ["r.example", "other.example", false],
  ])("for %s is %s: %s", (registry, key, isOne) => {
    expect(nearMissFor(registry, [auth(key)])).toBe(isOne ? key : undefined);
  });
});

const KEY = "r.example";

describe("what the runner can use", () => {
  it.each<[name: string, config: DockerConfigFact | undefined, decision: string, credential: "anonymous" | "config"]>([
    ["no file", undefined, "anonymous", "anonymous"],
    ["a file that is missing", config({ outcome: "missing" }), "anonymous", "anonymous"],
    ["an empty file", config({}), "anonymous", "anonymous"],
    ["user and password", config({ auths: [auth(KEY)] }), "basic", "config"],
    ["fields instead of auth", config({ auths: [auth(KEY, { fromFields: true })] }), "basic", "config"],
    [
      "a store",
      config({ credsStore: "pass", auths: [auth(KEY, { state: "empty" })] }),
      "credential-store",
      "anonymous",
    ],
    ["a store over a plain entry", config({ credsStore: "pass", auths: [auth(KEY)] }), "credential-store", "config"],
    ["a helper", config({ credHelpers: [{ key: KEY, helper: "ecr-login" }] }), "credential-helper", "anonymous"],
    [
      "a helper for another",
      config({ credHelpers: [{ key: "x.example", helper: "ecr-login" }] }),
      "anonymous",
      "anonymous",
    ],
    [
      "a store switched off for this key",
      config({ credsStore: "pass", credHelpers: [{ key: KEY, helper: "" }], auths: [auth(KEY)] }),
      "basic",
      "config",
    ],
    ["{}", config({ auths: [auth(KEY, { state: "empty" })] }), "auth-empty", "anonymous"],
    [
      "an identity token",
      config({ auths: [auth(KEY, { state: "incomplete", identityToken: true })] }),
      "identity-token",
      "anonymous",
    ],
    [
      "a registry token",
      config({ auths: [auth(KEY, { state: "empty", registryToken: true })] }),
      "registry-token",
      "anonymous",
    ],
    ["no base64", config({ auths: [auth(KEY, { state: "malformed" })] }), "auth-malformed", "anonymous"],
    ["half a pair", config({ auths: [auth(KEY, { state: "incomplete" })] }), "auth-incomplete", "anonymous"],
    ["a trailing newline", config({ auths: [auth(KEY, { trailing: "newline" })] }), "auth-trailing-newline", "config"],
    ["a timed password", config({ auths: [auth(KEY, { timed: { kind: "amazon-ecr" } })] }), "timed-password", "config"],
  ])("%s", (_name, given, expected, credential) => {
    const decision = decideCredential(KEY, given);
    expect(decision.kind === "unsupported" ? decision.fault : decision.kind).toBe(expected);
    expect("credential" in decision ? decision.credential.kind : "anonymous").toBe(credential);
  });

  it("a browser login of Docker Hub is timed", () => {
    const auths = [auth(HUB_KEY), auth(`${HUB_KEY}access-token`), auth(`${HUB_KEY}refresh-token`)];
    expect(decideCredential("docker.io", config({ auths }))).toMatchObject({ fault: "timed-password" });
  });
});

it.each<[state: Partial<DockerConfigAuth>, spoils: boolean]>([
  [{ state: "malformed" }, true],
  [{ state: "incomplete" }, false],
  [{ state: "incomplete", fromFields: true }, false],
  [{ state: "empty" }, false],
  [{ state: "basic" }, false],
])("an entry of %j spoils the file: %s", (state, spoils) => {
  expect(spoilsFile(auth(KEY, state))).toBe(spoils);
});

it("an entry without a user spoils the file", () => {
  expect(spoilsFile({ key: KEY, state: "incomplete", identityToken: false, registryToken: false })).toBe(true);
});
