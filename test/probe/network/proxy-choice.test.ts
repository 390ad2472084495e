import { describe, expect, it } from "vitest";
import { chooseProxy, parseProxyUrl, shownProxy } from "../../../src/probe/network/proxy-choice.js";

const PROXY = "http://proxy.example:3128";

describe("chooseProxy", () => {
  // host, port, NO_PROXY, whether the proxy is used
  it.each([
    ["registry.example.com", 443, "", true],
    ["registry.example.com", 443, "example.com", false],
    ["example.com", 443, "example.com", false],
    ["badexample.com", 443, "example.com", true],
    ["example.com", 443, ".example.com", true],
    ["a.example.com", 443, ".example.com", false],
    ["a.example.com", 443, "*.example.com", false],
    ["example.com", 443, "*.example.com", true],
    ["a.example.com", 443, "*", false],
    ["A.Example.COM", 443, "example.com", false],
    ["a.example.com", 443, "foo, example.com ,bar", false],
    ["a.example.com", 443, "example.com:443", false],
    ["a.example.com", 8443, "example.com:443", true],
    ["10.1.2.3", 443, "10.0.0.0/8", false],
    ["11.1.2.3", 443, "10.0.0.0/8", true],
    ["10.1.2.3", 443, "10.1.2.3", false],
    ["10.1.2.3", 443, "10.1.2.3:443", false],
    ["10.1.2.3", 80, "10.1.2.3:443", true],
    ["10.1.2.3", 443, "2.3", true],
    ["2001:db8::5", 443, "2001:db8::/32", false],
    ["2001:db8::5", 443, "[2001:db8::5]:443", false],
    ["a.example.com", 443, ":443", true],
    ["a.example.com", 443, ",,", true],
    ["localhost", 443, "", false],
    ["127.0.0.1", 443, "", false],
    ["127.9.9.9", 443, "", false],
    ["::1", 443, "", false],
    ["a.localhost", 443, "", true],
    ["::ffff:127.0.0.1", 443, "", false],
  ])("%s:%d with NO_PROXY=%j", (host, port, no, used) => {
    expect(chooseProxy({ https: PROXY, no }, { scheme: "https", host, port })).toBe(used ? PROXY : undefined);
  });

  it("never uses the HTTP proxy for HTTPS, nor the other way round", () => {
    expect(chooseProxy({ http: PROXY }, { scheme: "https", host: "a.example", port: 443 })).toBeUndefined();
    expect(chooseProxy({ https: PROXY }, { scheme: "http", host: "a.example", port: 80 })).toBeUndefined();
    expect(chooseProxy({ http: PROXY }, { scheme: "http", host: "a.example", port: 80 })).toBe(PROXY);
  });
});

describe("parseProxyUrl", () => {
  it.each([
    ["http://p.example:3128", "http://p.example:3128"],
    ["p.example:3128", "http://p.example:3128"],
    ["p.example", "http://p.example"],
    ["https://p.example:8443/", "https://p.example:8443"],
    ["http://u:pw@p.example:3128", "http://***@p.example:3128"],
    ["u:pw@p.example:3128", "http://***@p.example:3128"],
  ])("shows %j as %j", (text, shown) => {
    const url = parseProxyUrl(text);
    expect(url === undefined ? undefined : shownProxy(url)).toBe(shown);
  });

  it.each(["", "http://", ":::"])("refuses %j", (text) => {
    expect(parseProxyUrl(text)).toBeUndefined();
  });
});
