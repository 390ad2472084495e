/**
 * What npm runs after an installation and before it packs: builds, where what builds was installed too (`npm ci --omit=dev`
 * does without). Nothing is packed without the program.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const at = (path) => existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));
const say = (text) => process.stderr.write(`runner-preflight: ${text}\n`);
const isPacked = ["pack", "publish"].includes(process.env.npm_command);

if (at("node_modules/rolldown") && at("node_modules/typescript")) {
  execFileSync("npm", ["run", "build"], { stdio: "inherit" });
} else if (at("dist/program/start.js")) {
  say("not built again, because development packages are not installed; the build that is there stays");
} else if (isPacked) {
  say("there is nothing to pack: it is not built; run npm ci, without --omit=dev, first");
  process.exitCode = 1;
} else {
  say("not built, because development packages are not installed; npm ci, without --omit=dev, builds it");
}
