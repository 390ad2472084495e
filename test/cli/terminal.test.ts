import { describe, expect, it } from "vitest";
import { chooseAscii, chooseColor, chooseColumns, chooseView } from "../../src/cli/terminal.js";

const TERMINAL = { isTTY: true, columns: 100 };
const PIPE = {};

describe("the view", () => {
  it.each([
    ["live", TERMINAL, TERMINAL, {}, false],
    ["live", TERMINAL, TERMINAL, { CI: "false", TERM: "xterm" }, false],
    ["plain", PIPE, TERMINAL, {}, false],
    ["plain", TERMINAL, PIPE, {}, false],
    ["plain", TERMINAL, { isTTY: true, columns: 0 }, {}, false],
    ["plain", { isTTY: true }, TERMINAL, {}, false],
    ["plain", TERMINAL, TERMINAL, { CI: "true" }, false],
    ["plain", TERMINAL, TERMINAL, { CI: "1" }, false],
    ["plain", TERMINAL, TERMINAL, { TERM: "dumb" }, false],
    ["none", TERMINAL, TERMINAL, {}, true],
    ["none", PIPE, PIPE, { CI: "true" }, true],
  ] as const)("is %s", (expected, stdout, stderr, env, quiet) => {
    expect(chooseView(stdout, stderr, env, quiet)).toBe(expected);
  });
});

describe("colours", () => {
  it.each([
    [true, TERMINAL, {}, true],
    [false, PIPE, {}, true],
    [false, TERMINAL, {}, false],
    [false, TERMINAL, { NO_COLOR: "1" }, true],
    [true, TERMINAL, { NO_COLOR: "" }, true],
    [true, PIPE, { FORCE_COLOR: "1" }, true],
    [true, PIPE, { FORCE_COLOR: "" }, true],
    [false, TERMINAL, { FORCE_COLOR: "0" }, true],
    [false, PIPE, { FORCE_COLOR: "1" }, false],
    [false, PIPE, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
    [false, TERMINAL, { TERM: "dumb" }, true],
  ] as const)("%s", (expected, stdout, env, wanted) => {
    expect(chooseColor(stdout, env, wanted)).toBe(expected);
  });
});

describe("the width", () => {
  it.each([
    [100, TERMINAL, {}],
    [100, TERMINAL, { COLUMNS: "50" }],
    [50, PIPE, { COLUMNS: "50" }],
    [80, PIPE, { COLUMNS: "wide" }],
    [80, { isTTY: true, columns: 0 }, {}],
  ] as const)("is %i", (expected, stdout, env) => {
    expect(chooseColumns(stdout, env)).toBe(expected);
  });
});

describe("no more than ASCII", () => {
  it.each([
    [false, { LANG: "en_US.UTF-8" }],
    [false, { LANG: "C.utf8", TERM: "xterm-256color" }],
    [false, { LANG: "C", LC_CTYPE: "UTF-8" }],
    [false, { LANG: "en_US.UTF-8", LC_ALL: "" }],
    [true, {}],
    [true, { LANG: "C" }],
    [true, { LANG: "de_DE@euro" }],
    [true, { LANG: "en_US.UTF-8", LC_ALL: "C" }],
    [true, { LC_CTYPE: "POSIX", LANG: "en_US.UTF-8" }],
    [true, { LANG: "en_US.UTF-8", TERM: "dumb" }],
    [true, { LANG: "en_US.UTF-8", TERM: "linux" }],
  ] as const)("%s", (expected, env) => {
    expect(chooseAscii(env)).toBe(expected);
  });
});
