import { describe, expect, it } from "vitest";
import { dockerSocket } from "../../checks/docker-socket/check.js";
import { findingsOf, ProbeError } from "../../src/contract/index.js";
import type { EngineConnection, ProcessFact, RunnerPlan } from "../../src/contract/index.js";
import { CONNECTION, HEALTHY, PROCESS, buildPlan, fakeHost, mergeAnswers, runCheck, statTable } from "./support.js";

const SOCKET = "/var/run/docker.sock";

function down(outcome: EngineConnection["outcome"], overrides: Partial<EngineConnection> = {}): EngineConnection {
  const { endpoint, origin, transport, socketPath, durationMs } = CONNECTION;
  return {
    endpoint,
    origin,
    transport,
    durationMs,
    ...(socketPath === undefined ? {} : { socketPath }),
    ...overrides,
    outcome,
  };
}

function remote(outcome: EngineConnection["outcome"], endpoint = "tcp://engine.example:2376"): EngineConnection {
  return {
    endpoint,
    origin: { from: "variable", name: "DOCKER_HOST", setIn: "environment" },
    transport: "tcp",
    outcome,
    durationMs: 5,
  };
}

async function judge(
  connection: EngineConnection,
  process: Partial<ProcessFact> = {},
  plan: Partial<RunnerPlan> = {},
  sockets: readonly string[] = [],
) {
  const host = fakeHost(
    mergeAnswers(HEALTHY, {
      engine: { connection },
      env: { process: { ...PROCESS, ...process } },
      files: { stat: statTable(Object.fromEntries(sockets.map((path) => [path, { type: "socket" as const }]))) },
    }),
  );
  return runCheck(dockerSocket, buildPlan(plan), host);
}

describe("docker-socket", () => {
  it("passes when the engine answers", async () => {
    const { status, found } = await judge(CONNECTION);
    expect({ status, found }).toEqual({ status: "pass", found: [] });
  });

  it("follows from a start command for podman", async () => {
    const { verdict } = await judge(down("missing"), {}, { client: "podman" });
    expect(findingsOf(verdict).map(({ followsFrom }) => followsFrom)).toEqual([
      { code: "client-not-docker", target: "podman" },
    ]);
    const own = await judge(down("missing"));
    expect(findingsOf(own.verdict).map(({ followsFrom }) => followsFrom)).toEqual([undefined]);
  });

  it.each<[EngineConnection, string]>([
    [down("missing"), `socket-missing ${SOCKET}`],
    [down("not-a-socket"), `socket-not-a-socket ${SOCKET}`],
    [down("permission-denied"), `socket-permission-denied ${SOCKET}`],
    [down("refused"), `socket-refused ${SOCKET}`],
    [down("timeout"), `engine-timeout ${SOCKET}`],
    [down("not-docker"), `engine-not-docker ${SOCKET}`],
    [
      down("error", { detail: { of: "answer", path: "/_ping", status: 503, words: "starting" } }),
      `engine-error ${SOCKET}`,
    ],
    [remote("invalid-endpoint", "engine:2375"), "docker-host-invalid engine:2375"],
    [remote("tls-failed"), "engine-tls-failed tcp://engine.example:2376"],
    [remote("unreachable"), "engine-unreachable tcp://engine.example:2376"],
    [remote("refused"), "engine-unreachable tcp://engine.example:2376"],
    [remote("timeout"), "engine-timeout tcp://engine.example:2376"],
  ])("$outcome at $endpoint is %2$s", async (connection, expected) => {
    const { status, found } = await judge(connection);
    expect({ status, found }).toEqual({ status: "fail", found: [expected] });
  });

  it.each<[ProbeError["kind"], string, readonly string[]]>([
    ["engine-failed", "fail", [`engine-error ${SOCKET}`]],
    ["timeout", "fail", [`engine-timeout ${SOCKET}`]],
    ["not-permitted", "pass", []],
  ])("an engine that answers a ping, and GET /info with %s: %s", async (kind, status, found) => {
    const info = new ProbeError(kind, "GET /info: no");
    const host = fakeHost(mergeAnswers(HEALTHY, { engine: { connection: CONNECTION, info } }));
    const judged = await runCheck(dockerSocket, buildPlan(), host);
    expect({ status: judged.status, found: judged.found }).toEqual({ status, found });
  });

  it("tells an engine that is silent from the start from one that is so when asked about itself", async () => {
    const { verdict: fromTheStart } = await judge(down("timeout"));
    const info = new ProbeError("timeout", "GET /info: no");
    const host = fakeHost(mergeAnswers(HEALTHY, { engine: { connection: CONNECTION, info } }));
    const { verdict: aboutItself } = await runCheck(dockerSocket, buildPlan(), host);
    const found = [fromTheStart, aboutItself].map(({ findings }) => findings?.[0]);
    expect(found.map((finding) => finding?.code)).toEqual(["engine-timeout", "engine-timeout"]);
    expect(found[0]?.message).not.toBe(found[1]?.message);
  });

  it.each<[string, Partial<EngineConnection>, Partial<ProcessFact>, Partial<RunnerPlan>, string[]]>([
    [
      "a user who can join the group",
      { socketMode: "0660", socketGroup: "docker" },
      {},
      {},
      ["sudo usermod -aG docker op"],
    ],
    ["a socket of root's group", { socketMode: "0600", socketGroup: "root" }, {}, {}, ["sudo docker version"]],
    ["a start command with sudo", { socketGroup: "docker" }, {}, { sudo: true }, ["sudo docker version"]],
    ["root, confined", { socketGroup: "docker" }, { uid: 0 }, {}, [`sudo ls -lZ ${SOCKET}`]],
  ])("permission denied: remedy for %s", async (_, connection, process, plan, commands) => {
    const { verdict } = await judge(down("permission-denied", connection), process, plan);
    const [found] = verdict.findings ?? [];
    expect(found?.remedy.commands.map(({ run }) => run)).toEqual(commands);
    expect(found?.evidence.some(({ observed }) => observed.includes(`uid ${process.uid ?? 1000}`))).toBe(true);
  });

  it("names another socket that is there", async () => {
    const { verdict } = await judge(down("missing"), {}, {}, ["/run/user/1000/docker.sock"]);
    const [found] = verdict.findings ?? [];
    expect(found?.remedy.commands.map(({ run }) => run)).toContain(
      "docker -H unix:///run/user/1000/docker.sock version",
    );
    expect(found?.evidence.at(-1)?.observed).toBe("/run/user/1000/docker.sock");
  });

  it.each(["missing", "refused"] as const)(
    "tells where an address that somebody gave comes from: %s",
    async (outcome) => {
      const value = "unix:///tmp/dead.sock";
      const summaryOf = async (plan: Partial<RunnerPlan>) =>
        (await judge(down(outcome), {}, plan)).verdict.findings?.[0]?.remedy.summary;
      const given = { dockerHost: { value, origin: { from: "option", option: "--docker-host" } } } as const;
      expect(await summaryOf(given)).toContain("--docker-host");
      expect(await summaryOf({})).not.toContain("address");
    },
  );

  it("starts a rootless engine without root", async () => {
    const path = "/run/user/1000/docker.sock";
    const { verdict } = await judge(
      down("missing", { endpoint: `unix://${path}`, socketPath: path }),
      {},
      {
        dockerHost: {
          value: `unix://${path}`,
          origin: { from: "variable", name: "DOCKER_HOST", setIn: "environment" },
        },
      },
    );
    expect(verdict.findings?.[0]?.remedy.commands[0]).toEqual({ run: "systemctl --user start docker", risk: "safe" });
  });

  it("leaves an unanswered probe to the scheduler, and does without what only adds evidence", async () => {
    const deadline = new ProbeError("deadline", "the run's deadline came");
    await expect(runCheck(dockerSocket, buildPlan(), fakeHost({ engine: { connection: deadline } }))).rejects.toBe(
      deadline,
    );
    const host = fakeHost({ engine: { connection: down("missing") } });
    expect((await runCheck(dockerSocket, buildPlan(), host)).found).toEqual([`socket-missing ${SOCKET}`]);
  });
});
