import { describe, expect, it } from "vitest";
import { originText } from "../../src/contract/index.js";
import { runnerCommand } from "../../checks/runner-command/check.js";
import { commandIssues, load, loadText, loadWords } from "./world.js";

const IMAGE = "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1";

describe("a variable whose option is missing or misspelt", () => {
  it.each([
    ["S=Zq7XkV9w3TbN2m", ["S=…"]],
    ["-d S=Zq7XkV9w3TbN2m -e DEBUG=true", ["S=…"]],
    ["-env S=Zq7XkV9w3TbN2m", ["-env", "S=…"]],
    ["-env=S=Zq7XkV9w3TbN2m", ["-env=S=…"]],
    ["--env = S=Zq7XkV9w3TbN2m", ["--env", "=", "S=…"]],
    ["-e = S=Zq7XkV9w3TbN2m", ["-e", "=", "S=…"]],
    ["--env-file=S=Zq7XkV9w3TbN2m", ["--env-file=S=…"]],
    ["--env-file S=Zq7XkV9w3TbN2m", ["--env-file", "S=…"]],
  ])("%s", (options, remove) => {
    const loaded = loadWords(`docker run ${options} --name r ${IMAGE}`);
    const { plan, secrets } = loaded;
    const issues = commandIssues(loaded).filter(({ kind }) => kind === "variable-without-option");
    expect(issues.map(({ subject, text, change }) => ({ subject, text, change }))).toEqual([
      {
        subject: { of: "variable", name: "S" },
        text: "S",
        change: { remove, add: ["-e", "S=…"], origin: issues[0]?.origin },
      },
    ]);
    // what follows is read as it was meant
    expect(plan.images[0]?.reference).toBe(IMAGE);
    expect(plan.containerName?.value).toBe("r");
    expect(plan.env.find(({ name }) => name === "S")).toMatchObject({ via: "command-line", traits: { length: 14 } });
    expect(secrets.values.map((one) => one.open())).toContain("Zq7XkV9w3TbN2m");
    expect(JSON.stringify(plan)).not.toContain("Zq7XkV");
  });

  it("is found as often as it is there, and in a text too", () => {
    const { plan } = loadText(`docker run A=1 \\\n  B=2 -e C=3 \\\n  D=4 ${IMAGE}`);
    expect(plan.issues.map(({ kind, text, origin }) => `${kind} ${text} ${originText(origin)}`)).toEqual([
      "variable-without-option A runner.sh:1",
      "variable-without-option B runner.sh:2",
      "variable-without-option D runner.sh:3",
    ]);
    expect(plan.env.map(({ name }) => name)).toEqual(["A", "B", "C", "D"]);
  });

  it("is none where the file is there", () => {
    const files = { "/work-dir/a=b": "X=1\n" };
    const { plan } = load({ words: ["docker", "run", "--env-file", "a=b", IMAGE] }, { files });
    expect(plan.issues).toEqual([]);
    expect(plan.env.map(({ name }) => name)).toEqual(["X"]);
  });

  it("is an error, and the -e comes before it", () => {
    const { plan } = loadWords(`docker run OAUTH_CLIENT_SECRET=Zq7XkV9w3TbN2m ${IMAGE}`);
    const found = runnerCommand.fromPlan?.(plan).find(({ code }) => code === "variable-without-option");
    expect(found).toMatchObject({
      severity: "error",
      target: "OAUTH_CLIENT_SECRET",
      remedy: {
        changes: [{ remove: ["OAUTH_CLIENT_SECRET=…"], add: ["-e", "OAUTH_CLIENT_SECRET=…"] }],
      },
    });
  });
});
