import { describe, expect, it } from "vitest";
import { LIMITS, UsageError } from "../../src/contract/index.js";
import { editConfig, type ConfigEdit } from "../../src/repair/config-edits.js";
import { dropLogDriver } from "../../src/repair/daemon-edits.js";
import { maskCommand, maskedDiff, maskJson } from "../../src/repair/masked-diff.js";
import { growthOf } from "../support/growth.js";

const encoded = (pair: string): string => Buffer.from(pair, "latin1").toString("base64");
const AUTH = encoded("u:pw");
const text = (value: unknown): string => `${JSON.stringify(value, null, "\t")}\n`;

describe("edits of a config.json", () => {
  it.each<[string, unknown, ConfigEdit, unknown]>([
    [
      "move a key",
      { a: 1, auths: { o: {}, p: {} } },
      { of: "rename-key", from: "o", to: "n" },
      { a: 1, auths: { n: {}, p: {} } },
    ],
    [
      "take entries out",
      { auths: { o: {}, p: {}, q: {} } },
      { of: "remove-auth", keys: ["o", "q", "x"] },
      { auths: { p: {} } },
    ],
    [
      "empty an entry",
      { auths: { o: { auth: "x" }, p: {} } },
      { of: "empty-auth", from: "o", to: "n" },
      { auths: { n: {}, p: {} } },
    ],
    [
      "encode anew",
      { auths: { o: { auth: encoded("u:\0pw \n"), email: "e" } } },
      { of: "encode", key: "o" },
      { auths: { o: { auth: AUTH, email: "e" } } },
    ],
    [
      "encode plain text",
      { auths: { o: { auth: "u:pw" } } },
      { of: "encode-plain", key: "o" },
      { auths: { o: { auth: AUTH } } },
    ],
    [
      "write anew",
      { CREDSSTORE: "s", Auths: { o: { AUTH }, p: null, q: { auth: "" } } },
      { of: "normalise" },
      { credsStore: "s", auths: { o: { auth: AUTH }, p: {}, q: {} } },
    ],
  ])("%s", (_, before, edit, after) => {
    const edited = editConfig(text(before), [edit]);
    expect(edited).toBe(text(after));
    expect(editConfig(edited, [edit])).toBe(edited);
  });

  it("keep indentation, line ends and the last line's end", () => {
    const edit: ConfigEdit = { of: "remove-auth", keys: ["o"] };
    expect(editConfig('{"auths":{"o":{},"p":{}}}', [edit])).toBe('{"auths":{"p":{}}}');
    expect(editConfig('{\r\n  "auths": {\r\n    "o": {}\r\n  }\r\n}\r\n', [edit])).toBe('{\r\n  "auths": {}\r\n}\r\n');
  });

  it("take comments, commas too many and a byte-order mark away", () => {
    const given = '{ // one\n "auths": {"o": {"auth": "//x#", }, }, # two\n /* three */ }\n';
    expect(JSON.parse(editConfig(given, [{ of: "strip-comments" }]))).toEqual({ auths: { o: { auth: "//x#" } } });
    expect(editConfig('\uFEFF{"auths":{"o":null}}', [{ of: "normalise" }])).toBe('{"auths":{"o":{}}}');
  });

  it("leave all else as it is written: numbers, escapes, order, layout", () => {
    const kept =
      '{ "b": 12345678901234567890, "1": 1.0e2,\r\n\t"\\u00e9\\/": [ 1,2 ],  "__proto__": {"x" :-0} ,"auths":';
    const given = `${kept} { "o":{"auth":"u:pw", "email" : "e"}, "p" : { } } }`;
    const edited = (edit: ConfigEdit): string => editConfig(given, [edit]);
    expect(edited({ of: "rename-key", from: "o", to: 'n"' })).toBe(given.replace('"o"', '"n\\""'));
    expect(edited({ of: "encode-plain", key: "o" })).toBe(given.replace("u:pw", AUTH));
    expect(edited({ of: "empty-auth", from: "o", to: "n" })).toBe(`${kept} { "n":{}, "p" : { } } }`);
    expect(edited({ of: "remove-auth", keys: ["o"] })).toBe(`${kept} { "p" : { } } }`);
    expect(edited({ of: "remove-auth", keys: ["p"] })).toBe(`${kept} { "o":{"auth":"u:pw", "email" : "e"} } }`);
    expect(edited({ of: "remove-auth", keys: ["p", "o"] })).toBe(`${kept} {} }`);
    expect(edited({ of: "empty-auth", from: "p", to: "p" })).toBe(given);
    expect(edited({ of: "strip-comments" })).toBe(given);
  });

  it.each([
    ["{}", '{"auths":{"n":{}}}'],
    ['{"auths":{}}\n', '{"auths":{"n":{}}}\n'],
    ['{"auths":{"o":{}}}', '{"auths":{"o":{},"n":{}}}'],
    ['{\n\t"a": 1\n}\n', '{\n\t"a": 1,\n\t"auths": {\n\t\t"n": {}\n\t}\n}\n'],
    ['{\r\n  "auths": {}\r\n}', '{\r\n  "auths": {\r\n    "n": {}\r\n  }\r\n}'],
    ['{\n  "auths": {\n    "o": {}\n  }\n}', '{\n  "auths": {\n    "o": {},\n    "n": {}\n  }\n}'],
  ])("add an entry to %j as it is laid out", (given, after) => {
    const edit: ConfigEdit = { of: "empty-auth", from: "n", to: "n" };
    expect(editConfig(given, [edit])).toBe(after);
    expect(editConfig(after, [edit])).toBe(after);
  });

  it("take lines away that have nothing but a comment, and no other", () => {
    const given =
      '{\r\n  // one\r\n  "a": "#", // two\r\n\r\n  /* three\r\n     four */\r\n  "b": [1, ], # five\r\n}\r\n';
    expect(editConfig(given, [{ of: "strip-comments" }])).toBe('{\r\n  "a": "#",\r\n\r\n  "b": [1 ]\r\n}\r\n');
  });

  it("of what occurs twice keep the last one, as docker does", () => {
    const given =
      '{ "CREDSSTORE": "s", "x": {"a": 1, "a": 2}, "auths": {"o": 1, "o": {"Auth": "x", "auth": ""}}, "credsStore": "t" }';
    expect(editConfig(given, [{ of: "normalise" }])).toBe('{ "x": {"a": 2}, "auths": {"o": {}}, "credsStore": "t" }');
  });

  it.each<[string, (size: number) => string]>([
    ["lists", (size) => "[".repeat(size)],
    ["lists that end", (size) => `{"auths":${"[".repeat(size)}${"]".repeat(size)}}`],
    ["objects", (size) => '{"a":'.repeat(size)],
    ["lists behind a quote in a comment", (size) => `{ // "\n "a": ${"[".repeat(size)}`],
    ["lists behind a line end in a text", (size) => `{ "a\n": ${"[".repeat(size)}`],
    ["quotes that never end", (size) => '"\\'.repeat(size)],
    ["comments that never end", (size) => "/*/".repeat(size)],
    ["blanks before commas", (size) => `{"a":1${" ".repeat(size)},${" , ".repeat(size)}}`],
  ])("refuse %s in one line and in linear time", (_, given) => {
    for (const edit of [{ of: "normalise" }, { of: "strip-comments" }] as const) {
      expect(() => editConfig(given(100_000), [edit])).toThrow(UsageError);
      expect(growthOf(given, 30_000, (text) => editConfig(text, [edit]))).toBeLessThan(30);
    }
    expect(() => editConfig('{"a":'.repeat(LIMITS.jsonNesting + 1), [{ of: "normalise" }])).toThrow(
      `more than ${LIMITS.jsonNesting} deep`,
    );
  });

  it.each<[string, string, ConfigEdit, string]>([
    ["no JSON", "no", { of: "normalise" }, "not JSON"],
    ["a list", "[]", { of: "normalise" }, "not a JSON object"],
    ["a comment", '{} // "auth": "pw"', { of: "remove-auth", keys: ["o"] }, "--strip-comments"],
    ["a name twice", '{"auths":{"o":{},"o":{"auth":"x"}}}', { of: "remove-auth", keys: ["p"] }, '"o" occurs twice'],
    ["two maps of entries", '{"auths":{},"Auths":{}}', { of: "normalise" }, '"auths" occurs twice'],
    ["a byte-order mark", '\uFEFF{"auths":{"o":{}}}', { of: "remove-auth", keys: ["o"] }, "not JSON"],
    ["values that a comment parts", '{"n":1/* */2}', { of: "strip-comments" }, "not JSON"],
    ["commas between nothing", '{"n":[,],}', { of: "strip-comments" }, "not JSON"],
    ["an entry that is none", '{"auths":{"o":1}}', { of: "normalise" }, 'entry "o" is no object'],
    ["two maps of headers", '{"HttpHeaders":{"a":"1"},"httpheaders":{"b":"2"}}', { of: "normalise" }, "occurs twice"],
    ["a map and nothing", '{"auths":{"o":{}},"Auths":null}', { of: "normalise" }, '"auths" occurs twice'],
    ["no such entry", "{}", { of: "rename-key", from: "o", to: "n" }, 'no entry "o"'],
    ["an entry in the way", '{"auths":{"o":{},"n":{}}}', { of: "rename-key", from: "o", to: "n" }, 'entry "n" already'],
    ["an auth without a user", '{"auths":{"o":{"auth":"eHg="}}}', { of: "encode", key: "o" }, "no user:password"],
  ])("refuse %s", (_, given, edit, words) => {
    expect(() => editConfig(given, [edit])).toThrow(words);
  });
});

it("takes a log driver out of daemon.json with its own options", () => {
  const given =
    '{\n  "log-driver": "syslog",\n  "log-opts": { "syslog-address": "u", "tag": "x" },\n  "debug": true\n}';
  expect(dropLogDriver(given)).toBe('{\n  "log-opts": { "tag": "x" },\n  "debug": true\n}');
  expect(dropLogDriver('{"n":12345678901234567890,"log-driver":"x"}')).toBe('{"n":12345678901234567890}');
  expect(() => dropLogDriver("{}")).toThrow("dockerd is started with --log-driver");
});

describe("what is shown", () => {
  it("has no secret of a config.json, in any place", () => {
    const given = `{ // S1
  "auths": {"u:S2@h": {}, "https://u:S2@h": {"auth": "S3", "identitytoken": /* S4
 S5 */ "S6", "password": 57, "registrytoken": ["S8"]}},
  "HttpHeaders": {"X": "S9"}, "proxies": {"default": {"httpProxy": "http://u:S10@p"}}, "credsStore": "pass"
}`;
    const shown = maskJson(given);
    expect(shown).not.toMatch(/S[13-9]\b|S10|57|:\/\/u:/);
    expect(shown).toContain('"credsStore": "pass"');
    expect(shown.split("\n")).toHaveLength(given.split("\n").length);
  });

  it("has no secret of a daemon.json, in any place", () => {
    const given = `{ "log-driver": "splunk", "log-opts": {"splunk-token": "S1", "env": "S2", "splunk-url": "https://u:S3@h/x?token=S4"},
  "proxies": {"http-proxy": "http://u:S5@p:3128", "https-proxy": "u:S6@p", "no-proxy": "a,u:S7@h"}, "labels": ["a=S8"],
  "hosts": ["tcp://u:S9@h"], "registry-mirrors": ["https://u:S0@m"], "exec-opts": ["a=S1"], "data-root": "/data" }`;
    const shown = maskJson(given);
    expect(shown).not.toMatch(/S\d/);
    expect(shown).toContain('"data-root": "/data"');
  });

  it("has no secret of a start command, however it is quoted", () => {
    const given = [
      "docker run -e OAUTH_CLIENT_SECRET=S1 \\",
      " -e 'OAUTH_CLIENT_SECRET=S2 S3' -e \u201cMY_TOKEN=S4 S5\u201d --env DB_PASSWORD=\"S6",
      'S7" -e HTTPS_PROXY=http://u:S8@p -e ACCOUNT_UUID=shown img',
    ].join("\n");
    expect(maskCommand(given)).not.toMatch(/S\d/);
    expect(maskCommand(given)).toContain("ACCOUNT_UUID=shown img");
  });

  it("has no word of what nobody can read", () => {
    for (const given of [
      '{ S1: "a" }',
      '{ "a": S1 S2 "b" }',
      "S1 # S2",
      "# S1\n{ \"auth\": 'S2' }",
      '{"auth": "S1\n S2"}',
    ]) {
      expect(maskJson(given)).not.toMatch(/S\d/);
    }
  });

  it("is a unified diff in which a changed secret is a changed line", () => {
    const before = ["{", ...Array.from({ length: 9 }, (_, at) => ` "n${at}": 1,`), ' "auth": "old"', "}", ""].join(
      "\n",
    );
    const after = before.replace("old", "new");
    const [, , hunk, ...lines] = maskedDiff("f", before, after, maskJson).split("\n");
    expect(hunk).toBe("@@ -8,5 +8,5 @@");
    expect(lines.filter((line) => /^[-+]/.test(line))).toEqual(['- "auth": "***"', '+ "auth": "***"']);
  });

  it("user-info of a URL goes whole, whatever stands in it, and so do a volume's options", () => {
    const proxy = "http://px:PXq9/s3cRet@proxy:3129";
    expect(maskJson(`{ "proxies": { "http-proxy": "${proxy}" } }`)).toBe(
      '{ "proxies": { "http-proxy": "http://***@proxy:3129" } }',
    );
    const shown = maskCommand(`docker run -e A=${proxy} --mount "volume-opt=o=password=PXq9" img`);
    expect(shown).toContain("docker run -e A=http://***@proxy:3129 --mount");
    expect(shown).not.toContain("PXq9");
  });

  it("shows no sequence that a terminal would follow", () => {
    expect(maskedDiff("f", "a\u001B[2Jb\n", "c\n", maskCommand)).toContain("-a\\x1b[2Jb");
  });
});
