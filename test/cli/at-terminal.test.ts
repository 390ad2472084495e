import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { fakeEngine, HEALTHY } from "../probe/engine/fake-engine.js";
import { RAW } from "../report/support/hostile-text.js";
import { tcpServer } from "../probe/network/support/servers.js";
import { leaksIn } from "../secrets/leaks.js";
import { atTerminal, type TerminalOptions, type TerminalRun } from "./support/at-terminal.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-terminal-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const OAUTH = "Zq7XkV9w/3TbN2m";
const PROXY = "PXq9-s3cRetZw7kJ";
const LOGIN = "Rg4!hWd8uYc2LnBv";
const FROM_REGISTRY = "Tk5mJx0fGe6QaSoU";
const CANARIES = { OAUTH, PROXY, LOGIN, FROM_REGISTRY };

/** Moves the cursor, ends the line, clears the screen, sets the title, turns the line round. */
const HOSTILE = "x\u001B[2J\u001B[1;1H\u001B]0;title\u0007\r\n\u009B31m\u202E\u2028PASS";
const [HIDE_CURSOR, SHOW_CURSOR] = ["\u001B[?25l", "\u001B[?25h"];
/** What this program and its view send to a terminal themselves: colours, the cursor, and the lines that it clears. */
const OWN = /\u001B\[(?:\?25[hl]|[0-9]*[ABGJK]|[0-9;]*m)|\r(?=\n)/gu;

const INFO = {
  ServerVersion: "20.10.24",
  OperatingSystem: `Linux ${HOSTILE}`,
  OSType: "linux",
  Architecture: "x86_64",
  DockerRootDir: "/var/lib/docker",
  MemTotal: 2 ** 34,
  NCPU: 8,
  HttpsProxy: `http://px:${PROXY}@127.0.0.1:9`,
  RegistryConfig: { InsecureRegistryCIDRs: ["127.0.0.0/8"], Mirrors: [`https://u:${LOGIN}@mirror.example/`] },
  Warnings: [`${HOSTILE} http://px:${PROXY}@127.0.0.1:9`],
};

/** An engine that repeats what it was given, in words that no terminal should be sent. */
async function echoingEngine(delayMs: number): Promise<string> {
  const { url } = await fakeEngine({
    ...HEALTHY,
    "GET /info": { body: INFO },
    ...Object.fromEntries(
      ["POST /containers/create", "POST /images/create"].map((line) => [line, { status: 400, body: { message: "x" } }]),
    ),
    ...Object.fromEntries(
      ["a", "b"].map((name) => [
        `GET /distribution/127.0.0.1:9/${name}:1/json`,
        (request: { headers: object }, response: { writeHead(status: number): { end(text: string): void } }) => {
          const given = JSON.stringify(request.headers);
          const message = `${HOSTILE} for u:${LOGIN}@127.0.0.1 ${given}`;
          setTimeout(() => response.writeHead(500).end(JSON.stringify({ message })), delayMs);
        },
      ]),
    ),
  });
  return url;
}

/** A registry whose challenge and answers hold a secret of theirs and controls. */
async function hostileRegistry(): Promise<string> {
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const realm = `http://127.0.0.1:${port}/token?access_token=${FROM_REGISTRY}`;
    setTimeout(() => {
      if (request.url?.startsWith("/token") === true) {
        const details = `${HOSTILE} ${String(request.headers.authorization)}`;
        response.writeHead(403).end(JSON.stringify({ details, token: FROM_REGISTRY }));
      } else {
        response.setHeader("www-authenticate", `Bearer realm="${realm}",service="x\u009B2J"`);
        response.writeHead(401).end(JSON.stringify({ errors: [{ code: "DENIED", message: HOSTILE }] }));
      }
    }, 100);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A folder with a config.json, and a `getent` that takes as long as a look at it needs. */
function newSurroundings(registry: string): { readonly folder: string; readonly path: string } {
  const folder = mkdtempSync(join(FOLDER, "run-"));
  const auth = Buffer.from(`u:${LOGIN}`).toString("base64");
  writeFileSync(
    join(folder, "config.json"),
    JSON.stringify({ auths: { [registry]: { auth }, "127.0.0.1:9": { auth } }, HttpHeaders: { "X-Key": OAUTH } }),
  );
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "getent"), "#!/bin/sh\nsleep 0.5\n");
  chmodSync(join(bin, "getent"), 0o755);
  return { folder, path: `${bin}:${process.env["PATH"] ?? ""}` };
}

async function run(delayMs: number, onShown?: TerminalOptions["onShown"]): Promise<TerminalRun> {
  const [engine, registry] = [await echoingEngine(delayMs), await hostileRegistry()];
  const { folder, path } = newSurroundings(registry);
  const images = [
    "PAUSE_IMAGE=127.0.0.1:9/a:1",
    "AUTH_PROXY_IMAGE=127.0.0.1:9/b:1",
    `CLONE_IMAGE=${registry}/c${HOSTILE}`,
  ];
  const own = ["--docker-config", folder, "--docker-host", engine, "--skip", "service-reachable", "--verbose"];
  const limits = ["--deadline", "8", "--timeout", "2"];
  const variables = [
    `OAUTH_CLIENT_SECRET=${OAUTH}`,
    `HTTPS_PROXY=http://px:${PROXY}@127.0.0.1:9`,
    "NO_PROXY=127.0.0.1",
  ];
  const options = [...variables, ...images].flatMap((one) => ["-e", one]);
  const odd = ["-v", `/tmp:/tmp${HOSTILE}`, "--name", HOSTILE];
  const args = [...own, ...limits, "--", "docker", "run", ...options, ...odd, `${registry}/d:1`];
  const secret = { OAUTH_CLIENT_SECRET: OAUTH, HTTPS_PROXY: `http://px:${PROXY}@127.0.0.1:9` };
  const env = { PATH: path, SUDO_USER: "nobody-of-this-name", HOME: folder, NO_PROXY: "127.0.0.1", ...secret };
  return atTerminal(args, { env, cwd: folder, ...(onShown && { onShown }) });
}

/** One check, and more time than the test has. */
const LIMITED = ["--only", "registry-reachable", "--timeout", "100", "--deadline", "200"];

describe.runIf(process.platform === "linux")("at a terminal", () => {
  it("no secret and no control of others is shown, and no program that was started has a secret", async () => {
    const { code, shown, started } = await run(150);
    expect({ code, shown }).toMatchObject({ code: 1 });
    expect(shown).toContain(HIDE_CURSOR);
    const text = shown.replaceAll(OWN, "");
    expect(RAW.exec(text)?.[0]).toBeUndefined();
    expect(text).toContain(String.raw`\x1b[2J`);
    const seen = started.map(({ words, environment }) => `${words}\n${environment}`).join("\n");
    // Only root asks for the home of whoever called sudo.
    expect(seen.includes("getent")).toBe(process.getuid?.() === 0);
    for (const [name, canary] of Object.entries(CANARIES)) {
      expect({ name, leaks: leaksIn(text, canary) }).toEqual({ name, leaks: [] });
      expect({ name, leaks: leaksIn(seen, canary) }).toEqual({ name, leaks: [] });
    }
  }, 60_000);

  it("a silent registry is named with its hop, on a screen that is no larger than the terminal, and in the report", async () => {
    const silent = await tcpServer(() => undefined);
    onTestFinished(() => silent.close());
    const place = `127.0.0.1:${silent.port}`;
    const images = ["PAUSE", "AUTH_PROXY", "CLONE"].flatMap((name) => ["-e", `${name}_IMAGE=${place}/a:1`]);
    const { url } = await fakeEngine({
      ...HEALTHY,
      "GET /info": { body: { ...INFO, HttpsProxy: "", RegistryConfig: {} } },
      [`GET /distribution/${place}/a:1/json`]: () => undefined,
    });
    const wait = `no answer from ${place} to the TLS handshake`;
    const size = { columns: 110, rows: 10 };
    let isPressed = false;
    const { code, shown } = await atTerminal(
      [...LIMITED, "--docker-host", url, "--", "docker", "run", ...images, `${place}/a:1`],
      {
        env: { PATH: process.env["PATH"] ?? "", HOME: FOLDER, LANG: "C.UTF-8" },
        cwd: FOLDER,
        size,
        onShown: (text, press) => {
          if (isPressed || !text.includes(`${wait} for`)) return;
          isPressed = true;
          press("\u0003");
        },
      },
    );
    expect(code).toBe(130);
    const [live = "", report = ""] = shown.replaceAll("\r\n", "\n").split(SHOW_CURSOR);
    for (const [at] of live.matchAll(/\u001B\[\d*A/gu)) {
      expect(Number(at.slice(2, -1))).toBeLessThan(size.rows);
    }
    expect(live).toContain(`slowest: ${wait}`);
    expect(report.replaceAll(/\s+/gu, " ")).toContain(wait);
  }, 60_000);

  it("a second interrupt, which waits for nothing, leaves the cursor as it was", async () => {
    const plugin = join(FOLDER, "stuck.mjs");
    writeFileSync(
      plugin,
      `export default { id: "test/stuck", title: "ends", group: "host", severity: "error", codes: {}, run: () => new Promise(() => {}) };`,
    );
    let presses = 0;
    const { code, shown } = await atTerminal(
      ["--plugin", plugin, "--only", "test/stuck", "--", "docker", "run", "r.example/a:1"],
      {
        env: { PATH: process.env["PATH"] ?? "", HOME: FOLDER },
        cwd: FOLDER,
        onShown: (text, press) => {
          if (presses > 0 || !text.includes("test/stuck")) return;
          presses += 1;
          press("\u0003");
          setTimeout(() => press("\u0003"), 50);
        },
      },
    );
    expect(code).toBe(130);
    expect(shown.endsWith(SHOW_CURSOR)).toBe(true);
  }, 60_000);

  it("an interrupt leaves the cursor as it was", async () => {
    let isPressed = false;
    const { code, shown } = await run(60_000, (text, press) => {
      if (isPressed || !text.includes(HIDE_CURSOR)) return;
      isPressed = true;
      press("\u0003");
    });
    expect(code).toBe(130);
    expect(shown.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(shown.lastIndexOf(HIDE_CURSOR));
  }, 60_000);
});
