/** What npm runs after an installation: builds, where what builds was installed too (`npm ci --omit=dev` does without). */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const at = (path) => existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

if (at("node_modules/rolldown") && at("node_modules/typescript")) {
  execFileSync("npm", ["run", "build"], { stdio: "inherit" });
} else {
  const state = at("dist/program/start.js") ? "the build that is there stays" : "npm ci without --omit=dev builds it";
  process.stderr.write(`runner-preflight: not built, because development packages are not installed; ${state}\n`);
}
