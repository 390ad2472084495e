import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { originText, type Recording, type Report } from "../../src/contract/index.js";
import { parseArguments } from "../../src/cli/program.js";
import { BIN, type CliOptions, runCli } from "../cli/support/run-cli.js";
import { loadWords } from "../plan/world.js";
import { blocksOf, pageCommands, type PageCommand, ROOT } from "./commands.js";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-readme-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const COMMANDS = pageCommands();
const OF_README = COMMANDS.filter(({ page }) => page === "README.md");
const NAME = "runner-preflight";
const FROM_CHECKOUT = "node bin/runner-preflight.js";

function readmeCommand(start: string): PageCommand {
  const found = OF_README.find(({ line }) => line.startsWith(start));
  if (found === undefined) throw new Error(`README shows no ${start}`);
  return found;
}

/** The arguments of a command of this program; nothing for one of another. */
function argumentsOf({ line }: PageCommand): readonly string[] | undefined {
  const start = [NAME, FROM_CHECKOUT].find((name) => line === name || line.startsWith(`${name} `));
  return start === undefined ? undefined : line.slice(start.length).split(" ").filter(Boolean);
}

const OWN = COMMANDS.flatMap((command) => {
  const words = argumentsOf(command);
  return words === undefined ? [] : [{ ...command, words }];
});

/** A host without an engine, and without a network that would be asked. */
const ALONE: CliOptions = { cwd: FOLDER, env: { DOCKER_HOST: "unix:///nonexistent.sock" } };
const OFFLINE = ["--skip", "service-reachable"];

describe("a command of the pages", () => {
  it("is there to be tried", () => {
    expect(OWN.length).toBeGreaterThan(10);
  });

  it.each(OWN)("is understood: $page $line", async ({ words }) => {
    await expect(parseArguments(words)).resolves.toHaveProperty("command");
  });

  it("comes from no registry", () => {
    expect(
      COMMANDS.filter(({ line }) => /\bnpx\b|npm (?:i|install|exec) (?:-g )?runner-preflight/u.test(line)),
    ).toEqual([]);
  });
});

describe("the ways to install", () => {
  const prefix = join(FOLDER, "prefix");
  const install = readmeCommand("npm i -g ");
  const file = install.line.split("/").at(-1) ?? "";

  beforeAll(() => {
    const npm = (line: string, ...more: readonly string[]): string => {
      const [program = "", ...words] = line.split(" ");
      return execFileSync(program, [...words, ...more], { cwd: ROOT, encoding: "utf8", stdio: "pipe" });
    };
    // the build that is there is packed: others run it while this one is tried
    npm(readmeCommand("npm pack").line, "--ignore-scripts", "--pack-destination", FOLDER);
    npm(install.line.replace(`./${file}`, join(FOLDER, file)), "--offline", "--prefix", prefix);
  });

  it.each([
    ["of the packed file", NAME, join(prefix, "bin", NAME)],
    ["of a checkout", FROM_CHECKOUT, BIN],
  ])("%s print what is shown", async (_, name, bin) => {
    const { line, output } = readmeCommand(`${name} --version`);
    const { code, stdout } = await runCli([line.split(" ").at(-1) ?? ""], { bin });
    expect({ code, stdout }).toEqual({ code: 0, stdout: output });
  });

  it("give a program that judges as the checkout does", async () => {
    const words = ["--skip", "service-reachable", "--format", "json"];
    const { code, stdout } = await runCli(words, { ...ALONE, bin: join(prefix, "bin", NAME) });
    const ofCheckout = await runCli(words, ALONE);
    const causes = (text: string) => (JSON.parse(text) as Report).causes;
    expect({ code, causes: causes(stdout) }).toEqual({ code: ofCheckout.code, causes: causes(ofCheckout.stdout) });
  });
});

it("the start command with a fault is the one that was recorded", () => {
  const file = join(ROOT, "test/fixtures/recordings/working-directory-not-mounted.json");
  const { recording } = JSON.parse(readFileSync(file, "utf8")) as { readonly recording: Recording };
  const words = argumentsOf(readmeCommand(`${NAME} -- docker`)) ?? [];
  const { plan } = loadWords(words.slice(words.indexOf("--") + 1));
  const shapeOf = ({ env, mounts, images: [image] }: typeof plan) => [
    ...env.map(({ name, origin }) => `${name} ${originText(origin)}`),
    ...mounts.map(({ text, origin }) => `${text} ${originText(origin)}`),
    image?.reference,
  ];
  expect(shapeOf(plan)).toEqual(shapeOf(recording.plan));
});

describe("what the README shows works:", () => {
  it("repairs", async () => {
    const files = {
      "/root/.docker/config.json": JSON.stringify({ auths: { "r.example:443": { auth: "dTpw" } } }),
      "/etc/docker/daemon.json": JSON.stringify({ "log-driver": "syslog" }),
      "runner.sh": "docker run —rm -e A=b runner:1\n",
    };
    const folder = join(FOLDER, "repair");
    mkdirSync(folder);
    for (const [index, [file, text]] of Object.entries(files).entries()) {
      const copy = join(folder, String(index));
      writeFileSync(copy, text);
      const [command] = OWN.filter(
        ({ page, words }) => page === "README.md" && words[0] === "repair" && words[2] === file,
      );
      const words = command?.words.map((word) => (word === file ? copy : word)) ?? [];
      expect(await runCli([...words, "--yes"], ALONE)).toMatchObject({ code: 0 });
      expect(readFileSync(copy, "utf8")).not.toBe(text);
    }
  });

  it("a support ticket", async () => {
    writeFileSync(join(FOLDER, "runner.sh"), "docker run -v /tmp:/tmp runner:1\n");
    const live = argumentsOf(readmeCommand(`${NAME} --command-file runner.sh --report`)) ?? [];
    const again = argumentsOf(readmeCommand(`${NAME} --from`)) ?? [];
    const first = await runCli([...live, ...OFFLINE, "--format", "json"], ALONE);
    expect(readFileSync(join(FOLDER, "ticket.md"), "utf8")).toContain("FAIL");
    const second = await runCli([...again, ...OFFLINE, "--format", "json"], ALONE);
    expect(second.code).toBe(first.code);
    expect((JSON.parse(second.stdout) as Report).causes).toEqual((JSON.parse(first.stdout) as Report).causes);
  });

  it("the gate in CI", async () => {
    const [script = ""] = blocksOf("README.md", "yaml");
    const [, line = "", output = ""] = /- runner-preflight (.*) > (\S+)$/mu.exec(script) ?? [];
    const folder = join(FOLDER, "ci");
    mkdirSync(join(folder, "deploy"), { recursive: true });
    writeFileSync(join(folder, "deploy/runner.sh"), "docker run -v /tmp:/tmp runner:1\n");
    const { code, stdout } = await runCli([...line.split(" "), ...OFFLINE], { ...ALONE, cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^<\?xml/u);
    expect(script).toContain(`artifacts: [test-results/*.xml, preflight.md]`);
    expect(output).toMatch(/^test-results\/[^/]+\.xml$/u);
    expect(existsSync(join(folder, "preflight.md"))).toBe(true);
  });

  it("a check of one's own", async () => {
    const [source = ""] = blocksOf("README.md", "js");
    writeFileSync(join(FOLDER, "disk-speed.mjs"), source);
    const explained = await runCli(["explain", "work-volume-missing", "--plugin", "./disk-speed.mjs"], ALONE);
    expect(explained).toMatchObject({ code: 0, stderr: "" });
    const words = ["--plugin", "./disk-speed.mjs", "--only", "acme/work-volume", "--format", "json"];
    const { code, stdout } = await runCli(words, ALONE);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ bugs: [], results: [{ id: "acme/work-volume" }] });
  });
});
