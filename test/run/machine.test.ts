import { describe, expect, it } from "vitest";
import type { EngineConnection, Host, ProcessFact } from "../../src/contract/index.js";
import { check, run, SILENT_HOST } from "./support.js";

const CONNECTION: EngineConnection = {
  endpoint: "unix:///var/run/docker.sock",
  origin: { from: "default" },
  transport: "unix",
  outcome: "answered",
  version: "28.5.2",
  durationMs: 1,
};
const PROCESS: ProcessFact = {
  platform: "linux",
  architecture: "x64",
  groups: [],
  home: "/root",
  inContainer: false,
  hostName: "build-3.example",
};

function host(asked: string[] = [], self: ProcessFact = PROCESS): Host {
  return {
    ...SILENT_HOST,
    env: { ...SILENT_HOST.env, process: async () => self, clientVersion: async () => ({ version: "28.5.1" }) },
    engine: {
      ...SILENT_HOST.engine,
      connection: async () => {
        asked.push("connection");
        return CONNECTION;
      },
    },
  };
}

const ASKS_ENGINE = check("one", async ({ host: { engine } }) => {
  await engine.connection({});
  return { status: "pass" };
});

describe("where the facts of a report come from", () => {
  it("names the machine, and the engine's version as a check was told it", async () => {
    const { report } = await run([ASKS_ENGINE], { host: host() });
    expect(report).toMatchObject({ host: "build-3.example", versions: { engine: "28.5.2", client: "28.5.1" } });
    expect(report).not.toHaveProperty("recordedAt");
  });

  it("asks the engine nothing of its own", async () => {
    const asked: string[] = [];
    const { report } = await run([check("one", { status: "pass" })], { host: host(asked) });
    expect({ asked, versions: report.versions }).toEqual({ asked: [], versions: { client: "28.5.1" } });
  });

  it.each([
    ["is not answered", SILENT_HOST],
    ["is empty", host([], { ...PROCESS, hostName: "" })],
  ])("leaves out a name that %s", async (_, silent) => {
    const { report } = await run([check("one", { status: "pass" })], { host: silent });
    expect(report).not.toHaveProperty("host");
    expect(report.versions).not.toHaveProperty("engine");
  });

  it("says of when a recording is", async () => {
    const recordedAt = "2026-11-19T20:12:00.000Z";
    const { report } = await run([check("one", { status: "pass" })], { mode: "recorded", recordedAt });
    expect(report).toMatchObject({ mode: "recorded", recordedAt });
  });
});
