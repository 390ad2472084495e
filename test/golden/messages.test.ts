import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXAMPLES } from "../../checks/examples.js";
import { CHECKS } from "../../checks/index.js";
import { wrongRoles } from "../support/command-roles.js";
import { messagesPage } from "./messages-page.js";
import { ruledOutIn, sentencesOf } from "./words.js";

const ROOT = join(import.meta.dirname, "../..");

/** The first sentence is the first line of the report. Characters, with names as long as those of the examples. */
const LONGEST_FIRST_SENTENCE = 125;
/** Of a message, of a fix, of what follows. Characters. */
const LONGEST_TEXT = 280;
const MOST_WORDS = 25;

it("every code of every check has an example", () => {
  const codes = new Set(CHECKS.flatMap((check) => Object.keys(check.codes)));
  expect(new Set(EXAMPLES.map(({ code }) => code))).toEqual(codes);
});

it("no command that only shows is a fix, and none that shows changes anything", () => {
  const wrong = EXAMPLES.flatMap(({ code, findings }) =>
    findings.flatMap(({ remedy }) => wrongRoles(remedy.commands).map((what) => `${code} ${what}`)),
  );
  expect(wrong).toEqual([]);
});

it("nothing that takes one of the last pulls is printed where they are used up", () => {
  const told = EXAMPLES.filter(({ code }) => code.startsWith("rate-limit")).flatMap(({ findings }) => findings);
  expect(told.length).toBeGreaterThan(0);
  const commands = told.flatMap(({ remedy }) => remedy.commands.map(({ run }) => run));
  expect(commands.filter((run) => /\b(?:pull|manifest|curl)\b/u.test(run))).toEqual([]);
});

// Every text in one place, for a reader. After a change of texts: `npx vitest run -u` with this file, and read the diff.
it("every message reads as in messages.md", async () => {
  await expect(messagesPage(EXAMPLES)).toMatchFileSnapshot(join(import.meta.dirname, "messages.md"));
});

/** The texts of every code and of its cases, each with its code. */
const TEXTS = EXAMPLES.flatMap(({ code, entry, findings }) =>
  [
    entry.meaning,
    entry.cause,
    entry.remedy,
    ...findings.flatMap(({ message, remedy }) => [message, remedy.summary, remedy.afterwards ?? ""]),
  ].map((text) => ({ code, text })),
);

describe("docs/writing.md", () => {
  it("has the fault in a first sentence that fits the first line", () => {
    const firsts = EXAMPLES.flatMap(({ findings }) => findings.map(({ message }) => sentencesOf(message)[0] ?? ""));
    expect(firsts.filter((sentence) => sentence.length > LONGEST_FIRST_SENTENCE)).toEqual([]);
  });

  it("has short texts of short sentences", () => {
    const long = TEXTS.filter(
      ({ text }) =>
        text.length > LONGEST_TEXT || sentencesOf(text).some((sentence) => sentence.split(/\s+/u).length > MOST_WORDS),
    );
    expect(long).toEqual([]);
  });

  it("has messages and fixes that end with a full stop", () => {
    const open = EXAMPLES.flatMap(({ findings }) => findings)
      .flatMap(({ message, remedy }) => [message, remedy.summary])
      .filter((text) => !/[.!?]$/u.test(text));
    expect(open).toEqual([]);
  });

  it("rules phrases out of every message", () => {
    expect(TEXTS.flatMap(({ code, text }) => ruledOutIn(text).map((found) => `${code}: ${found}`))).toEqual([]);
  });

  const pages = [
    ...readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md") && name !== "writing.md"),
    ...CHECKS.map(({ id }) => `../checks/${id}/page.md`),
    "../README.md",
    "../CHANGELOG.md",
  ];

  it.each(pages)("rules phrases out of docs/%s", (page) => {
    expect(ruledOutIn(readFileSync(join(ROOT, "docs", page), "utf8").replaceAll(/\s+/gu, " "))).toEqual([]);
  });
});

describe("a phrase that is ruled out", () => {
  it.each([
    ["Replace the key by another.", 1],
    ["X is no valid config.json.", 1],
    ["DNS does not know X, says the engine.", 1],
    ["Take the rights of others away.", 1],
    ["The value has to be absolute.", 1],
    ["Replace the key with another. X is not valid JSON.", 0],
  ])("is found: %s", (text, count) => {
    expect(ruledOutIn(text)).toHaveLength(count);
  });
});
