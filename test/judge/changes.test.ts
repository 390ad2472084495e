import { describe, expect, it } from "vitest";
import type { PlannedVariable } from "../../src/contract/index.js";
import { asRoot, settingVariable } from "../../src/judge/remedy/changes.js";
import { EMPTY_PLAN } from "../support/empty-plan.js";

describe("a variable with another value", () => {
  const variable = (overrides: Partial<PlannedVariable>): PlannedVariable => ({
    name: "A",
    origin: { from: "word", word: 3 } as const,
    via: "command-line",
    traits: { empty: false, length: 1, braces: "none", lineBreak: false, quoted: false, padded: false },
    ...overrides,
  });

  it.each<[string, PlannedVariable | undefined, unknown]>([
    ["not given", undefined, { remove: [], add: ["-e", "A=1"] }],
    [
      "shown",
      variable({ value: "0" }),
      { remove: ["-e", "A=0"], add: ["-e", "A=1"], origin: { from: "word", word: 3 } as const },
    ],
    ["hidden", variable({}), { remove: ["-e", "A=…"], add: ["-e", "A=1"], origin: { from: "word", word: 3 } as const }],
    [
      "inherited",
      variable({ via: "inherited", value: "0" }),
      { remove: ["-e", "A"], add: ["-e", "A=1"], origin: { from: "word", word: 3 } as const },
    ],
    [
      "in an env file",
      variable({
        via: "env-file",
        origin: { from: "file", file: "/etc/runner.env", line: 12, path: "/etc/runner.env" } as const,
      }),
      {
        remove: ["A=…"],
        add: ["A=1"],
        origin: { from: "file", file: "/etc/runner.env", line: 12, path: "/etc/runner.env" } as const,
        envFile: "/etc/runner.env",
      },
    ],
  ])("%s", (_, given, expected) => {
    const plan = { ...EMPTY_PLAN, env: given === undefined ? [] : [given] };
    expect(settingVariable(plan, "A", "1")).toEqual(expected);
  });
});

it("runs the runner as root by leaving --user out, of which a container does not know whether it was given", () => {
  const user = { value: "1234", origin: { from: "word", word: 2 } as const };
  expect(asRoot(EMPTY_PLAN)).toEqual([]);
  expect(asRoot({ ...EMPTY_PLAN, source: "docker-run", user })).toEqual([
    { remove: ["--user", "1234"], add: [], origin: { from: "word", word: 2 } as const },
  ]);
  expect(asRoot({ ...EMPTY_PLAN, source: "container", user })).toEqual([{ remove: [], add: ["--user", "0"] }]);
});
