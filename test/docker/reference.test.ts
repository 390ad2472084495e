import { describe, expect, it } from "vitest";
import { parseReference, type ReferenceHint, registryEndpoint } from "../../src/docker/reference.js";

const HEX = "0123456789abcdef".repeat(4);
const D = `@sha256:${HEX}`;
const DIGEST = `sha256:${HEX}`;

const VALID: readonly [
  text: string,
  registry: string,
  repository: string,
  tag?: string | undefined,
  digest?: string,
][] = [
  ["ubuntu", "docker.io", "library/ubuntu", "latest"],
  ["docker.io/ubuntu", "docker.io", "library/ubuntu", "latest"],
  ["index.docker.io/ubuntu", "docker.io", "library/ubuntu", "latest"],
  ["library/ubuntu", "docker.io", "library/ubuntu", "latest"],
  ["ubuntu:Latest", "docker.io", "library/ubuntu", "Latest"],
  ["registry-1.docker.io/library/ubuntu", "registry-1.docker.io", "library/ubuntu", "latest"],
  ["org/app/sub", "docker.io", "org/app/sub", "latest"],
  ["localhost/app", "localhost", "app", "latest"],
  ["localhost:5000/app", "localhost:5000", "app", "latest"],
  ["localhost", "docker.io", "library/localhost", "latest"],
  ["localhost:5000", "docker.io", "library/localhost", "5000"],
  ["myhost/app", "docker.io", "myhost/app", "latest"],
  ["my-registry/app", "docker.io", "my-registry/app", "latest"],
  ["myhost:5000/app:1", "myhost:5000", "app", "1"],
  ["myhost:5000", "docker.io", "library/myhost", "5000"],
  ["1.2.3.4:80", "docker.io", "library/1.2.3.4", "80"],
  ["example.com", "docker.io", "library/example.com", "latest"],
  ["docker.io", "docker.io", "library/docker.io", "latest"],
  ["example.com:443/app", "example.com:443", "app", "latest"],
  ["example.com:0443/app", "example.com:0443", "app", "latest"],
  ["example.com:99999/app", "example.com:99999", "app", "latest"],
  ["127.0.0.1:5000/a/b:c", "127.0.0.1:5000", "a/b", "c"],
  ["[::1]:5000/app", "[::1]:5000", "app", "latest"],
  ["[2001:db8::1]/app", "[2001:db8::1]", "app", "latest"],
  ["Foo/bar", "Foo", "bar", "latest"],
  ["FOO/bar:1", "FOO", "bar", "1"],
  ["Foo.com/bar", "Foo.com", "bar", "latest"],
  ["foo/bar:TAG", "docker.io", "foo/bar", "TAG"],
  [`a/b${D}`, "docker.io", "a/b", undefined, DIGEST],
  [`ubuntu${D}`, "docker.io", "library/ubuntu", undefined, DIGEST],
  [`a/b:1${D}`, "docker.io", "a/b", "1", DIGEST],
  [`a/b@sha384:${HEX}${HEX.slice(32)}`, "docker.io", "a/b", undefined, `sha384:${HEX}${HEX.slice(32)}`],
  [`a/b@sha512:${HEX}${HEX}`, "docker.io", "a/b", undefined, `sha512:${HEX}${HEX}`],
  [DIGEST, "docker.io", "library/sha256", HEX],
  [HEX.slice(1), "docker.io", `library/${HEX.slice(1)}`, "latest"],
  [`${HEX}/a`, "docker.io", `${HEX}/a`, "latest"],
  ["a/b:_1", "docker.io", "a/b", "_1"],
  [`a/b:${"t".repeat(128)}`, "docker.io", "a/b", "t".repeat(128)],
  ["a__b/c", "docker.io", "a__b/c", "latest"],
  ["a--b/c", "docker.io", "a--b/c", "latest"],
  ["a---b/c", "docker.io", "a---b/c", "latest"],
  ["a.b/c", "a.b", "c", "latest"],
  ["a:1/b", "a:1", "b", "latest"],
  ["1/2", "docker.io", "1/2", "latest"],
  ["ex--ample.com/app", "ex--ample.com", "app", "latest"],
  ["xn--bcher-kva.example/app", "xn--bcher-kva.example", "app", "latest"],
  ["hub.docker.com/r/org/app", "hub.docker.com", "r/org/app", "latest"],
  [`example.com/${"p".repeat(255)}`, "example.com", "p".repeat(255), "latest"],
  [
    "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1",
    "docker-public.packages.atlassian.com",
    "sox/atlassian/bitbucket-pipelines-runner",
    "1",
  ],
];

const INVALID: readonly string[] = [
  "localhost:abc/app",
  "example.com:/app",
  "[fe80::1%eth0]/app",
  "::1/app",
  "foo/Bar",
  "Ubuntu",
  "example.com/App",
  "ghcr.io/Org/app",
  "a/b@sha256:abc",
  "a/b@",
  `a/b@:${HEX}`,
  `a/b@${HEX}`,
  `a/b@md5:${HEX.slice(32)}`,
  `a/b@SHA256:${HEX}`,
  `a/b:1@SHA256:${HEX}`,
  `a/b@sha256:${HEX.toUpperCase()}`,
  `a/b@sha256:${HEX}0`,
  HEX,
  "a/b:",
  "a//b",
  "/a/b",
  "a/b/",
  "library/",
  "docker.io/",
  "",
  "a/b:.1",
  "a/b:-1",
  "a/b:1+x",
  "a/b:v1/x",
  "a/b:c:d",
  "a:b:c",
  "a:b/c",
  `a/b:${"t".repeat(129)}`,
  "a___b/c",
  "a._b/c",
  "a..b/c",
  "a_/c",
  "_a/c",
  "-a/c",
  "a-/c",
  "a/.b",
  "a/b.",
  "ex_ample.com/app",
  "-ex.com/a",
  "ex.com-/a",
  "ex.com./a",
  ".ex.com/a",
  "bücher.example/a",
  "https://h/app",
  "docker://ubuntu",
  "//h/app",
  " ubuntu",
  "ubuntu ",
  "ubuntu\t",
  "ubuntu\n",
  '"ubuntu"',
  "'ubuntu'",
  "${IMAGE}",
  "ubuntu:$TAG",
  "hub.docker.com/_/ubuntu",
  "scratch",
  "docker.io/library/scratch",
  "p".repeat(256 - "library/".length),
  `example.com/${"p".repeat(256)}`,
  "user:pass@h/app",
  "h/app?x=1",
  "h/a b",
  "a@b/c",
  `example.com/img${D}:tag`,
  "a".repeat(100_000),
];

const HINTED: readonly [text: string, hint: ReferenceHint][] = [
  ["https://h/app", "scheme"],
  ["docker://ubuntu", "scheme"],
  ["//h/app", "scheme"],
  [" ubuntu", "blanks-around"],
  ["ubuntu\n", "blanks-around"],
  ['"ubuntu"', "quotes"],
  ["${IMAGE}", "variable"],
  ["ubuntu:$TAG", "variable"],
  ["hub.docker.com/_/ubuntu", "web-site"],
  [`example.com/img${D}:tag`, "tag-after-digest"],
  ["Ubuntu", "uppercase"],
];

describe("parseReference", () => {
  it.each(VALID)("reads %j", (text, registry, repository, tag, digest) => {
    expect(parseReference(text)).toEqual({
      ok: true,
      reference: {
        registry,
        repository,
        ...(tag === undefined ? {} : { tag }),
        ...(digest === undefined ? {} : { digest }),
      },
    });
  });

  it.each(INVALID)("refuses %j", (text) => {
    expect(parseReference(text).ok).toBe(false);
  });

  it.each(HINTED)("gives a hint for %j", (text, hint) => {
    expect(parseReference(text)).toMatchObject({ ok: false, hint });
  });

  it("does not repeat a password that was written into the reference", () => {
    expect(JSON.stringify(parseReference("bob:hunter2@example.com/app"))).not.toContain("hunter2");
  });
});

describe("registryEndpoint", () => {
  it.each([
    ["docker.io", "registry-1.docker.io", 443],
    ["registry-1.docker.io", "registry-1.docker.io", 443],
    ["example.com", "example.com", 443],
    ["example.com:5000", "example.com", 5000],
    ["[::1]:5000", "::1", 5000],
    ["[2001:db8::1]", "2001:db8::1", 443],
    ["example.com:0443", "example.com", 443],
  ])("asks %s at %s port %d", (registry, host, port) => {
    expect(registryEndpoint(registry)).toEqual({ host, port });
  });
});
