import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { DockerConfigAuth, DockerConfigFact } from "../../../src/contract/index.js";
import { liveHost } from "../../../src/probe/index.js";
import { newFolder } from "../engine/fake-engine.js";
import { planFor, secretsFor } from "../plan.js";

const URL = "unix:///nowhere/docker.sock";

async function read(file: string, env: NodeJS.ProcessEnv = {}): Promise<{ fact: DockerConfigFact; recorded: string }> {
  const { host, facts, close } = liveHost({
    plan: planFor(URL),
    secrets: secretsFor(URL),
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    env,
  });
  try {
    return { fact: await host.files.dockerConfig({ file }), recorded: JSON.stringify(facts()) };
  } finally {
    await close();
  }
}

function fileWith(content: string | Uint8Array): string {
  const file = join(newFolder(), "config.json");
  writeFileSync(file, content);
  return file;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

async function readText(content: string | Uint8Array): Promise<DockerConfigFact> {
  return (await read(fileWith(content))).fact;
}

async function readAuth(entry: unknown, key = "reg.example"): Promise<DockerConfigAuth | undefined> {
  return (await readText(JSON.stringify({ auths: { [key]: entry } }))).auths[0];
}

describe("what is in the place of the file", () => {
  it("a file", async () => {
    const file = fileWith('{"auths":{}}');
    chmodSync(file, 0o640);
    expect((await read(file)).fact).toEqual({
      file,
      outcome: "read",
      mode: "0640",
      uid: process.getuid?.(),
      sizeBytes: 12,
      credHelpers: [],
      auths: [],
      notes: [],
      helpersOnPath: [],
    });
  });

  it("nothing, a folder, a named pipe, a socket, a device, a file on the way, a loop", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "folder"));
    execFileSync("mkfifo", [join(folder, "fifo")]);
    symlinkSync("loop", join(folder, "loop"));
    writeFileSync(join(folder, "file"), "{}");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, "socket"), resolve));
    onTestFinished(() => void server.close());
    const outcomes = {
      none: "missing",
      folder: "is-directory",
      fifo: "not-a-file",
      socket: "not-a-file",
      "file/config.json": "missing",
      "../../../dev/zero": "not-a-file",
    };
    for (const [name, outcome] of Object.entries(outcomes)) {
      expect([name, (await read(join(folder, name))).fact.outcome]).toEqual([name, outcome]);
    }
    await expect(read(join(folder, "loop"))).rejects.toMatchObject({ name: "ProbeError", kind: "unreadable" });
  });

  it("a file of 100 MB", async () => {
    const file = fileWith("{");
    truncateSync(file, 100 * 1024 ** 2);
    expect((await read(file)).fact).toMatchObject({ outcome: "too-large", sizeBytes: 100 * 1024 ** 2 });
  });

  it("an endless file that claims to be empty", async () => {
    // Files of /proc have no size.
    expect((await read("/proc/self/status")).fact).toMatchObject({ outcome: "invalid" });
  });

  it.runIf(process.getuid?.() === 0)("a file of somebody else", async () => {
    const file = fileWith("{}");
    chmodSync(file, 0o600);
    const folder = join(file, "..");
    chmodSync(folder, 0o755);
    const uid = process.geteuid?.() ?? 0;
    process.seteuid?.(65534);
    onTestFinished(() => process.seteuid?.(uid));
    expect((await read(file)).fact.outcome).toBe("not-permitted");
  });
});

describe("the text", () => {
  const syntax = (of: string, line: number, column: number, wanted?: string): object => ({
    of: "syntax",
    syntax: wanted === undefined ? { of } : { of, wanted },
    line,
    column,
  });
  const kind = (path: readonly string[], found: string, wanted: string): object => ({
    of: "kind",
    path,
    kind: found,
    wanted,
  });
  const invalid: readonly (readonly [string, string | Uint8Array, object])[] = [
    ["a trailing comma", '{\n  "auths": {},\n}', syntax("comma-before-brace", 3, 1)],
    ["a comment", "{\n  // mine\n}", syntax("comment", 2, 3)],
    ["no quotes", "{auths: {}}", syntax("other", 1, 2, "name")],
    ["smart quotes", "{“auths”: {}}", syntax("foreign-quote", 1, 2)],
    ["cut short", '{"auths": {"a": {', syntax("end", 1, 18, "name")],
    ["an open text", '{"auths": "x', syntax("text-open", 1, 11)],
    ["a bare word", "hello", syntax("other", 1, 1, "value")],
    ["a list", "[]", kind([], "array", "object")],
    ["auths is a list", '{"auths": []}', kind(["auths"], "array", "object")],
    ["auth is a number", '{"auths": {"h": {"auth": 5}}}', kind(["auths", "h", "auth"], "number", "string")],
    ["an entry is a text", '{"auths": {"h": "x"}}', kind(["auths", "h"], "string", "object")],
    ["credsStore is an object", '{"credsStore": {}}', kind(["credsStore"], "object", "string")],
    ["UTF-16", Buffer.from("\uFEFF{}", "utf16le"), { of: "encoding", encoding: "utf-16" }],
    ["binary", Buffer.from([0, 1, 2]), { of: "encoding", encoding: "binary" }],
    ["a number for a text", '{"volumesFormat":1}', kind(["volumesFormat"], "number", "string")],
    ["a number among the headers", '{"HttpHeaders":{"a":1}}', kind(["HttpHeaders", "a"], "number", "string")],
    ["a number in an entry", '{"auths":{"h":{"email":1}}}', kind(["auths", "h", "email"], "number", "string")],
    ["nested without end", "[".repeat(100_000), syntax("nested-too-deeply", 1, 101)],
    ["a long text", `{"a": "${"x".repeat(900_000)}`, syntax("text-open", 1, 7)],
  ];
  it.each(invalid)("%s is invalid", async (_name, content, fault) => {
    const fact = await readText(content);
    expect(fact.outcome).toBe("invalid");
    expect(fact.fault).toEqual(fault);
  });

  it("an error quotes nothing", async () => {
    const { recorded } = await read(fileWith('{"auths": {"h": {"auth": "aHVudGVyMjpodW50ZXIy" x}}}'));
    expect(recorded).not.toContain("aHVudGVy");
  });

  const noted: readonly (readonly [string, string, object])[] = [
    ["a byte-order mark", '\uFEFF{"auths":{}}', { of: "byte-order-mark" }],
    ["an empty file", " \n", { of: "empty-file" }],
    ["text after the value", '{"auths":{}} {}', { of: "text-after" }],
    ["another case", '{"Auths":{}}', { of: "name-case", written: "Auths", name: "auths" }],
    [
      "another case inside",
      '{"auths":{"h":{"Auth":"bWU6cGFzcw=="}}}',
      { of: "name-case", written: "Auth", name: "auth", entry: "h" },
    ],
    ["twice", '{"auths":{},"auths":{}}', { of: "name-twice", name: "auths" }],
    ["an empty auth", '{"auths":{"h":{"auth":""}}}', { of: "auth-empty", key: "h" }],
    ["null as an entry", '{"auths":{"h":null}}', { of: "entry-null", key: "h" }],
    [
      "NULs round a password",
      `{"auths":{"h":{"auth":"${base64("me:\0pa55\0")}"}}}`,
      { of: "nul-beside-password", key: "h" },
    ],
    ["an entry twice", '{"auths":{"h":{},"h":{}}}', { of: "key-twice", map: "auths", key: "h" }],
  ];
  it.each(noted)("%s is noted", async (_name, content, note) => {
    const fact = await readText(content);
    expect(fact.outcome).toBe("read");
    expect(fact.notes).toEqual([note]);
  });

  it("only a byte-order mark keeps the docker client alone from reading it", async () => {
    expect((await readText('\uFEFF{"auths":{}}')).clientRefuses).toBe(true);
    expect(await readText('{"Auths":{}}')).not.toHaveProperty("clientRefuses");
  });

  it("is read as Go reads it: any case, maps of duplicates put together, the last entry counts", async () => {
    const auth = (user: string): string => `{"AUTH":"${base64(`${user}:password`)}"}`;
    const fact = await readText(`{"AUTHS":{"a":${auth("one")},"b":${auth("two")}},"auths":{"a":${auth("three")}},
      "CredsStore":"pass","credHelpers":{"h":"ecr-login","none":""},"currentContext":"lab","unknown":[1e5,true,null]}`);
    expect(fact.auths.map(({ key, username }) => [key, username])).toEqual([
      ["a", "three"],
      ["b", "two"],
    ]);
    expect(fact).toMatchObject({
      credsStore: "pass",
      credHelpers: [
        { key: "h", helper: "ecr-login" },
        { key: "none", helper: "" },
      ],
      currentContext: "lab",
    });
  });

  it("null is as good as absent", async () => {
    const fact = await readText('{"auths":{"h":null,"i":{"auth":null}},"credsStore":null,"credHelpers":null}');
    expect(fact.auths.map(({ state }) => state)).toEqual(["empty", "empty"]);
    expect(fact).not.toHaveProperty("credsStore");
  });
});

describe("an auth value", () => {
  const pair = base64("me:password");
  const cases: readonly (readonly [string, unknown, Partial<DockerConfigAuth>])[] = [
    ["right", { auth: pair }, { state: "basic", username: "me" }],
    ["a password with colons", { auth: base64("me:a:b") }, { state: "basic", username: "me" }],
    ["a newline at the end", { auth: base64("me:password\n") }, { state: "basic", trailing: "newline" }],
    ["CR LF at the end", { auth: base64("me:password\r\n") }, { state: "basic", trailing: "newline" }],
    ["a blank at the end", { auth: base64("me:password ") }, { state: "basic", trailing: "blank" }],
    ["NULs at the end", { auth: base64("me:password\0\0") }, { state: "basic" }],
    ["wrapped", { auth: `${pair.slice(0, 8)}\n${pair.slice(8)}` }, { state: "basic", wrapped: true }],
    ["no padding", { auth: pair.replace(/=+$/, "") }, { state: "malformed", problem: "padding-missing" }],
    ["a blank inside", { auth: `${pair.slice(0, 8)} ${pair.slice(8)}` }, { state: "malformed" }],
    ["url-safe", { auth: Buffer.from("me:???>>>").toString("base64url") }, { state: "malformed", problem: "url-safe" }],
    ["plain", { auth: "me:password" }, { state: "malformed", problem: "plain-text" }],
    ["no colon", { auth: base64("mepassword") }, { state: "malformed", problem: "no-colon" }],
    ["no user", { auth: base64(":password") }, { state: "incomplete", problem: "no-user" }],
    ["no password", { auth: base64("me:") }, { state: "incomplete", username: "me" }],
    ["{}", {}, { state: "empty", identityToken: false, registryToken: false }],
    ["empty", { auth: "" }, { state: "empty" }],
    ["fields", { username: "me", password: "password" }, { state: "basic", username: "me", fromFields: true }],
    ["half the fields", { username: "me" }, { state: "incomplete", fromFields: true }],
    ["auth beats fields", { auth: pair, username: "other", password: "x" }, { state: "basic", username: "me" }],
    [
      "identity token",
      { auth: base64("me:"), identitytoken: "token-token" },
      { state: "incomplete", identityToken: true },
    ],
    ["registry token", { registrytoken: "token-token" }, { state: "empty", registryToken: true }],
    ["a token as user", { auth: base64("ghp_0123456789:x-oauth-basic") }, { state: "basic", username: "[secret]" }],
  ];
  it.each(cases)("%s", async (_name, entry, expected) => {
    const fact = await readAuth(entry);
    expect(fact).toMatchObject({ key: "reg.example", ...expected });
    const optional = ["trailing", "fromFields", "wrapped", "timed"] as const;
    expect(optional.filter((name) => name in (fact ?? {}))).toEqual(optional.filter((name) => name in expected));
  });

  it("key without user-info", async () => {
    expect((await readAuth({}, "https://me:pw@reg.example/v2/"))?.key).toBe("https://reg.example/v2/");
  });
});

describe("passwords that expire", () => {
  const jwt = (exp: unknown): string =>
    [{ alg: "none" }, { exp }].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".") +
    ".sig";
  const past = Date.UTC(2020, 0, 1) / 1000;
  const future = Date.UTC(2100, 0, 1) / 1000;
  const cases: readonly (readonly [string, string, string, DockerConfigAuth["timed"] | undefined])[] = [
    ["ECR", "AWS", "opaque", { kind: "amazon-ecr" }],
    [
      "ECR with its date",
      "AWS",
      base64(JSON.stringify({ payload: "x", expiration: past })),
      { kind: "amazon-ecr", expiresAt: "2020-01-01T00:00:00.000Z", expired: true },
    ],
    ["Google", "oauth2accesstoken", "ya29", { kind: "google-access" }],
    ["GitHub app", "someone", "ghs_abc", { kind: "github-app" }],
    ["a JWT", "me", jwt(future), { kind: "json-web-token", expiresAt: "2100-01-01T00:00:00.000Z", expired: false }],
    [
      "an Azure token",
      "00000000-0000-0000-0000-000000000000",
      jwt(past),
      { kind: "azure-registry", expiresAt: "2020-01-01T00:00:00.000Z", expired: true },
    ],
    ["a JWT without date", "me", jwt("soon"), undefined],
    ["a JWT beyond all dates", "me", jwt(1e300), undefined],
    ["Google key", "_json_key", "{}", undefined],
    ["Hub token", "me", "dckr_pat_x", undefined],
    ["a name of Object", "constructor", "password", undefined],
  ];
  it.each(cases)("%s", async (_name, user, password, timed) => {
    expect((await readAuth({ auth: base64(`${user}:${password}`) }))?.timed).toEqual(timed);
  });
});

describe("secrets", () => {
  it("are in no fact", async () => {
    const secrets = [
      "the-password",
      "the-field-password",
      "the-identity-token",
      "the-registry-token",
      "the-bare-value",
    ];
    const auth = base64("me:the-password");
    const { recorded } = await read(
      fileWith(
        JSON.stringify({
          auths: {
            a: { auth },
            b: { username: "me", password: "the-field-password" },
            c: { identitytoken: "the-identity-token", registrytoken: "the-registry-token" },
            d: { auth: base64("the-bare-value") },
          },
          HttpHeaders: { "X-Secret": "the-header" },
        }),
      ),
    );
    for (const secret of [...secrets, auth, base64("the-bare-value"), "the-header"]) {
      expect(recorded).not.toContain(secret);
    }
  });
});

describe("credential helpers on PATH", () => {
  it("are programs", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "docker-credential-pass"), "", { mode: 0o755 });
    writeFileSync(join(folder, "docker-credential-ecr-login"), "", { mode: 0o755 });
    writeFileSync(join(folder, "docker-credential-notes"), "", { mode: 0o644 });
    const { fact } = await read(fileWith("{}"), { PATH: `${folder}::/nowhere:${folder}` });
    expect(fact.helpersOnPath).toEqual(["ecr-login", "pass"]);
  });
});
