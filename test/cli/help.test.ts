import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../../checks/index.js";
import { runCli } from "./support/run-cli.js";

const PACKAGE = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };

const OPTIONS = [
  "--command-file",
  "--compose",
  "--service",
  "--container",
  "--image",
  "--domain",
  "--docker-host",
  "--docker-config",
  "--only",
  "--skip",
  "--strict",
  "--timeout",
  "--deadline",
  "--concurrency",
  "--format",
  "--report",
  "--facts",
  "--from",
  "--plugin",
  "--quiet",
  "--verbose",
  "--no-color",
  "--version",
  "--help",
];

describe("--help", () => {
  it("names every option, command and exit code within 80 columns, on stdout", async () => {
    const { code, stdout, stderr } = await runCli(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const option of OPTIONS) expect(stdout).toMatch(new RegExp(`^  (-\\w, )?${option}\\b`, "m"));
    for (const command of ["check", "list", "explain"]) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    for (const exit of [0, 1, 2, 3, 70, 130]) expect(stdout).toMatch(new RegExp(`^  ${exit} `, "m"));
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("is the same with -h, and with a command", async () => {
    const { stdout } = await runCli(["--help"]);
    expect((await runCli(["-h"])).stdout).toBe(stdout);
    expect((await runCli(["list", "--help"])).stdout).toBe(stdout);
  });
});

it("--version is the package's", async () => {
  expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: `${PACKAGE.version}\n`, stderr: "" });
});

describe("list", () => {
  it("has a line per check", async () => {
    const { code, stdout } = await runCli(["list"]);
    expect(code).toBe(0);
    for (const { id } of CHECKS) expect(stdout).toMatch(new RegExp(`^${id} `, "m"));
  });

  it("is the catalogue as JSON", async () => {
    const { stdout } = await runCli(["list", "--format", "json"]);
    const list = JSON.parse(stdout) as readonly {
      id: string;
      needs: readonly string[];
      codes: readonly { code: string }[];
    }[];
    expect(list.map(({ id, needs, codes }) => ({ id, needs, codes: codes.map(({ code }) => code) }))).toEqual(
      CHECKS.map((check) => ({
        id: check.id,
        needs: (check.needs ?? []).map(({ id }) => id),
        codes: Object.keys(check.codes),
      })),
    );
  });
});

describe("explain", () => {
  it("a check names all its codes", async () => {
    const [check] = CHECKS;
    const { code, stdout } = await runCli(["explain", check?.id ?? ""]);
    expect(code).toBe(0);
    for (const one of Object.keys(check?.codes ?? {})) expect(stdout).toContain(one);
  });

  it("a code has meaning, cause, remedy, source, and who reports it", async () => {
    const { code, stdout } = await runCli(["explain", "socket-missing"]);
    expect(code).toBe(0);
    for (const word of ["docker-socket", "Meaning:", "Cause:", "Remedy:", "Source:"]) expect(stdout).toContain(word);
  });

  it("a code that several checks report is explained once", async () => {
    const { stdout } = await runCli(["explain", "dns-not-found"]);
    expect(stdout).toContain("registry-reachable, service-reachable");
    expect(stdout.match(/^Meaning:/gm)).toHaveLength(1);
  });
});
