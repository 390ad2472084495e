/** Makes the program that runs of the sources and their packages: a few files, each loaded when it is needed. */
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { leavesOut } from "./left-out.mjs";
import { licencesOf } from "./licences.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = `${ROOT}dist/program`;
const CATALOGUE = `${ROOT}dist/catalogue.json`;
const LICENCES = `${ROOT}dist/third-party-licenses.txt`;

const within = (pattern) => (id) => id.startsWith(ROOT) && pattern.test(id.slice(ROOT.length));

/** What is always loaded together is one file: finding and reading a file costs more than the code in it. */
const GROUPS = [
  // first, because a group takes along what its files need: a mistyped word is told without the checks
  { name: "nearest", test: within(/^node_modules\/fastest-levenshtein\//), priority: 1 },
  { name: "words", test: within(/^src\/(?:contract|secrets|docker|requirements)/) },
  { name: "checks", test: within(/^(?:checks|src\/judge|node_modules\/ipaddr\.js)\//) },
  { name: "run", test: within(/^src\/(?:run|view|plan\/(?!compose)|probe\/(?!network|registry))/) },
];

for (const path of [PROGRAM, CATALOGUE, LICENCES]) rmSync(path, { recursive: true, force: true });

const bundle = await rolldown({
  cwd: ROOT,
  input: {
    start: "src/cli/start.ts",
    "reading-worker": "src/cli/reading-worker.ts",
    catalogue: "src/cli/catalogue.ts",
    index: "src/index.ts",
  },
  platform: "node",
  tsconfig: false,
  resolve: {
    extensionAlias: { ".js": [".ts", ".js"] },
    alias: {
      undici: `${ROOT}src/build/http-client.mjs`,
      // a copy of Node's streams for other platforms
      "readable-stream": "node:stream",
    },
  },
  plugins: [leavesOut],
});
const { output } = await bundle.write({
  dir: PROGRAM,
  format: "esm",
  minify: true,
  codeSplitting: { groups: GROUPS },
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
  sourcemap: true,
  sourcemapExcludeSources: true,
});
await bundle.close();

const moduleIds = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
writeFileSync(LICENCES, licencesOf(moduleIds));

// What `list` and `explain` read, so that nobody waits for every check to read a sentence.
const { readCatalogue } = await import(`${PROGRAM}/catalogue.js`);
writeFileSync(CATALOGUE, `${JSON.stringify(await readCatalogue([]), null, 1)}\n`);
