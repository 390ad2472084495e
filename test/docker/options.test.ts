import { describe, expect, it } from "vitest";
import { NO_KEY } from "../../src/docker/options/compose-places.js";
import { GLOBAL_OPTIONS, RUN_OPTIONS, runOption, runOptionOf } from "../../src/docker/options/index.js";
import { TEXT } from "../../src/docker/options/kinds.js";
import type { OptionSyntax, RunOption } from "../../src/docker/options/option.js";

const namesOf = ({ name, aliases = [] }: OptionSyntax): readonly string[] => [name, ...aliases];
const twice = (words: readonly string[]): readonly string[] => words.filter((word, at) => words.indexOf(word) < at);

describe.each<[string, readonly OptionSyntax[]]>([
  ["docker run", RUN_OPTIONS],
  ["docker", GLOBAL_OPTIONS],
])("options of %s", (_command, options) => {
  it("have a name, and perhaps a letter, of their own each", () => {
    expect(twice(options.flatMap(namesOf))).toEqual([]);
    expect(twice(options.flatMap(({ short }) => short ?? []))).toEqual([]);
  });

  it("are called by others what docker calls none of them, and one thing alone", () => {
    const others = options.flatMap(({ otherNames = [] }) => otherNames);
    const known = new Set(options.flatMap(namesOf));
    expect(twice(others)).toEqual([]);
    expect(others.filter((name) => known.has(name))).toEqual([]);
  });
});

it("a row says how docker reads its option, what compose calls it and what the engine is asked", () => {
  // @ts-expect-error -- without a parser
  const unread: RunOption = { name: "x", compose: NO_KEY, engine: {} };
  // @ts-expect-error -- without a word on compose
  const unplaced: RunOption = { name: "x", kind: TEXT, engine: {} };
  // @ts-expect-error -- without a word on the engine
  const unasked: RunOption = { name: "x", kind: TEXT, compose: NO_KEY };
  expect([unread, unplaced, unasked]).toHaveLength(3);
});

it.each([
  ["--memory", "memory"],
  ["-m", "memory"],
  ["--net", "network"],
  ["-P", "publish-all"],
  ["-p", "publish"],
  ["--m", undefined],
  ["-memory", undefined],
])("%s names %s", (word, name) => {
  expect(runOptionOf(word)?.name).toBe(name);
});

it("two options share a place in compose only in words of its own, and a volume is one", () => {
  const places = RUN_OPTIONS.filter(({ compose }) => compose.form !== "own").flatMap(({ compose }) => compose.at);
  expect(twice(places)).toEqual([]);
  expect(runOption("volume")?.compose.at).toEqual(runOption("mount")?.compose.at);
});
