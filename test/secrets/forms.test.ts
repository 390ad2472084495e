import { describe, expect, it } from "vitest";
import { hideForms } from "../../src/secrets/forms.js";
import { describeHidden, isPlainForm, quotedBack } from "../../src/secrets/plain-form.js";
import { shortenForeign } from "../../src/secrets/shorten.js";
import { dropUserInfo, hideInList, hideUserInfo, hideInProxy } from "../../src/secrets/user-info.js";

const DIGEST = `sha256:${"0a1b2c3d".repeat(8)}`;

describe("a value that is a URL", () => {
  it.each([
    ["http://px:PXSL/s3cret@proxy:3129", "http://***@proxy:3129"],
    ["px:PXSL/s3cret@proxy:3129", "***@proxy:3129"],
    ["//px:PXSL?s3#cret@proxy", "***@proxy"],
    ["http://px:a@b@c@proxy", "http://***@proxy"],
    ["http://px:PXSL/s3cret%40proxy:3129", "http://***@proxy:3129"],
    ["http%3A%2F%2Fpx%3APXSLs3cret%40proxy%3A3129", "***@proxy%3A3129"],
    ["http://px:PXSLs3cret%2540proxy", "http://***@proxy"],
    ["ssh://ops:PXSLs3cret@host", "ssh://***@host"],
    ["ssh://ops@host:22", "ssh://ops@host:22"],
    ["unix://u:PXSL/s3cret@/run/docker.sock", "unix://***@/run/docker.sock"],
    ["unix:///home/me@corp/docker.sock", "unix:///home/me@corp/docker.sock"],
    ["http://proxy:3128", "http://proxy:3128"],
  ])("%s", (url, expected) => {
    expect(hideUserInfo(url).text).toBe(expected);
  });

  it("gives what was taken out, in parts, decoded, and in the pieces that programs quote", () => {
    expect(hideUserInfo("http://px:PXSL/s3%2Fcret@proxy").secrets).toEqual([
      "px:PXSL/s3%2Fcret",
      "px:PXSL/s3/cret",
      "PXSL/s3%2Fcret",
      "PXSL/s3/cret",
      "px",
      "PXSL",
      "s3%2Fcret",
      "s3/cret",
    ]);
  });

  it("of an engine is shown without user-info", () => {
    expect(dropUserInfo("tcp://u:a/b@h:2375").text).toBe("tcp://h:2375");
    expect(dropUserInfo("ssh://ops:pw@h").text).toBe("ssh://ops@h");
  });

  it.each([
    ["http://proxy:3128/?token=PXSLs3cret", "http://proxy:3128/…"],
    ["http://u:p@proxy:3128/x?y#z", "http://***@proxy:3128/…"],
    ["http://px:PXSLs3cret", "http://… (13 characters, not HOST:PORT)"],
    ["PXSL s3cret", "… (11 characters, not HOST:PORT)"],
    ["proxy", "proxy"],
    ["$PROXY", "$PROXY"],
  ])("of a proxy is its host and port: %s", (url, expected) => {
    expect(hideInProxy(url).text).toBe(expected);
  });

  it("in NO_PROXY", () => {
    expect(hideInList("localhost,u:PXSL/s3cret@h,.example").text).toBe("localhost,***@h,.example");
  });
});

describe("a foreign text", () => {
  it("keeps what is hidden already as it is written", () => {
    const change = "-e HTTPS_PROXY=http://…@proxy.example:3128";
    expect(hideForms(change)).toBe(change);
  });

  it.each([
    ['proxy "http://px:PXSL/s3cret@proxy:3129": refused', 'proxy "http://***@proxy:3129": refused'],
    ["WARNING: px:PXSL/s3cret@proxy:3129 is used", "WARNING: ***@proxy:3129 is used"],
    ["HTTPS_PROXY=px:PXSL/s3cret@proxy", "HTTPS_PROXY=***@proxy"],
    ["http://a/,http://u:PXSLs3cret@b", "http://a/,http://***@b"],
    [`registry:5000/app:1@${DIGEST} is fine`, `registry:5000/app:1@${DIGEST} is fine`],
    ["docker -H ssh://ops@host ps", "docker -H ssh://ops@host ps"],
    ["mail me@host, git@host:22/x", "mail me@host, git@host:22/x"],
    ["user@.service (http://USER:PASSWORD@HOST:PORT)", "user@.service (http://USER:PASSWORD@HOST:PORT)"],
    ['parse "x": invalid port ":PXSLs3" after host', 'parse "x": invalid port ":***" after host'],
    [
      "https://s3.example/b/k?X-Amz-Date=1&X-Amz-Credential=AKIA%2Fx&X-Amz-Signature=0a1b2c",
      "https://s3.example/b/k?X-Amz-Date=1&X-Amz-Credential=***&X-Amz-Signature=***",
    ],
    ['"https://h/b?sv=2024&sig=PXSLs3cret%3D&se=x": 403', '"https://h/b?sv=***&sig=***&se=***": 403'],
    ["https://h/b?verify=17-PXSL&Key-Pair-Id=K", "https://h/b?verify=***&Key-Pair-Id=***"],
    ["https://auth/token?service=s&scope=repository:a:pull", "https://auth/token?service=s&scope=repository:a:pull"],
    ["https%3A%2F%2Fh%3Fsig%3DPXSLs3cret%26x%3D1", "https%3A%2F%2Fh%3Fsig%3D***"],
    ["Authorization: Basic cHg6UFhTTA==", "Authorization: Basic ***"],
    ['"Authorization":["Bearer PXSLs3cret"]', '"Authorization":["Bearer ***"]'],
    ["sent Bearer PXSL.s3cret-1", "sent Bearer ***"],
    ['Bearer realm="https://auth/token?sig=PXSL",service="s"', 'Bearer realm="https://auth/token?sig=***",service="s"'],
    ["no basic auth credentials", "no basic auth credentials"],
    [
      "authorization token has expired: bearer authentication required",
      "authorization token has expired: bearer authentication required",
    ],
    ['{"access_token":"PXSLs3cret","expires_in":60}', '{"access_token":"***","expires_in":60}'],
    [String.raw`"{\"password\":\"PXSLs3cret\"}"`, String.raw`"{\"password\":\"***\"}"`],
    ["mount: o=addr=h,password=PXSL,s3cret failed", "mount: o=addr=h,password=*** failed"],
    [
      "write OAUTH_CLIENT_SECRET=VALUE or -e OAUTH_CLIENT_SECRET=…",
      "write OAUTH_CLIENT_SECRET=VALUE or -e OAUTH_CLIENT_SECRET=…",
    ],
    ["key eyJhbGciOi.eyJzdWIi.c2ln and ATOAabcdefgh123", "key *** and ***"],
    ["POST /images/create?fromImage=a/b&tag=1", "POST /images/create?fromImage=a/b&tag=1"],
  ])("%s", (text, expected) => {
    expect(hideForms(text)).toBe(expected);
    expect(hideForms(hideForms(text))).toBe(expected);
  });

  it("is hidden first and shortened then", () => {
    const text = `${"x".repeat(280)} http://px:PXSL/s3cret-and-more@proxy`;
    expect(shortenForeign(text, 300)).toBe(`${"x".repeat(280)} http://***@proxy`);
    expect(shortenForeign(`a ${"b".repeat(70_000)}`, 100)).toBe("a …");
  });

  it.each([
    ["colons", "a:".repeat(300_000)],
    ["at signs", "a@".repeat(300_000)],
    ["letters", "a".repeat(600_000)],
    ["quotes", '"auth'.repeat(100_000)],
    ["schemes", "http://".repeat(80_000)],
    ["parameters", "?a=b&".repeat(100_000)],
    ["bearers", "bearer ".repeat(80_000)],
    ["percent signs", "%40".repeat(200_000)],
  ])("is read in linear time: %s", (_name, text) => {
    // a square's growth would take minutes
    expect(hideForms(text)).not.toBe("");
  });
});

describe("a value that docker refuses", () => {
  it.each(["sometimes", "512mb", "10.0.0.300", "a:b:c", "/dev/sda1:rwm", "fe80::1", "on-failure:x", "eth0", "0x10"])(
    "%s is quoted back",
    (value) => {
      expect(quotedBack(value)).toBe(value);
    },
  );
  it.each(["Pl4nted_s3cretZq9", "PXSL/s3cret", "u:p@h", "ATOA0a1b2c3d", "8f3a2b1c-0000-4000", "a".repeat(40)])(
    "%s is not",
    (value) => {
      expect(isPlainForm(value)).toBe(false);
    },
  );

  it("keeps what helps", () => {
    expect(describeHidden("Pl4nted_s3cretZq9x ")).toBe("… (19 characters, ends with a blank)");
  });
});
