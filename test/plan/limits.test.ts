import { describe, expect, it } from "vitest";
import { LIMITS, UsageError } from "../../src/contract/index.js";
import { load, type WorldParts } from "./world.js";

const RUNNER = "services: { r: { image: img } }";
const numbered = (count: number, line: (number: number) => string): string =>
  Array.from({ length: count }, (_, number) => line(number)).join("");
const repeated = (one: string, count: number): string => one.repeat(count);

const text = (command: string) => (): unknown => load({ commandFile: { name: "runner.sh", text: command } });
const compose =
  (yaml: string, parts: WorldParts = {}) =>
  (): unknown =>
    load({ compose: { file: "c.yaml", text: yaml, service: "r" } }, parts);

/** Merges of merges: each level has the one before it twice. */
const merged = (levels: number): string =>
  `x-0: &a0 { k: v }\n${numbered(levels, (one) => `x-${one + 1}: &a${one + 1} { <<: [*a${one}, *a${one}] }\n`)}services: { r: { image: img, <<: *a${levels} } }`;

const files = (count: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, one) => [
      `/work-dir/f${one}.yaml`,
      one + 1 === count ? RUNNER : `include: [f${one + 1}.yaml, f${one + 1}.yaml]`,
    ]),
  );

/** What is refused, by the words in which its limit is named. */
const REFUSED: readonly (readonly [name: string, read: () => unknown, message: RegExp])[] = [
  [
    "commands in commands",
    text(`docker run ${repeated("$(", 3000)}x${repeated(")", 3000)} img`),
    /^runner\.sh:1:\d+: \$\( is nested more than 50 deep/,
  ],
  [
    "variables that are used often",
    text(`A=${repeated("x", 100_000)}\ndocker run ${repeated("$A ", 50)}`),
    /^runner\.sh:\d+: its variables become more than 4194304 characters/,
  ],
  [
    "variables that double",
    text(`A0=${repeated("x", 100)}\n${numbered(40, (one) => `A${one + 1}=$A${one}$A${one}\n`)}docker run $A40`),
    /^runner\.sh:\d+: a word is longer than 131072 characters/,
  ],
  ["a word", text(`docker run ${repeated("a", 200_000)}`), /^runner\.sh:1: a word is longer than 131072 characters/],
  ["words", text(`docker run ${repeated("a ", 250_000)}`), /^runner\.sh:1: a command has more than 200000 words/],
  [
    "words after --",
    () => load({ words: ["docker", "run", ...Array<string>(250_000).fill("a")] }),
    /^more than 200000 words/,
  ],
  ["mounts", text(`docker run ${numbered(1001, (one) => `-v /a:/b${one} `)}img`), /more than 1000 mounts/],
  ["variables", text(`docker run ${numbered(1001, (one) => `-e A${one}=1 `)}img`), /more than 1000 variables/],
  ["unknown options", text(`docker run ${numbered(1001, (one) => `--zz${one} `)}img`), /more than 1000 words and keys/],
  ["a reference", text(`docker run ${repeated("a", 5000)}`), /image is longer than 4096 characters/],
  [
    "defaults in defaults",
    compose(`services: { r: { image: "${repeated("${A:-", 3000)}x${repeated("}", 3000)}" } }`),
    /^c\.yaml:1: \$\{ is nested more than 50 deep/,
  ],
  [
    "doubling lines of .env",
    compose(RUNNER, {
      files: { "/work-dir/.env": `A0=xxxxxxxxxx\n${numbered(40, (one) => `A${one + 1}=$A${one}$A${one}\n`)}` },
    }),
    /\.env:\d+: more than 4194304 characters is what its variables become/,
  ],
  ["merges in merges", compose(merged(60)), /^c\.yaml:\d+: << is nested more than 50 deep/],
  ["a mapping that merges itself", compose(`services: { r: &a { image: img, <<: *a } }`), /merges itself by <</],
  [
    "a service that extends itself",
    compose("services: { r: { extends: { service: r } } }"),
    /^c\.yaml:1: service r extends itself/,
  ],
  [
    "services that extend one another",
    compose(`services:\n  r: { extends: s0 }\n${numbered(60, (one) => `  s${one}: { extends: s${one + 1} }\n`)}`),
    /extends is nested more than 50 deep/,
  ],
  [
    "doubled includes",
    compose("include: [f0.yaml, f0.yaml]", { files: files(27) }),
    /more than 100 files are included, extended and read as env files/,
  ],
  [
    "YAML in YAML",
    compose(`x: ${repeated("[", 60)}${repeated("]", 60)}\n${RUNNER}`),
    /YAML is nested more than 50 deep/,
  ],
  [
    "YAML deeper than its parser goes",
    compose(`x: ${repeated("[", 20_000)}${repeated("]", 20_000)}\n${RUNNER}`),
    /YAML is nested more than 50 deep/,
  ],
  ["lists in one line", compose(`x:\n  ${repeated("- ", 20_000)}1\n${RUNNER}`), /YAML is nested more than 50 deep/],
  [
    "long files",
    compose("include: [1.yaml, 2.yaml, 3.yaml, 4.yaml, 5.yaml]", {
      files: Object.fromEntries(
        [1, 2, 3, 4, 5].map((name) => [`/work-dir/${name}.yaml`, `${RUNNER}\n#${repeated(" ", 1_000_000)}`]),
      ),
    }),
    /more than 4194304 characters stand in the files of the project/,
  ],
  ["a mapping as a key", compose(`services: { r: { image: img, ? { a: 1 } : 1 } }`), /stands in the place of a key/],
];

describe("what goes beyond a limit is refused in one line that names it:", () => {
  it.each(REFUSED)("%s", (_name, read, message) => {
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });
});

describe("what stays below is read:", () => {
  it("merges of merges, 39 deep", () => {
    expect(compose(merged(39))).not.toThrow();
  });

  it("commands in commands as deep as the limit", () => {
    const depth = LIMITS.nesting;
    expect(text(`docker run ${repeated("$(", depth)}x${repeated(")", depth)} img`)).not.toThrow();
  });

  it("an alias that is used ten thousand times", () => {
    expect(compose(`x-a: &a [1, 2]\nx-b:\n${repeated("  - *a\n", 10_000)}${RUNNER}`)).not.toThrow();
  });
});
