import { describe, expect, it } from "vitest";
import { Secret } from "../../src/contract/index.js";
import { addUserInfo, createRedactor, type Redactor } from "../../src/probe/redact.js";
import { planFor } from "./plan.js";

function redactor(...values: readonly string[]): Redactor {
  const made = createRedactor(planFor("unix:///var/run/docker.sock"));
  for (const value of values) made.add(new Secret(value));
  return made;
}

describe("known values", () => {
  const value = 'p@ss "wörd?>~';
  const cases: readonly (readonly [string, string])[] = [
    ["plain", value],
    ["base64", Buffer.from(value).toString("base64")],
    ["base64url", Buffer.from(value).toString("base64url")],
    ["percent-encoded", encodeURIComponent(value)],
    ["quoted", JSON.stringify(value).slice(1, -1)],
  ];
  it.each(cases)("%s", (_name, form) => {
    expect(redactor(value).text(`a ${form} b ${form}`)).toBe("a [secret] b [secret]");
  });

  it.each([0, 1, 2, 3])("base64 of a longer text, %i bytes further on", (before) => {
    const secret = "s3cret-Value-42";
    const text = Buffer.from(`${"x".repeat(before)}${secret}:rest`).toString("base64");
    const left = redactor(secret).text(text);
    expect(left).toContain("[secret]");
    expect(Buffer.from(left.replaceAll("[secret]", ""), "base64").toString()).not.toContain("cret-V");
  });

  it("hexadecimal", () => {
    expect(redactor("s3cret-Value").text(Buffer.from("s3cret-Value").toString("hex"))).toBe("[secret]");
  });

  it.each(["directory", "type", "1", "found", "true", "docker", "registry", "denied", "comment", "plain-text"])(
    "the password %j spoils no fact",
    (password) => {
      const facts = [
        { path: "/srv", outcome: "directory", type: "directory", detail: "mkdir /srv/x: not a directory" },
        { outcome: "found", type: "file", sizeBytes: 1, realPath: "/srv/type/1" },
        { outcome: "invalid", fault: { of: "syntax", syntax: { of: "comment" }, line: 1, column: 2 } },
        { auths: [{ key: "r.example", state: "malformed", problem: "plain-text" }] },
        { outcome: "failed", status: 401, message: "pull access denied for registry/docker, type true" },
      ];
      expect(redactor(password).answer(facts)).toEqual(facts);
    },
  );

  it("padding goes with the base64", () => {
    const form = Buffer.from("1234567").toString("base64");
    expect(form).toMatch(/=$/);
    expect(redactor("1234567").text(`(${form})`)).toBe("([secret])");
  });

  it("the longer one wins", () => {
    expect(redactor("secret-one", "secret-one-and-two").text("secret-one-and-two")).toBe("[secret]");
  });

  it("too short, or shown by the plan anyway", () => {
    const { text } = redactor("12345", "docker", "/var/run/docker.sock");
    expect(text("12345 docker unix:///var/run/docker.sock")).toBe("12345 docker unix:///var/run/docker.sock");
  });

  it("thousands of them", () => {
    const many = Array.from({ length: 5000 }, (_, index) => `password-${index}`);
    const made = redactor(...many);
    const text = made.text(many.join(" ").repeat(10));
    expect(text).not.toContain("password-");
  });

  it("a lone surrogate and patterns are no problem", () => {
    expect(redactor("\uD800aaaaaa", "(a+)+$[x]").text("\uD800aaaaaa (a+)+$[x]")).toBe("[secret] [secret]");
  });
});

describe("user-info of URLs", () => {
  it.each([
    ["http://me:pw@proxy:3128/x", "http://***@proxy:3128/x"],
    ["see tcp://me:p@w@host, https://u@h/", "see tcp://***@host, https://***@h/"],
    ["https://host/path@sha256:1", "https://host/path@sha256:1"],
    ["mail me@host", "mail me@host"],
    ["http://***@proxy", "http://***@proxy"],
  ])("%s", (text, expected) => {
    expect(redactor().text(text)).toBe(expected);
  });

  it("is known in every form", () => {
    const made = redactor();
    addUserInfo(made, "http://proxy-user:p%40ssword@proxy.example:3128");
    expect(made.text("proxy-user and p@ssword and p%40ssword and proxy-user:p@ssword")).toBe(
      "[secret] and [secret] and [secret] and [secret]",
    );
    expect(made.text("proxy.example:3128")).toBe("proxy.example:3128");
  });
});

describe("answers", () => {
  it("are replaced all through, but for words of the contract", () => {
    const { answer } = redactor("tls-failed", "hunter2-hunter2");
    expect(
      answer({
        outcome: "tls-failed",
        detail: "tls-failed",
        list: [{ "hunter2-hunter2 key": "hunter2-hunter2" }],
        n: 1,
        no: null,
      }),
    ).toEqual({ outcome: "tls-failed", detail: "[secret]", list: [{ "[secret] key": "[secret]" }], n: 1, no: null });
  });
});
