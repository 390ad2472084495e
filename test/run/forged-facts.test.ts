import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../../checks/index.js";
import {
  type DockerConfigFact,
  type Host,
  type Recording,
  type Report,
  type RunnerPlan,
  UsageError,
} from "../../src/contract/index.js";
import { recordedHost } from "../../src/probe/index.js";
import { FORMATS } from "../../src/report/index.js";
import { RENDERERS } from "../support/renderers.js";
import { withCurrentAnswers } from "../../src/shape/older-answers.js";
import { describeRecordingShape } from "../../src/shape/recording.js";
import { fromVersion2 } from "../../src/shape/version-2.js";
import { FORGED, RAW } from "../report/support/hostile-text.js";
import { fakeHost, HEALTHY, mergeAnswers, statTable } from "../checks/support.js";
import { loadWords } from "../plan/world.js";
import { run } from "./support.js";

const STORED = join(import.meta.dirname, "../fixtures/recordings");
const HOSTILE = [`\n${FORGED}`, `\u001B[2K\r${FORGED}`, `\u2028\u202E${FORGED}`];

async function judge(plan: RunnerPlan, host: Host): Promise<Report> {
  return (await run(CHECKS, { plan, host, mode: "recorded" })).report;
}

/** A host with a right engine, on which no file is there and no name is known: its remedies have commands. */
const EMPTY_HOST = fakeHost(
  mergeAnswers(HEALTHY, {
    files: { stat: statTable({}), dockerConfig: ({ file }) => ({ file, outcome: "missing" }) as DockerConfigFact },
    network: {
      endpoint: ({ host, port }) => ({
        host,
        port,
        hops: [],
        addresses: [],
        ok: false,
        failure: { code: "dns-not-found", hop: "dns", detail: `ENOTFOUND ${host}` },
        durationMs: 1,
      }),
    },
  }),
);

/** The words at whose places a hostile word reached a command before it was left out. */
const leftOut = new Set<string>();

/** What of a report, printed in every format, or of its commands was forged. */
function forgeriesIn(report: Report): readonly string[] {
  const commands = report.results.flatMap(({ findings }) => findings.flatMap(({ remedy }) => remedy.commands));
  const typed = [...commands.map(({ run: text }) => text), ...(report.network ?? []).map((one) => one.reproduce)];
  const lines = FORMATS.flatMap((format) =>
    RENDERERS[format](report, { columns: 80, color: false, ascii: false, verbose: true, quiet: false }).split("\n"),
  );
  return [
    ...typed.filter((text) => text.includes(FORGED) || RAW.test(text)),
    ...lines.filter((line) => line.startsWith(FORGED) || RAW.test(line)),
  ];
}

function leavesOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}

/** The same with every string that is this one replaced, so that questions and their answers stay together. */
function replaced(value: unknown, old: string, next: string): unknown {
  if (value === old) return next;
  if (Array.isArray(value)) return value.map((entry) => replaced(entry, old, next));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaced(member, old, next)]));
}

/** One without an engine, one with findings about the start command; every string in them is tried. */
const TRIED = ["no-engine.json", "refused-options.json"];

describe.each(TRIED)("a recording with forged words: %s", (name) => {
  const stored = JSON.parse(readFileSync(join(STORED, name), "utf8")) as { readonly recording: object };
  const recording = fromVersion2({ ...stored.recording }) as unknown as Recording;

  it.each(HOSTILE.map((text) => [JSON.stringify(text), text] as const))(
    "%s",
    { timeout: 60_000 },
    async (_, hostile) => {
      let judged = 0;
      for (const leaf of new Set(leavesOf([recording.plan, recording.facts]))) {
        const forged = replaced(recording, leaf, leaf + hostile) as Recording;
        if (describeRecordingShape(forged) !== undefined) continue;
        expect(forgeriesIn(await judge(forged.plan, recordedHost(withCurrentAnswers(forged).facts)))).toEqual([]);
        judged += 1;
      }
      expect(judged).toBeGreaterThan(30);
    },
  );
});

describe("a start command with forged words", () => {
  const words = [
    ..."docker run -it --name runner -v /tmp:/tmp -v /var/run/docker.sock:/var/run/docker.sock".split(" "),
    ..."-v /var/lib/docker/containers:/var/lib/docker/containers:ro -e ACCOUNT_UUID={a} -e RUNNER_UUID={b}".split(" "),
    ..."-e OAUTH_CLIENT_ID=id -e OAUTH_CLIENT_SECRET=secret -e WORKING_DIRECTORY=/tmp --network host".split(" "),
    ..."--env-file /etc/runner.env --memory 1g -v /srv/absent:/srv/absent -e HTTPS_PROXY=http://proxy:3128".split(" "),
    "registry.example/runner:1",
  ];

  it.each(words.map((word, at) => [word, at] as const))("behind %s", async (_, at) => {
    for (const hostile of HOSTILE) {
      const forged = words.map((word, place) => (place === at ? word + hostile : word));
      try {
        const { plan } = loadWords(forged, { files: { "/etc/runner.env": "A=1\n" } });
        const report = await judge(plan, EMPTY_HOST);
        expect(forgeriesIn(report)).toEqual([]);
        if (/left out here|# no command/u.test(JSON.stringify(report))) leftOut.add(words[at] ?? "");
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }
  });

  it("would have reached commands", () => {
    expect([...leftOut]).toEqual(expect.arrayContaining(["WORKING_DIRECTORY=/tmp"]));
  });
});
