import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCli } from "./support/run-cli.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-ascii-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const PLUGIN = join(FOLDER, "wide.mjs");
writeFileSync(
  PLUGIN,
  `const entry = { severity: "error", meaning: "…", cause: "c", remedy: "r", source: "s" };
export default { id: "acme/x", title: "… holds", group: "host", severity: "error", codes: { "x-wrong": entry },
  async run() { return { status: "pass" }; } };
`,
);
const CONFIG = join(FOLDER, "config.json");

describe("only ASCII where the terminal shows no more:", () => {
  it.each([
    ["list", "--plugin", PLUGIN],
    ["explain", "x-wrong", "--plugin", PLUGIN],
    ["credentials", "--docker-config", FOLDER],
    ["repair", "config", CONFIG, "--remove-auth", "x", "--yes"],
  ])("%s", async (...args) => {
    const printed = async (env: Readonly<Record<string, string>>) => {
      writeFileSync(CONFIG, '{ "auths": { "x": {} }, "credsStore": "…" }', { mode: 0o600 });
      return (await runCli(args, { env })).stdout;
    };
    expect(await printed({})).toMatch(/^\p{ASCII}+$/u);
    expect(await printed({ LANG: "C.UTF-8" })).toMatch(/[^\p{ASCII}]/u);
  });

  it("but a document stays as it is", async () => {
    const { stdout } = await runCli(["list", "--plugin", PLUGIN, "--format", "json"]);
    expect(stdout).toContain("… holds");
  });
});
