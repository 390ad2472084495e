import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { resolveHost } from "../../../src/probe/network/dns.js";
import { readNameServers } from "../../../src/probe/network/name-servers.js";
import { hopFailure } from "../../../src/judge/network/classify.js";
import { HopError } from "../../../src/probe/network/failure.js";

type Behaviour = "silent" | "nxdomain" | "servfail" | "refused" | "nodata" | "v4" | "v4-only-silent-v6" | "both";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function nameServer(behaviour: Behaviour): Promise<string> {
  const socket = createSocket("udp4");
  socket.on("message", (query, peer) => {
    const reply = answerTo(query, behaviour);
    if (reply !== undefined) socket.send(reply, peer.port, peer.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  closers.push(() => socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

function answerTo(query: Buffer, behaviour: Behaviour): Buffer | undefined {
  let end = 12;
  while (query[end] !== 0) end += (query[end] ?? 0) + 1;
  const type = query.readUInt16BE(end + 1);
  const isV4 = type === 1;
  if (behaviour === "silent" || (behaviour === "v4-only-silent-v6" && !isV4)) return undefined;
  const codes: Partial<Record<Behaviour, number>> = { nxdomain: 3, servfail: 2, refused: 5 };
  const withAddress = isV4 ? behaviour.startsWith("v4") || behaviour === "both" : behaviour === "both";
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180 | (codes[behaviour] ?? 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(withAddress ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const address = isV4 ? Buffer.from([192, 0, 2, 7]) : Buffer.from("20010db8000000000000000000000007", "hex");
  const record = Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, address.length]), address]);
  return Buffer.concat([header, query.subarray(12, end + 5), ...(withAddress ? [record] : [])]);
}

async function failureOf(behaviour: Behaviour, limitMs = 1000): Promise<unknown> {
  const servers = [await nameServer(behaviour)];
  const sources = { hostsFile: "/nonexistent", servers };
  const error: unknown = await resolveHost("registry.test", limitMs, AbortSignal.timeout(5000), sources).catch(
    (reason: unknown) => reason,
  );
  return error instanceof HopError ? hopFailure(error, { host: "registry.test", port: 443 }) : error;
}

describe("resolveHost", () => {
  it.each([
    ["nxdomain", "dns-not-found"],
    ["nodata", "dns-not-found"],
    ["servfail", "dns-failed"],
    ["refused", "dns-failed"],
  ] as const)("tells %s as %s", async (behaviour, code) => {
    expect(await failureOf(behaviour)).toMatchObject({ code, hop: "dns" });
  });

  it("tells a silent name server within its limit", async () => {
    expect(await failureOf("silent", 400)).toMatchObject({ code: "dns-timeout", hop: "dns", limitMs: 400 });
  });

  it.each([
    ["v4", ["192.0.2.7"]],
    ["v4-only-silent-v6", ["192.0.2.7"]],
    ["both", ["192.0.2.7", "2001:db8::7"]],
  ] as const)("finds the addresses of %s long before its limit", async (behaviour, addresses) => {
    const sources = { hostsFile: "/nonexistent", servers: [await nameServer(behaviour)] };
    // the limit is longer than the test may take
    expect(await resolveHost("registry.test", 60_000, AbortSignal.timeout(60_000), sources)).toEqual(addresses);
  });

  it("asks the second name server when the first is silent", async () => {
    const sources = { hostsFile: "/nonexistent", servers: [await nameServer("silent"), await nameServer("v4")] };
    expect(await resolveHost("registry.test", 2000, AbortSignal.timeout(5000), sources)).toEqual(["192.0.2.7"]);
  });

  it("prefers the hosts file, in any case and with comments", async () => {
    const directory = mkdtempSync(join(tmpdir(), "preflight-hosts-"));
    closers.push(() => rmSync(directory, { recursive: true }));
    const hostsFile = join(directory, "hosts");
    writeFileSync(
      hostsFile,
      "# 192.0.2.1 registry.test\n192.0.2.9\tother Registry.TEST # x\n2001:db8::9 registry.test\n",
    );
    const sources = { hostsFile, servers: [await nameServer("nxdomain")] };
    expect(await resolveHost("registry.test", 1000, AbortSignal.timeout(5000), sources)).toEqual([
      "192.0.2.9",
      "2001:db8::9",
    ]);
  });

  it("takes an address as it is", async () => {
    expect(await resolveHost("192.0.2.1", 1000, AbortSignal.timeout(5000))).toEqual(["192.0.2.1"]);
  });

  it("gives up at once when the asker does", async () => {
    const controller = new AbortController();
    const sources = { hostsFile: "/nonexistent", servers: [await nameServer("silent")] };
    const asked = resolveHost("registry.test", 5000, controller.signal, sources);
    setTimeout(() => controller.abort(new Error("enough")), 50);
    await expect(asked).rejects.toThrow("enough");
  });
});

describe("readNameServers", () => {
  it("tells for each what came, and no more", async () => {
    const behaviours = ["silent", "v4", "nxdomain", "servfail", "refused", "nodata"] as const;
    const servers = await Promise.all(behaviours.map(nameServer));
    const found = await readNameServers("registry.test", AbortSignal.timeout(5000), servers);
    expect(found.servers.map(({ address }) => address)).toEqual(servers);
    expect(found.servers.map(({ error }) => error?.code)).toEqual([
      "ETIMEOUT",
      undefined,
      "ENOTFOUND",
      "ESERVFAIL",
      "EREFUSED",
      "ENODATA",
    ]);
  });

  it("ends when it is given up", async () => {
    const abort = new AbortController();
    const asking = readNameServers("registry.test", abort.signal, [await nameServer("silent")]);
    abort.abort(new Error("enough"));
    await expect(asking).rejects.toThrow("enough");
  });
});
