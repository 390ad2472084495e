import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { CredentialTrace } from "../../src/contract/index.js";
import { runCli } from "./support/run-cli.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-credentials-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const CANARY = "canary-password-5150";
const encoded = Buffer.from(`deployer:${CANARY}`).toString("base64");
writeFileSync(
  join(FOLDER, "config.json"),
  JSON.stringify({ auths: { "r.example": { auth: encoded } }, credHelpers: { "s.example": "ecr-login" } }),
);

const run = (...words: string[]) => runCli(["credentials", ...words, "--docker-config", FOLDER]);

describe("credentials", () => {
  it("names file, key and user of the images that are named, and no password", async () => {
    const { code, stdout, stderr } = await run("r.example/app:1", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout) as CredentialTrace[]).toMatchObject([
      {
        image: "r.example/app:1",
        reader: "runner",
        file: join(FOLDER, "config.json"),
        key: "r.example",
        username: "deployer",
        result: "basic as deployer",
      },
    ]);
    expect([CANARY, encoded].filter((secret) => (stdout + stderr).includes(secret))).toEqual([]);
  });

  it("ends with 1 where a mechanism decides that the runner cannot use", async () => {
    const { code, stdout } = await run("r.example/app:1", "s.example/app:1");
    expect(code).toBe(1);
    expect(stdout).toContain("s.example/app:1: unsupported: credential-helper");
  });

  it("asks for the whole plan without an image", async () => {
    const { code, stdout } = await run("--format", "json");
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as CredentialTrace[]).map(({ reader }) => reader)).toContain("docker client");
  });

  it.each([
    ["a start command without --", ["docker", "run"]],
    ["options of check", ["--only", "docker-config"]],
    ["other formats", ["--format", "junit"]],
  ])("refuses %s", async (_name, words) => {
    const { code, stdout, stderr } = await run(...words);
    expect({ code, stdout, lines: stderr.trim().split("\n").length }).toEqual({ code: 2, stdout: "", lines: 1 });
  });
});
