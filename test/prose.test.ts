import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { proseMatches } from "./support/prose-matches.js";

const ROOT = join(import.meta.dirname, "..");

/** A place that reads words, and why it may. */
interface Exception {
  /** A file, or a folder with all that is in it. */
  readonly within: string;
  /** A part of the place's text; every place of `within` by default. */
  readonly text?: string;
  readonly why: string;
}

/** Words that are not ours: they cannot be had as codes. */
const WORDS_OF_OTHERS: readonly Exception[] = [
  { within: "src/judge/network/engine-message.ts", why: "the engine's and Go's words, as one dated table" },
  {
    within: "src/judge/images/classify-answer.ts",
    text: "token has expired",
    why: "ECR's words, under a code for all",
  },
  { within: "checks/mount-paths/", text: "mounts denied|", why: "Docker Desktop's words" },
  { within: "checks/mount-paths/", text: "not a directory", why: "the operating system's words, through the engine" },
];

interface Place {
  readonly file: string;
  readonly text: string;
}

const places: readonly Place[] = ["checks", "src/judge", "src/run"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name))
    .flatMap((file) => proseMatches(readFileSync(join(ROOT, file), "utf8")).map((text) => ({ file, text }))),
);

const allows =
  ({ within, text = "" }: Exception) =>
  (place: Place) =>
    place.file.startsWith(within) && place.text.includes(text);

describe("judgements", () => {
  it("decide by codes and numbers: they match no sentence", () => {
    const wrong = places.filter((place) => !WORDS_OF_OTHERS.some((exception) => allows(exception)(place)));
    expect(wrong.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  });

  it("need every exception that is listed here", () => {
    const leftOver = WORDS_OF_OTHERS.filter((exception) => !places.some(allows(exception)));
    expect(leftOver).toEqual([]);
  });
});

describe("a match of words is seen", () => {
  it.each([
    ["in a member", 'if (found.message.includes("no such")) warn();'],
    ["in a member that may be missing", 'const isAbsent = walk?.notProven?.startsWith("not") === true;'],
    ["in a member of its own name", 'const f = ({ detail }: Fact) => detail.endsWith("there");'],
    ["by a pattern", 'const isLink = /symbolic link/u.test(stat.detail ?? "");'],
    ["by a named pattern", "const match = ABSENT.exec(reason.trim());"],
    ["taken apart", 'const [file] = variable.origin.split(":");'],
    ["under another name", 'const f = ({ problem: text }: Fact) => text.includes("base64");'],
    ["in a constant", 'const text = found.summary.toLowerCase(); if (text.includes("log in")) warn();'],
    ["in a list", 'if (["is not there", "is a folder"].includes(found.reason)) warn();'],
    ["by comparison", 'if (found.reason === "the file is not there") warn();'],
    ["in a choice", 'switch (found.reason) { case "the file is not there": warn(); }'],
  ])("%s", (_name, source) => {
    expect(proseMatches(source)).toHaveLength(1);
  });

  it.each([
    ["a code", 'if (found.code.startsWith("dns-")) warn();'],
    ["a code that is called reason", 'if (found.reason === "not-found") warn();'],
    ["a sentence that is passed on", "const said = `${found.message}; ${found.remedy.summary}`;"],
    ["whether there is one", "if (walk.notProven !== undefined) warn();"],
  ])("but not %s", (_name, source) => {
    expect(proseMatches(source)).toEqual([]);
  });
});
