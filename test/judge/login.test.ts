import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loginCommand, ownConfigCommands } from "../../src/judge/remedy/login.js";
import { buildPlan } from "../checks/support.js";

const PLAN = buildPlan();

describe("a config.json of the runner's own", () => {
  let home = "";
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "own config "));
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });

  const run = (registries: readonly string[]) => {
    const [prepare] = ownConfigCommands(PLAN, join(home, ".docker/config.json"), registries);
    execFileSync("sh", ["-c", prepare?.run ?? "exit 1"]);
    return join(home, ".docker-runner/config.json");
  };

  it("is made with an empty entry for each registry, for its owner alone", () => {
    const file = run(["r.example:5000", "docker.io"]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      auths: { "r.example:5000": {}, "https://index.docker.io/v1/": {} },
    });
    expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
  });

  it("is left as it is when it is there", () => {
    const file = run(["r.example"]);
    writeFileSync(file, "{}");
    run(["r.example"]);
    expect(readFileSync(file, "utf8")).toBe("{}");
  });
});

it.each<[registry: string, more: Partial<Parameters<typeof loginCommand>[0]>, run: string, risk: string]>([
  ["r.example", {}, "docker --config /root/.docker login r.example", "safe"],
  [
    "r.example",
    { username: "robot$ci" },
    "docker --config /root/.docker login --username 'robot$ci' r.example",
    "safe",
  ],
  ["r.example", { plan: buildPlan({ sudo: true }) }, "sudo docker --config /root/.docker login r.example", "sudo"],
  ["r.example", { losesEntries: true }, "docker --config /root/.docker login r.example", "destructive"],
  [
    "docker.io",
    {},
    `printf 'Docker Hub user: '; read -r hub_user; docker --config /root/.docker login --username "$hub_user"`,
    "safe",
  ],
])("the login to %s with %j", (registry, more, run, risk) => {
  expect(loginCommand({ plan: PLAN, file: "/root/.docker/config.json", registry, ...more })).toEqual({ run, risk });
});
