import { describe, expect, it } from "vitest";
import { httpFact } from "../../../src/probe/network/http-fact.js";

/** What is recorded of a body. */
function recorded(type: string, body: string, status = 403) {
  const answer = {
    status,
    headers: { "content-type": type },
    body: Buffer.from(body),
    truncated: false,
    durationMs: 1,
  };
  const { status: _status, headers: _headers, ...rest } = httpFact(answer);
  return rest;
}

describe("httpFact", () => {
  it.each([
    ["", { body: "empty" }],
    ["{ }", { body: "empty" }],
    ['{"errors":[{"code":"DENIED","message":"no"}]}', { body: "json", errors: [{ code: "DENIED", message: "no" }] }],
    ['{"details":"no"}', { body: "json", errors: [{ code: "", message: "no" }] }],
    ['{"up":true}', { body: "json" }],
    ["nonsense", { body: "other" }],
  ])("tells what a body is: %s", (body, fact) => {
    expect(recorded("application/json", body)).toEqual(fact);
  });

  it("names the members that hold a token, and never the token", () => {
    const body = '{"token":"t0ken-value","access_token":"","message":"hello"}';
    expect(recorded("application/json", body, 200)).toEqual({ body: "json", tokens: ["token"] });
  });

  it("keeps of a page what it shows, and nothing of its markup", () => {
    const page = `<html><head><title>Log in</title><script>var id = "hidden-1"</script></head>
      <body><form action="/go?session=hidden-2"><input type="hidden" value="hidden-3"> Who are you? </form></body>`;
    expect(recorded("text/html", page)).toEqual({ body: "page", title: "Log in", text: "Log in Who are you?" });
  });

  it.each([
    ["blanks", "application/json", `${" ".repeat(4e6)}x`],
    ["titles without end", "text/html", "<title".repeat(5e5)],
    ["scripts without end", "text/html", "<script".repeat(5e5)],
  ])("reads %s in one pass", (_name, type, body) => {
    expect(recorded(type, body).body).toBe(type === "text/html" ? "page" : "other");
  });
});
