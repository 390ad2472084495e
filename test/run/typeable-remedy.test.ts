import { describe, expect, it } from "vitest";
import type { BlockedEndpoint, Remedy } from "../../src/contract/index.js";
import { HOSTILE_TEXTS, named } from "../report/support/hostile-text.js";
import { check, finding, run } from "./support.js";

/** What a report says of a finding with this remedy and endpoint. */
async function reported(remedy: Partial<Remedy>, blocked?: BlockedEndpoint) {
  const whole = finding("bad", { remedy: { summary: "Do it.", commands: [], source: "s", ...remedy } });
  const { report } = await run([
    check("a", { status: "fail", findings: [blocked === undefined ? whole : { ...whole, blocked }] }),
  ]);
  return { remedy: report.results[0]?.findings[0]?.remedy, reproduce: report.network?.[0]?.reproduce };
}

const ENDPOINT: BlockedEndpoint = {
  protocol: "https",
  host: "a.example",
  port: 443,
  addresses: [],
  vantage: "process",
  hop: "dns",
  code: "dns-not-found",
  neededFor: [],
  reproduce: "getent ahosts a.example",
};

describe("what cannot be typed as it is read", () => {
  const untypeable = HOSTILE_TEXTS.filter((text) => !/^[ -~]*$/u.test(text));

  it.each(untypeable.map((text) => [named(text), text] as const))("is in no command: %s", async (_, hostile) => {
    const { remedy, reproduce } = await reported(
      {
        commands: [
          { run: `rm '/a${hostile}'`, risk: "destructive" },
          { run: "ls /a", risk: "safe" },
        ],
        changes: [
          { remove: ["-v", "/a"], add: ["-v", `/b${hostile}`] },
          { remove: [`A=${hostile}`], add: ["A=1"], envFile: `/b${hostile}` },
          { remove: [`-v=/a${hostile}`], add: ["-v=/a"] },
        ],
      },
      { ...ENDPOINT, reproduce: `getent ahosts 'a${hostile}'` },
    );
    expect(remedy).toEqual({
      summary: expect.stringMatching(/^Do it\. A command or change is left out here: .*cannot be seen\.$/) as string,
      commands: [{ run: "ls /a", risk: "safe", role: "fix" }],
      changes: [{ remove: [`-v=/a${hostile}`], add: ["-v=/a"] }],
      source: "s",
    });
    expect(reproduce).toMatch(/^# no command: /);
  });

  it("leaves no empty list of changes", async () => {
    const { remedy } = await reported({ changes: [{ remove: [], add: ["a\nb"] }] });
    expect(remedy).not.toHaveProperty("changes");
  });
});

it("what can be typed stays as it is", async () => {
  const commands = [{ run: `echo 'ünïcödé "\\ $(x)' 漢字 😀`, risk: "safe", role: "fix" } as const];
  const changes = [{ remove: ["a"], add: ["b c"] }];
  const { remedy, reproduce } = await reported({ commands, changes }, ENDPOINT);
  expect(remedy).toEqual({ summary: "Do it.", commands, changes, source: "s" });
  expect(reproduce).toBe(ENDPOINT.reproduce);
});
