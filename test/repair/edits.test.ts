import { describe, expect, it } from "vitest";
import { editConfig, type ConfigEdit } from "../../src/repair/config-edits.js";
import { dropLogDriver } from "../../src/repair/daemon-edits.js";
import { maskCommand, maskedDiff, maskJson } from "../../src/repair/masked-diff.js";

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

  it.each<[string, string, ConfigEdit, string]>([
    ["no JSON", "no", { of: "normalise" }, "not JSON"],
    ["a list", "[]", { of: "normalise" }, "not a JSON object"],
    ["a comment", '{} // "auth": "pw"', { of: "remove-auth", keys: ["o"] }, "--strip-comments"],
    ["a name twice", '{"auths":{"o":{},"o":{"auth":"x"}}}', { of: "remove-auth", keys: ["p"] }, '"o" occurs twice'],
    ["two maps of entries", '{"auths":{},"Auths":{}}', { of: "normalise" }, '"auths" occurs twice'],
    ["a long number", '{"n":12345678901234567890}', { of: "empty-auth", from: "o", to: "o" }, "digits"],
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
  expect(dropLogDriver(given)).toBe('{\n  "log-opts": {\n    "tag": "x"\n  },\n  "debug": true\n}');
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
