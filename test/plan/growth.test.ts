import { describe, expect, it, vi } from "vitest";
import { parseEnvFile } from "../../src/plan/env-file.js";
import { growthOf } from "../support/growth.js";
import { load, loadText, loadWords } from "./world.js";

vi.setConfig({ testTimeout: 60_000 });

/** For ten times the input a linear reader takes ten times as long, a quadratic one a hundred times. */
const MOST = 15;

const numbered = (count: number, line: (number: number) => string): string =>
  Array.from({ length: count }, (_, number) => line(number)).join("");

/** Start commands as pasted text, by a size in characters or pieces. */
const TEXTS: readonly (readonly [name: string, size: number, text: (size: number) => string])[] = [
  ["opening braces", 40_000, (size) => `docker run ${"${".repeat(size / 2)}`],
  ["opening defaults", 12_000, (size) => `docker run ${"${A:-".repeat(size / 5)}`],
  ["braces in a volume", 10_000, (size) => `docker run -v '${"${".repeat(size / 2)}:/x' img`],
  ["commands between backticks", 1500, (size) => `docker run ${"`a` ".repeat(size)}`],
  ["blanks", 40_000, (size) => `docker run a${" ".repeat(size)}\``],
  ["backslashes", 60_000, (size) => `docker run ${"\\ ".repeat(size / 2)}`],
  ["line ends", 8000, (size) => "a\n".repeat(size)],
  ["here-documents", 20_000, (size) => `${"<<A ".repeat(size)}\n${"x\n".repeat(size)}`],
  ["exported variables", 1500, (size) => numbered(size, (one) => `export A${one}=1\n`)],
  ["assignments before docker", 1900, (size) => `${"A=1 ".repeat(size)}docker run img`],
  ["sudo", 1900, (size) => `${"sudo ".repeat(size)}docker run img`],
  ["branches", 1900, (size) => `${"if ".repeat(size)}docker run img`],
  ["unknown options", 90, (size) => `docker run ${numbered(size, (one) => `--xx${one} `)}img`],
  ["one long unknown option", 10_000, (size) => `docker run --${"x".repeat(size)} img`],
  ["volumes", 90, (size) => `docker run ${numbered(size, (one) => `-v /a:/b${one} `)}img`],
  ["colons of a volume", 10_000, (size) => `docker run -v ${"a:".repeat(size / 2)} img`],
  ["modes of a volume", 10_000, (size) => `docker run -v /a:/b:${"ro,".repeat(size / 3)} img`],
  ["keys of a mount", 10_000, (size) => `docker run --mount ${"a=b,".repeat(size / 4)} img`],
  ["labels", 900, (size) => `docker run ${"-l a=b ".repeat(size)}img`],
  ["typographic quotes", 60_000, (size) => `docker run ${"\u201c\u201d".repeat(size / 2)}`],
  ["typographic blanks", 1900, (size) => `docker run a${"\u00a0\\ -b".repeat(size)}`],
  ["a long reference", 10_000, (size) => `docker run ${"a/".repeat(size / 2)}`],
  ["dots of a reference", 10_000, (size) => `docker run ${"a.".repeat(size / 2)}/x:1`],
  ["braces of a value", 10_000, (size) => `docker run -e ACCOUNT_UUID='${"{".repeat(size)}' img`],
  ["placeholders of a value", 10_000, (size) => `docker run -e ACCOUNT_UUID='${"<a".repeat(size / 2)}' img`],
  ["crosses of a value", 10_000, (size) => `docker run -e ACCOUNT_UUID='${"xxx-".repeat(size / 4)}' img`],
  ["your of a value", 10_000, (size) => `docker run -e ACCOUNT_UUID='${"your-a-".repeat(size / 7)}' img`],
  ["brackets of a value", 10_000, (size) => `docker run -e ACCOUNT_UUID='${"{a[b".repeat(size / 4)}' img`],
  ["corner brackets of a folder", 10_000, (size) => `docker run -e WORKING_DIRECTORY=${"【".repeat(size)} img`],
  ["requests of a value", 10_000, (size) => `docker run -e ACCOUNT_UUID='${"replace-with-a-".repeat(size / 15)}.' img`],
  ["a long word of a value", 10_000, (size) => `docker run -e ACCOUNT_UUID='${"aB_".repeat(size / 3)}' img`],
  ["stars and marks of a value", 10_000, (size) => `docker run -e ACCOUNT_UUID='${"**--".repeat(size / 4)}a' img`],
  ["blanks of a value", 10_000, (size) => `docker run -e ACCOUNT_UUID='a${" ".repeat(size)}a' img`],
  ["an address of a proxy", 10_000, (size) => `docker run -e HTTP_PROXY='http://${"a@".repeat(size / 2)}' img`],
  ["dollars of a value", 10_000, (size) => `docker run -e RUNNER_UUID='${"$(a".repeat(size / 3)}' img`],
  ["digits", 10_000, (size) => `docker run -m ${"1".repeat(size)} img`],
  ["ports", 10_000, (size) => `docker run -p ${"1-".repeat(size / 2)} img`],
  ["durations", 10_000, (size) => `docker run --health-interval ${"1s".repeat(size / 2)} img`],
  ["hosts", 10_000, (size) => `docker run --add-host ${"a:".repeat(size / 2)} img`],
  ["networks", 10_000, (size) => `docker run --network name=${"a,".repeat(size / 2)} img`],
  ["commands", 1000, (size) => "docker ps a\n".repeat(size)],
];

describe("a start command of ten times the size is read in ten times the time:", () => {
  it.each(TEXTS)("%s", (_name, size, text) => {
    expect(growthOf(text, size, (input) => loadText(input))).toBeLessThan(MOST);
  });

  it("words after --", () => {
    const words = (size: number): readonly string[] => ["docker", "run", ...Array<string>(size).fill("$A")];
    expect(growthOf(words, 1900, (input) => loadWords(input))).toBeLessThan(MOST);
  });
});

/** Files in dotenv form. */
const ENV_FILES: readonly (readonly [name: string, size: number, text: (size: number) => string])[] = [
  ["short lines", 6000, (size) => numbered(size, (one) => `A${one}=1\n`)],
  ["lines without a name", 20_000, (size) => "=\n".repeat(size)],
  ["line ends", 60_000, (size) => "\n".repeat(size)],
  ["blanks", 60_000, (size) => `A=x${" ".repeat(size)}x`],
  ["blanks before a name", 60_000, (size) => `${" ".repeat(size)}=`],
  ["open quotes", 20_000, (size) => `A='${"\\\n".repeat(size)}`],
  ["quoted lines", 6000, (size) => 'A="x\n'.repeat(size)],
  ["variables", 6000, (size) => numbered(size, (one) => `A${one}=$A${one - 1}\n`)],
];

const RUNNER = "services: { r: { image: img } }";

describe("an env file of ten times the size is read in ten times the time:", () => {
  it.each(ENV_FILES)("%s", (_name, size, text) => {
    const beside = (input: string) =>
      load({ compose: { file: "c.yaml", text: RUNNER } }, { files: { "/work-dir/.env": input } });
    expect(growthOf(text, size, beside)).toBeLessThan(MOST);
    expect(growthOf(text, size, (input) => parseEnvFile(input, "env"))).toBeLessThan(MOST);
  });
});

/** Compose files. */
const COMPOSE_FILES: readonly (readonly [name: string, size: number, text: (size: number) => string])[] = [
  [
    "services",
    500,
    (size) => `services:\n  r: { image: img }\n${numbered(size, (one) => `  s${one}: { image: i }\n`)}`,
  ],
  ["extensions", 1000, (size) => `${RUNNER}\n${numbered(size, (one) => `x-${one}: 1\n`)}`],
  ["aliases", 500, (size) => `x-a: &a 1\nx-b:\n${"  - *a\n".repeat(size)}${RUNNER}`],
  ["anchors", 500, (size) => `${numbered(size, (one) => `x-${one}: &a${one} 1\n`)}${RUNNER}`],
  ["unknown keys", 90, (size) => `services:\n  r:\n    image: img\n${numbered(size, (one) => `    y${one}: 1\n`)}`],
  ["variables", 90, (size) => `services: { r: { image: img, environment: [${"A=$B,".repeat(size)}] } }`],
  ["open defaults", 10_000, (size) => `services: { r: { image: "${"${A:-".repeat(size / 5)}" } }`],
  ["dollars", 10_000, (size) => `services: { r: { image: "${"${A}".repeat(size / 4)}" } }`],
];

describe("a compose file of ten times the size is read in ten times the time:", () => {
  it.each(COMPOSE_FILES)("%s", (_name, size, text) => {
    const read = (input: string) => load({ compose: { file: "c.yaml", text: input, service: "r" } });
    expect(growthOf(text, size, read)).toBeLessThan(MOST);
  });
});
