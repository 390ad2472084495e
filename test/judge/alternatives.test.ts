import { describe, expect, it } from "vitest";
import { ProbeError } from "../../src/contract/index.js";
import { byFamily, type FailedWay, type OtherWay, pastProxy, tryWays } from "../../src/judge/network/alternatives.js";
import { fakeHost, reached } from "../checks/support.js";

const FAILED: FailedWay = {
  host: "r.example",
  port: 443,
  code: "tls-untrusted",
  roots: "engine",
  addresses: ["192.0.2.1", "2001:db8::1"],
};

const way = (look: OtherWay["look"]): OtherWay => ({ what: "another way", works: "it works", look });
const observed = async (ways: readonly OtherWay[], limitMs?: number): Promise<readonly string[]> =>
  (await tryWays(ways, limitMs).evidence).map((one) => one.observed);

describe("other ways", () => {
  it("say what works and what fails too; one that cannot be asked says nothing", async () => {
    const ways = [
      way(async () => ({ ok: true })),
      way(async () => ({ ok: false, failure: { hop: "tcp", code: "connection-refused" } })),
      way(async () => undefined),
      way(async () => {
        throw new ProbeError("not-recorded", "no answer");
      }),
    ];
    expect(await observed(ways)).toEqual(["it works", "fails too: tcp: connection-refused"]);
  });

  it("end at the limit of the failed hop", async () => {
    const silent = way(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new ProbeError("abandoned", "given up")), { once: true });
        }),
    );
    expect(await observed([silent, way(async () => ({ ok: true }))], 50)).toEqual(["it works"]);
  });

  it("end when nobody needs them", async () => {
    const tries = tryWays(
      [
        way(
          (signal) =>
            new Promise((_resolve, reject) => {
              signal.addEventListener("abort", () => reject(new ProbeError("abandoned", "given up")), { once: true });
            }),
        ),
      ],
      undefined,
    );
    tries.cancel();
    expect(await tries.evidence).toEqual([]);
  });

  it("pass on a mistake of this program", async () => {
    const broken = way(async () => {
      throw new TypeError("a bug");
    });
    await expect(tryWays([broken], undefined).evidence).rejects.toThrow("a bug");
  });
});

describe("past the proxy", () => {
  it("is tried where one was used", () => {
    const look: OtherWay["look"] = async () => ({ ok: true });
    expect(pastProxy({ proxy: "http://p:1" }, (_source, signal) => look(signal))).toHaveLength(1);
    expect(pastProxy({}, (_source, signal) => look(signal))).toEqual([]);
  });
});

describe("one address family", () => {
  it.each<[string, Partial<FailedWay>, readonly number[]]>([
    ["both, where one may have answered wrongly", {}, [4, 6]],
    ["none, where both were tried side by side", { code: "connection-timeout" }, []],
    ["none, where there is only one", { addresses: ["192.0.2.1"] }, []],
    ["none behind a proxy", { proxy: "http://p:1" }, []],
  ])("%s", async (_name, extra, families) => {
    const host = fakeHost({ network: { endpoint: ({ host: name }) => reached(name) } });
    await tryWays(byFamily(host, { ...FAILED, ...extra }), undefined).evidence;
    expect(host.asked.map(({ question }) => question)).toEqual(
      families.map((family) => ({ host: "r.example", port: 443, proxy: "none", roots: "engine", family })),
    );
  });
});
