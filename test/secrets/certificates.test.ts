import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { runCli } from "../cli/support/run-cli.js";
import { type Authority, createAuthority, type KeyPair } from "../probe/network/support/certificates.js";
import { httpsServer, type Listening } from "../probe/network/support/servers.js";
import { RAW } from "../report/support/hostile-text.js";
import { leaksIn } from "./leaks.js";

vi.setConfig({ testTimeout: 60_000 });

/** The password of the start command: known. */
const KNOWN = "Zq7XkV9w+3TbN2m";
const KNOWN_WITH_COMMA = "Hy6vT8, zB4kLm1p";
/** One that only its form tells. */
const FOREIGN = "PXq9s3cRetZw7kJ";
const FORGED = "PASS forged";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-certificates-"));
let authority: Authority;
const servers: Listening[] = [];

beforeAll(() => {
  authority = createAuthority();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => {
  authority.remove();
  rmSync(FOLDER, { recursive: true });
});

/** What a certificate says of itself. */
interface Words {
  readonly subject?: string;
  readonly names?: readonly string[];
}

const ROWS: Readonly<Record<string, Words>> = {
  "a known password in the common name": { subject: `/CN=${KNOWN.replace("+", "\\+")}` },
  "a known password in the organisation": { subject: `/CN=x/O=by ${KNOWN.replace("+", "\\+")} itself` },
  "a known password in a name": { names: ["other", `${KNOWN}.example`] },
  "a known password with a comma in a name": { names: ["other", KNOWN_WITH_COMMA] },
  "a proxy's URL in the common name": { subject: `/CN=http:\\/\\/px:${FOREIGN}@proxy:3128` },
  "an option in the organisation": { subject: `/CN=x/O=o=addr,password=${FOREIGN}` },
  "a header in the organisation": { subject: `/CN=x/O=Authorization: Bearer ${FOREIGN}` },
  "a URL in a name": { names: ["other", `http://px:${FOREIGN}@proxy.example`] },
  "a forged line in the common name": { subject: `/CN=x\n${FORGED}\r\u001B[2J\u0085\u2028${FORGED}` },
  "a forged line in the organisation": { subject: `/CN=x/O=\r\n${FORGED}\u202E\u009B31m` },
  "a forged line in a name": { names: ["other", `x\\n${FORGED}\\r\u001B[2J`] },
  "markup in the common name": { subject: `/CN=\n\`\`\`\n]]><\\/failure>\n${FORGED}` },
};

async function serverWith(pair: KeyPair): Promise<string> {
  const server = await httpsServer(pair, (_request, response) => void response.end("{}"));
  servers.push(server);
  return `localhost:${server.port}`;
}

const INFO = {
  ServerVersion: "20.10.24",
  OSType: "linux",
  Architecture: "x86_64",
  DockerRootDir: "/var/lib/docker",
  MemTotal: 8 * 1024 ** 3,
  NCPU: 4,
};
const VERSION = { Version: "20.10.24", ApiVersion: "1.41", MinAPIVersion: "1.12", Os: "linux", Arch: "amd64" };

let engines = 0;

/** An engine that looks nothing up. */
async function engine(): Promise<string> {
  engines += 1;
  const path = join(FOLDER, `${engines}.sock`);
  const server = createServer(({ url = "" }, response) => {
    response.setHeader("content-type", "application/json").setHeader("api-version", "1.41");
    const known = url.includes("/_ping") ? {} : url.includes("/version") ? VERSION : url.includes("/info") && INFO;
    const isLookup = url.includes("/distribution/");
    response.writeHead(known === false ? (isLookup ? 500 : 404) : 200);
    response.end(JSON.stringify(known === false ? { message: "unknown" } : known));
  });
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  servers.push({
    port: 0,
    accepted: () => 0,
    connections: async () => 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return `unix://${path}`;
}

const OPTIONS = ["--format", "json", "--verbose", "--timeout", "15"];
const FORMATS = ["table", "junit", "markdown"] as const;

/** All that a run says, by where it says it. */
async function saidBy(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  const file = (name: string): string => join(FOLDER, name);
  const reports = FORMATS.flatMap((format) => ["--report", `${format}=${file(format)}`]);
  const password = ["-e", `OAUTH_CLIENT_SECRET=${KNOWN}`, "-e", `REGISTRY_PASSWORD=${KNOWN_WITH_COMMA}`];
  const { code, stdout, stderr } = await runCli(
    [
      ...args,
      ...reports,
      ...OPTIONS,
      "--facts",
      file("facts"),
      "--",
      "docker",
      "run",
      ...password,
      "localhost/runner:1",
    ],
    { env },
  );
  expect(code).toBe(1);
  const written = [...FORMATS, "facts"].map((name) => [name, readFileSync(file(name), "utf8")] as const);
  return { stdout, stderr, ...Object.fromEntries(written) };
}

/** What came out that must not. */
function faultsIn(said: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(said).flatMap(([where, text]) => [
    ...[KNOWN, KNOWN_WITH_COMMA, FOREIGN].flatMap((secret) => leaksIn(text, secret)).map((leak) => `${where}: ${leak}`),
    ...text.split("\n").filter((line) => RAW.test(line) || line.startsWith(FORGED)),
  ]);
}

const only = (...ids: readonly string[]): readonly string[] => ids.flatMap((id) => ["--only", id]);

describe("a certificate with", () => {
  it.each(Object.entries(ROWS))("%s: of a registry and a service", async (_, words) => {
    const place = await serverWith(authority.selfSigned(words));
    const checks = only("registry-reachable", "service-reachable", "image-pullable");
    const args = ["--docker-host", await engine(), "--image", `${place}/app:1`, "--domain", place];
    const said = await saidBy([...args, ...checks]);
    expect(said["facts"]).toContain('"subject"');
    expect(said["stdout"]).toContain("tls-untrusted");
    expect(faultsIn(said)).toEqual([]);
  });

  it.each(Object.entries(ROWS).filter(([, { names }]) => names !== undefined))(
    "%s: of an engine and a proxy",
    async (_, words) => {
      const certificates = join(FOLDER, "certificates");
      const pair = authority.selfSigned({ names: ["elsewhere"], ...words });
      const place = await serverWith(pair);
      mkdirSync(certificates, { recursive: true });
      writeFileSync(join(certificates, "ca.pem"), pair.cert);
      const env = { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: certificates, HTTPS_PROXY: `https://${place}` };
      const args = ["--docker-host", `tcp://${place}`, "--domain", "service.example"];
      const said = await saidBy([...args, ...only("docker-socket", "service-reachable")], env);
      expect(said["facts"]).toContain("tls-failed");
      expect(faultsIn(said)).toEqual([]);
    },
  );
});
