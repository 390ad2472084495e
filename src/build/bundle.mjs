/** Makes the program that runs of the sources and their packages: a few files, each loaded when it is needed. */
import { rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { leavesOut } from "./left-out.mjs";
import { licencesOf } from "./licences.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = `${ROOT}dist/program`;
const CATALOGUE = `${ROOT}dist/catalogue.json`;
const EXAMPLES = `${ROOT}dist/examples.json`;
const LICENCES = `${ROOT}dist/third-party-licenses.txt`;

const within = (pattern) => (id) => id.startsWith(ROOT) && pattern.test(id.slice(ROOT.length));

/** What is always loaded together is one file: finding and reading a file costs more than the code in it. */
const GROUPS = [
  // Those with a priority stand for themselves; every other takes along what its files need. Listens to signals, first of all:
  { name: "signals", test: within(/^src\/cli\/start\./), priority: 2 },
  // tells of a mistyped word, without any check
  { name: "nearest", test: within(/^(?:src\/judge\/nearest-word\.|node_modules\/fastest-levenshtein\/)/), priority: 2 },
  // what every command needs, and with the next one the reading thread
  {
    name: "base",
    test: within(
      /^src\/(?:contract|secrets|docker|requirements|cli\/(?:exit-codes|output|version|crash|terminal)\.|report\/(?:text|types)\.)/,
    ),
    priority: 1,
  },
  { name: "plan", test: within(/^src\/(?:plan\/(?!compose)|probe\/plan-world\.|cli\/reading\.)/), priority: 1 },
  // not the examples of messages, which only the build reads, and `explain` with a plugin
  { name: "checks", test: within(/^(?!.*\/examples\.)(?:checks|src\/judge|node_modules\/ipaddr\.js)\//) },
  { name: "view", test: within(/^src\/view\/(?!index\.)/) },
  { name: "network", test: within(/^src\/probe\/(?:network|registry)\//) },
  // a run, except for what one sort of input, question or report needs
  {
    name: "run",
    test: within(
      /^src\/(?:run|view\/index\.|probe|report\/(?!json|junit|markdown|table)|cli\/(?:check-command|plan-inputs|read-apart)\.)/,
    ),
  },
];

for (const path of [PROGRAM, CATALOGUE, EXAMPLES, LICENCES]) rmSync(path, { recursive: true, force: true });

const SOURCES = {
  cwd: ROOT,
  platform: "node",
  tsconfig: false,
  resolve: {
    extensionAlias: { ".js": [".ts", ".js"] },
    alias: {
      undici: `${ROOT}src/build/http-client.mjs`,
      // its other form asks for its own files in a way that no bundler sees
      "jsonc-parser": `${ROOT}node_modules/jsonc-parser/lib/esm/main.js`,
      // a copy of Node's streams for other platforms
      "readable-stream": "node:stream",
    },
  },
  plugins: [leavesOut],
};

const bundle = await rolldown({
  ...SOURCES,
  input: {
    start: "src/cli/start.ts",
    "reading-worker": "src/cli/reading-worker.ts",
    catalogue: "src/cli/catalogue.ts",
    index: "src/index.ts",
  },
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

// What each code says of some cases, findings by code. Only the data ships: no run needs what makes it.
const examples = await rolldown({ ...SOURCES, input: "checks/examples.ts" });
const {
  output: [{ code }],
} = await examples.generate({ format: "esm" });
await examples.close();
const { EXAMPLES: all } = await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);
const findings = Object.fromEntries(all.map((one) => [one.code, one.findings]));
writeFileSync(EXAMPLES, `${JSON.stringify(findings, null, 1)}\n`);
