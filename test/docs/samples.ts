import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Recording } from "../../src/contract/index.js";
import { painter } from "../../src/report/ansi.js";
import { ALL } from "../../src/report/table/context.js";
import { renderRemedy } from "../../src/report/table/remedy.js";
import { runCli } from "../cli/support/run-cli.js";

const RECORDINGS = join(import.meta.dirname, "../fixtures/recordings");
const COLUMNS = 80;
const TERMINAL = { LC_ALL: "C.UTF-8", COLUMNS: String(COLUMNS) };

function codeBlock(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

/** Runs something in a folder of its own, which is gone afterwards. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "preflight-docs-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the program prints about a stored recording. */
export async function recordedSample(name: string): Promise<string> {
  return inFolder(async (folder) => {
    const stored = JSON.parse(readFileSync(join(RECORDINGS, `${name}.json`), "utf8")) as { recording: Recording };
    const file = join(folder, "facts.json");
    writeFileSync(file, JSON.stringify(stored.recording));
    const { stdout, stderr } = await runCli(["check", "--from", file], { env: TERMINAL });
    if (stdout === "") throw new Error(stderr);
    return codeBlock(stdout);
  });
}

/** What `credentials` prints of an image whose key in `/etc/runner/config.json` is another name of Docker Hub. */
export async function credentialsSample(image: string): Promise<string> {
  return inFolder(async (folder) => {
    const auth = Buffer.from("deployer:x").toString("base64");
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { "docker.io": { auth } } }));
    const { stdout, stderr } = await runCli(["credentials", image, "--docker-config", folder], { env: TERMINAL });
    if (stdout === "") throw new Error(stderr);
    return codeBlock(stdout.replaceAll(folder, "/etc/runner"));
  });
}

/** A remedy whose change is one of a compose file. */
export function changeSample(): string {
  const plan = { source: "compose", description: "compose.yaml service runner" } as const;
  const change = { remove: ["-v", "./work:/tmp"], add: ["-v", "/tmp:/tmp"], origin: "compose.yaml:14" };
  const summary = "Mount the working directory at its own path.";
  const remedy = { summary, afterwards: [], commands: [], changes: [change], source: "", likewise: 0 };
  const context = { report: { plan }, columns: COLUMNS, paint: painter(false), room: ALL };
  return codeBlock(renderRemedy(remedy, context).join("\n"));
}
