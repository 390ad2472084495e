import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openConnection, type Route } from "../../../src/probe/network/connection.js";
import { createEngineTrust, PUBLIC_TRUST, type Trust } from "../../../src/probe/network/roots.js";
import { type Authority, createAuthority } from "./support/certificates.js";
import { closeAll, httpsServer, type Listening } from "./support/servers.js";

let authority: Authority;
let other: Authority;
let certificates: string;
const servers: Listening[] = [];

beforeAll(() => {
  authority = createAuthority();
  other = createAuthority();
  certificates = join(authority.directory, "certs.d");
  mkdirSync(join(certificates, "localhost:5000"), { recursive: true });
  writeFileSync(join(certificates, "localhost:5000", "ca.crt"), `noise\n${authority.caPem}`);
  writeFileSync(
    join(certificates, "localhost:5000", "broken.crt"),
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
  );
});
afterAll(() => {
  authority.remove();
  other.remove();
});
afterEach(() => closeAll(servers));

async function isTrusted(trust: Trust): Promise<boolean> {
  const server = await httpsServer(
    authority.leaf({ names: "DNS:localhost" }),
    (_request, response) => void response.end(),
  );
  servers.push(server);
  const route: Route = { scheme: "https", host: "localhost", port: server.port, trust, verify: true };
  try {
    const { socket } = await openConnection(route, 1000, AbortSignal.timeout(5000));
    socket.destroy();
    return true;
  } catch {
    return false;
  }
}

describe("createEngineTrust", () => {
  it("trusts what SSL_CERT_FILE and NODE_EXTRA_CA_CERTS name", async () => {
    const empty = join(authority.directory, "index.txt");
    expect(await isTrusted(PUBLIC_TRUST)).toBe(false);
    expect(await isTrusted(createEngineTrust({ SSL_CERT_FILE: empty })("localhost"))).toBe(false);
    expect(await isTrusted(createEngineTrust({ SSL_CERT_FILE: authority.caFile })("localhost"))).toBe(true);
    expect(await isTrusted(createEngineTrust({ NODE_EXTRA_CA_CERTS: authority.caFile })("localhost"))).toBe(true);
    expect(await isTrusted(createEngineTrust({ SSL_CERT_FILE: other.caFile })("localhost"))).toBe(false);
  });

  it("trusts a registry's folder for that registry alone, and survives a broken file", async () => {
    const trustOf = createEngineTrust({}, certificates);
    expect(await isTrusted(trustOf("localhost:5000"))).toBe(true);
    expect(await isTrusted(trustOf("localhost:5001"))).toBe(false);
    expect(await isTrusted(trustOf("localhost"))).toBe(false);
  });

  it("hands out one trust for registries without a folder of their own", () => {
    const trustOf = createEngineTrust({}, certificates);
    expect(trustOf("a.example").key).toBe(trustOf("b.example").key);
    expect(trustOf("localhost:5000").key).not.toBe(trustOf("a.example").key);
  });

  it("shows a registry's client certificate", async () => {
    const folder = join(certificates, "client.example");
    mkdirSync(folder, { recursive: true });
    const client = authority.leaf({ commonName: "client", names: "DNS:client" });
    writeFileSync(join(folder, "ca.crt"), authority.caPem);
    writeFileSync(join(folder, "client.cert"), client.cert);
    writeFileSync(join(folder, "client.key"), client.key);
    const pair = authority.leaf({ names: "DNS:localhost" });
    const options = {
      ...pair,
      ca: authority.caPem,
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion: "TLSv1.2" as const,
    };
    const server = await httpsServer(options, (_request, response) => void response.end());
    servers.push(server);
    const trustOf = createEngineTrust({}, certificates);
    const route = (trust: Trust): Route => ({
      scheme: "https",
      host: "localhost",
      port: server.port,
      trust,
      verify: true,
    });
    const { socket } = await openConnection(route(trustOf("client.example")), 1000, AbortSignal.timeout(5000));
    socket.destroy();
    await expect(
      openConnection(route(trustOf("localhost:5000")), 1000, AbortSignal.timeout(5000)),
    ).rejects.toMatchObject({
      hop: "tls",
      stop: { errors: [{ code: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" }] },
    });
  });
});
