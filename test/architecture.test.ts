import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../checks/index.js";
import { describeCheckProblems, describeSetProblems } from "../src/run/index.js";

const ROOT = join(import.meta.dirname, "..");

interface Import {
  readonly file: string;
  /** A package, `node:x`, or a path from the root without extension. */
  readonly to: string;
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

const IMPORT = /(?<![\w-])(?:from|import)\s*\(?\s*"([^"\n]+)"/g;

const imports: readonly Import[] = [...listFiles("src"), ...listFiles("checks")].flatMap((file) =>
  [...readFileSync(join(ROOT, file), "utf8").matchAll(IMPORT)].map(([, to = ""]) => ({
    file,
    to: to.startsWith(".") ? normalize(join(dirname(file), to)).replace(/\.js$/, "") : to,
  })),
);

const within = (folder: string) => (path: string) => path === folder || path.startsWith(`${folder}/`);
const describeImport = ({ file, to }: Import) => `${file} imports ${to}`;
const importsOf = (folder: string) => imports.filter(({ file }) => within(folder)(file));

/** The rooms and parts that use a file of src/judge, itself or through other files there. */
function usersOf(target: string, all: readonly Import[], seen: Set<string>): ReadonlySet<string> {
  const users = new Set<string>();
  for (const { file } of all.filter(({ to }) => to === target)) {
    if (!within("src/judge")(file)) users.add(/^(?:checks|src)\/[^/]+/u.exec(file)?.[0] ?? file);
    else if (!seen.has(file)) {
      seen.add(file);
      for (const user of usersOf(file.replace(/\.ts$/u, ""), all, seen)) users.add(user);
    }
  }
  return users;
}

/** Files of src/judge that fewer than two rooms or parts use. */
function lonelyIn(files: readonly string[], all: readonly Import[]): readonly string[] {
  return files.filter((file) => usersOf(file.replace(/\.ts$/u, ""), all, new Set()).size < 2);
}

it.each<[string, readonly string[], boolean]>([
  ["nobody", [], true],
  ["two files of one check", ["checks/a/check.ts one", "checks/a/words.ts one"], true],
  ["a neighbour that one check uses", ["src/judge/two.ts one", "checks/a/check.ts two"], true],
  [
    "a chain that ends at one check",
    ["src/judge/x/two.ts one", "src/judge/three.ts x/two", "checks/a/b.ts three"],
    true,
  ],
  ["a circle that one check uses", ["src/judge/two.ts one", "src/judge/one.ts two", "checks/a/check.ts two"], true],
  ["two checks", ["checks/a/check.ts one", "checks/b/check.ts one"], false],
  ["one check and a part", ["checks/a/check.ts one", "src/run/a.ts one"], false],
  [
    "a neighbour that two checks use",
    ["src/judge/two.ts one", "checks/a/check.ts two", "checks/b/check.ts two"],
    false,
  ],
  ["one check, and a chain to another", ["checks/a/a.ts one", "src/judge/two.ts one", "checks/b/b.ts two"], false],
])("a file of src/judge that %s uses: %j", (_, edges, isLonely) => {
  const all = edges.map((edge) => {
    const [file = "", to = ""] = edge.split(" ");
    return { file, to: `src/judge/${to}` };
  });
  expect(lonelyIn(["src/judge/one.ts"], all).length > 0).toBe(isLonely);
});

describe("imports", () => {
  it("of checks are the contract, the vendor's data, pure reasoning and other checks", () => {
    const allowed = [
      within("src/contract"),
      within("src/judge"),
      within("checks"),
      within("src/docker"),
      within("src/secrets"),
      (to: string) => to === "src/requirements",
    ];
    const wrong = importsOf("checks")
      .filter(({ to }) => !["fastest-levenshtein", "ipaddr.js"].includes(to))
      .filter(({ to }) => !allowed.some((allows) => allows(to)));
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it("of one check's room reach another room only for `needs`", () => {
    const roomOf = (path: string) => /^checks\/([^/]+)\//u.exec(path)?.[1];
    const wrong = importsOf("checks")
      .filter(({ file, to }) => roomOf(file) !== undefined && roomOf(to) !== undefined && roomOf(file) !== roomOf(to))
      .filter(({ file, to }) => !(file.endsWith("/check.ts") && to.endsWith("/check")));
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it("of src/judge come from two rooms or parts at least: what only one uses lives with it", () => {
    expect(lonelyIn(listFiles("src/judge"), imports)).toEqual([]);
  });

  it("of docker's own language are the contract, what hides secrets, and itself alone", () => {
    const wrong = importsOf("src/docker").filter(
      ({ to }) =>
        !within("src/docker")(to) &&
        !within("src/contract")(to) &&
        !within("src/secrets")(to) &&
        !["node:util", "node:net"].includes(to),
    );
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it("of docker's own language take from node:net only what reads an address", () => {
    const taken = listFiles("src/docker").flatMap((file) =>
      [...readFileSync(join(ROOT, file), "utf8").matchAll(/^import (.*) from "node:net";$/gmu)].map(
        ([, names]) => names,
      ),
    );
    expect(new Set(taken)).toEqual(new Set(["{ isIP }"]));
  });

  it("of the contract and of pure reasoning touch neither the world nor any other part", () => {
    const allowed = [
      within("src/contract"),
      within("src/judge"),
      within("src/docker"),
      within("src/secrets"),
      (to: string) => to === "src/requirements",
    ];
    const wrong = [...importsOf("src/contract"), ...importsOf("src/judge")]
      .filter(({ to }) => !["node:util", "fastest-levenshtein", "ipaddr.js"].includes(to))
      .filter(({ to }) => !allowed.some((allows) => allows(to)));
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it("of what hides secrets are the contract's Secret and itself alone", () => {
    const wrong = importsOf("src/secrets").filter(
      ({ to }) => !within("src/secrets")(to) && to !== "src/contract/secret",
    );
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it.each(["plan", "probe", "run", "report", "view", "shape"])("of src/%s reach no other part", (part) => {
    const others = ["src/plan", "src/probe", "src/run", "src/report", "src/view", "src/cli", "checks"].filter(
      (other) => other !== `src/${part}`,
    );
    const wrong = importsOf(`src/${part}`).filter(({ to }) => others.some((other) => within(other)(to)));
    // The plan's interface to the world is implemented by the probes: its types alone may be named there.
    const types = wrong.filter(({ file, to }) => !(within("src/probe")(file) && to === "src/plan/index"));
    expect(types.map(describeImport)).toEqual([]);
  });

  it.each([
    ["dockerode", "src/probe/engine"],
    ["undici", "src/probe"],
    ["yaml", "src/plan"],
    ["commander", "src/cli"],
    ["valibot", "src/shape"],
    ["jsonc-parser", "src/repair"],
    ["listr2", "src/view"],
    ["cli-table3", "src/report"],
  ])("of %s stay in %s", (name, folder) => {
    const using = imports.filter(({ to }) => to === name);
    expect(using.length).toBeGreaterThan(0);
    expect(using.filter(({ file }) => !within(folder)(file)).map(describeImport)).toEqual([]);
  });
});

it("run, report, view and cli name no check by its id and no code", () => {
  const names = new Set(CHECKS.flatMap(({ id, codes }) => [id, ...Object.keys(codes)]));
  const named = ["src/run", "src/report", "src/view", "src/cli"].flatMap(listFiles).flatMap((file) =>
    readFileSync(join(ROOT, file), "utf8")
      .split("\n")
      .flatMap((line, index) =>
        [...line.matchAll(/["'`]([a-z]+(?:-[a-z]+)+)["'`]/gu)]
          .filter(([, word = ""]) => names.has(word))
          .map(([, word]) => `${file}:${index + 1} ${word}`),
      ),
  );
  expect(named).toEqual([]);
});

describe("checks", () => {
  const ids = CHECKS.map(({ id }) => id);

  it("are well-formed, and so is their set", () => {
    expect(CHECKS.flatMap((check) => describeCheckProblems(check, "built-in"))).toEqual([]);
    expect(describeSetProblems(CHECKS)).toEqual([]);
  });

  it("have a file, a page, a test and a line in the index each, and none is left over", () => {
    const rooms = readdirSync(join(ROOT, "checks"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.map(({ name }) => name).sort()).toEqual([...ids].sort());
    const lacking = ids.flatMap((id) =>
      [`checks/${id}/check.ts`, `checks/${id}/page.md`, `test/checks/${id}.test.ts`].filter(
        (file) => !existsSync(join(ROOT, file)),
      ),
    );
    expect(lacking).toEqual([]);
    const index = readFileSync(join(ROOT, "checks/index.ts"), "utf8");
    expect(ids.filter((id) => !index.includes(`"./${id}/check.js"`))).toEqual([]);
  });

  it("share a code only with one meaning", () => {
    const meanings = new Map<string, Set<string>>();
    for (const check of CHECKS) {
      for (const [code, entry] of Object.entries(check.codes)) {
        meanings.set(code, (meanings.get(code) ?? new Set()).add(entry.meaning));
      }
    }
    expect([...meanings].filter(([, texts]) => texts.size > 1).map(([code]) => code)).toEqual([]);
  });
});

it("no source file is empty talk: every one is imported or an entry", () => {
  const entries = [
    "src/index",
    "src/cli/start",
    "src/cli/reading-worker",
    "src/cli/catalogue",
    "checks/index",
    "checks/examples",
  ];
  const imported = new Set(imports.map(({ to }) => to));
  const orphans = [...listFiles("src"), ...listFiles("checks")]
    .map((file) => relative(".", file).replace(/\.ts$/, ""))
    .filter((file) => !imported.has(file) && !entries.includes(file));
  expect(orphans).toEqual([]);
  expect(existsSync(join(ROOT, "bin/runner-preflight.js"))).toBe(true);
});
