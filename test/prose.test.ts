import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ownSentences } from "./support/own-sentences.js";
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

function placesIn(folders: readonly string[], look: (source: string) => readonly string[]): readonly Place[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name))
      .flatMap((file) => look(readFileSync(join(ROOT, file), "utf8")).map((text) => ({ file, text }))),
  );
}

const allows =
  ({ within, text = "" }: Exception) =>
  (place: Place) =>
    place.file.startsWith(within) && place.text.includes(text);

describe("judgements", () => {
  const places = placesIn(["checks", "src/judge", "src/run"], proseMatches);

  it("decide by codes and numbers: they match no sentence", () => {
    const wrong = places.filter((place) => !WORDS_OF_OTHERS.some((exception) => allows(exception)(place)));
    expect(wrong.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  });

  it("need every exception that is listed here", () => {
    const leftOver = WORDS_OF_OTHERS.filter((exception) => !places.some(allows(exception)));
    expect(leftOver).toEqual([]);
  });
});

/** Sentences that are no data: lines about bad input that are put together, and what the plan itself is called. */
const SENTENCES: readonly Exception[] = [
  { within: "src/contract/origin.ts", why: "the printed form of an origin, which is a value until then" },
  { within: "src/plan/compose/amount.ts", why: "parts of the line that names a limit" },
  { within: "src/plan/compose/file.ts", text: "YAML is", why: "a part of the line that names a limit" },
  { within: "src/plan/compose/file.ts", text: "the ", why: "what a path in a line about bad input is relative to" },
  { within: "src/docker/paths.ts", text: "relative to", why: "where a line about bad input looked for a file" },
  { within: "src/docker/paths.ts", text: "the current folder", why: "what a path in such a line is relative to" },
  { within: "src/plan/compose/layers.ts", text: "extends is", why: "a part of the line that names a limit" },
  { within: "src/plan/compose/layers.ts", text: "print it with", why: "what a line about bad input recommends" },
  { within: "src/plan/command/text/", text: "that opens here", why: "a part of the line about what is never closed" },
  { within: "src/plan/command/text/", text: "LIMITS.", why: "a part of the line that names a limit" },
  { within: "src/plan/bounds.ts", text: "expected the deployment", why: "what every line about a limit expects" },
  { within: "src/plan/env-file.ts", text: "expected", why: "a part of the line about a bad env file" },
  { within: "src/plan/domain.ts", text: "the value", why: "a part of the line about a bad --domain" },
  { within: "src/plan/index.ts", text: "words after --", why: "what an input is called in a line about bad input" },
  { within: "src/plan/command/command-text.ts", text: "words after --", why: "what the plan is called" },
  { within: "src/plan/command/docker-run.ts", text: "is not Docker", why: "what the plan is called" },
  { within: "src/plan/default-deployment.ts", text: "default deployment", why: "what the plan is called" },
];

describe("plan, docker and contract", () => {
  const places = placesIn(["src/plan", "src/docker", "src/contract"], ownSentences);

  it("make no sentences: they say by name what is wrong, and the checks word it", () => {
    const wrong = places.filter((place) => !SENTENCES.some((exception) => allows(exception)(place)));
    expect(wrong.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  });

  it("need every exception that is listed here", () => {
    expect(SENTENCES.filter((exception) => !places.some(allows(exception)))).toEqual([]);
  });
});

describe("a sentence is seen", () => {
  it.each([
    ["in a literal", 'const problem = "invalid mount path";'],
    ["in a member", 'const issue = { message: "the option has no value" };'],
    ["around a value", "const problem = `${name} is not known here`;"],
    ["behind a value", "const problem = `'${value}' mount path must be absolute`;"],
    ["of docker", 'report("memory", "Minimum memory limit allowed is 6MB");'],
    ["about a command", 'const expected = "docker run needs an image";'],
    ["in another error", 'throw new ProbeError("unreadable", "the answer is cut off");'],
  ])("%s", (_name, source) => {
    expect(ownSentences(source)).toHaveLength(1);
  });

  it.each([
    ["the name of a problem", 'const problem = { of: "target-is-root" };'],
    ["words of the command line", 'const words = ["-v", `${source}:${target}:ro`];'],
    ["a command", 'const command = "docker run";'],
    ["a line about bad input", 'throw new UsageError("the text is empty; expected docker run");'],
    ["a list", 'const names = "memory cpus network".split(" ");'],
    ["a type", 'type Reader = "docker client" | "runner";'],
    ["a pattern", "const BLANKS = /is not a directory/u;"],
  ])("but not %s", (_name, source) => {
    expect(ownSentences(source)).toEqual([]);
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
