import { describe, expect, it } from "vitest";
import { amd64Level } from "../../src/docker/cpu-level.js";
import {
  firstToTake,
  formOfConfig,
  formOfEntry,
  formOfLayer,
  IMAGE_FORMS,
  type ImageForm,
  takesForm,
} from "../../src/docker/image-forms.js";
import { isSamePlatform } from "../../src/docker/platform.js";

const OCI = "application/vnd.oci.image.layer.v1.tar";
const DOCKER = "application/vnd.docker.image.rootfs";

describe("media types", () => {
  it.each<[string, ImageForm | undefined]>([
    [OCI, undefined],
    [`${OCI}+gzip`, undefined],
    [`${OCI}+zstd`, "zstd-layers"],
    [`${OCI}+xz`, "untyped-layers"],
    [`${OCI}+encrypted`, "encrypted-layers"],
    [`${OCI}+gzip+encrypted`, "encrypted-layers"],
    [`${OCI}+zstd+encrypted`, "encrypted-layers"],
    ["application/vnd.oci.image.layer.nondistributable.v1.tar", undefined],
    ["application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", undefined],
    ["application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", "zstd-layers"],
    [`${DOCKER}.diff.tar`, undefined],
    [`${DOCKER}.diff.tar.gzip`, undefined],
    [`${DOCKER}.diff.tar.zstd`, "docker-zstd-layers"],
    [`${DOCKER}.diff.tar.gzip+encrypted`, "encrypted-layers"],
    [`${DOCKER}.foreign.diff.tar`, undefined],
    [`${DOCKER}.foreign.diff.tar.gzip`, undefined],
    ["", "untyped-layers"],
    ["application/octet-stream", "untyped-layers"],
    ["application/vnd.in-toto+json", "foreign-layers"],
    ["application/vnd.oci.empty.v1+json", "foreign-layers"],
    ["application/vnd.wasm.content.layer.v1+wasm", "foreign-layers"],
  ])("a layer of type %s: %s", (type, form) => {
    expect(formOfLayer(type)).toBe(form);
  });

  it.each<[string, ImageForm | undefined]>([
    ["application/vnd.oci.image.config.v1+json", undefined],
    ["application/vnd.docker.container.image.v1+json", undefined],
    ["application/json", "untyped-config"],
    ["text/html", "untyped-config"],
    ["", "untyped-config"],
  ])("a config of type %s: %s", (type, form) => {
    expect(formOfConfig(type)).toBe(form);
  });

  it.each([
    ["application/vnd.oci.image.manifest.v1+json", "manifest"],
    ["application/vnd.docker.distribution.manifest.v2+json", "manifest"],
    ["application/vnd.docker.distribution.manifest.v1+prettyjws", "manifest"],
    ["application/vnd.oci.image.index.v1+json", "index-in-index"],
    ["application/vnd.docker.distribution.manifest.list.v2+json", "index-in-index"],
    ["", "entry-of-unknown-type"],
    ["application/vnd.oci.artifact.manifest.v1+json", "entry-of-unknown-type"],
  ])("a line of an index of type %s: %s", (type, form) => {
    expect(formOfEntry(type)).toBe(form);
  });
});

/** Pull, create and start, November 2026: 20.10.24, 26.1.5 and 28.5.2, the latter two with both stores. */
const MEASURED: readonly (readonly [ImageForm, string])[] = [
  ["zstd-layers", "no yes yes yes yes"],
  ["docker-zstd-layers", "no yes no yes yes"],
  ["encrypted-layers", "no no no no no"],
  ["foreign-layers", "no no no no no"],
  ["untyped-layers", "yes yes no yes no"],
  ["untyped-config", "yes yes no yes no"],
  ["layers-unlisted", "no no no no no"],
  ["entry-without-platform", "no yes yes yes yes"],
  ["entry-without-platform-among-others", "no yes no yes yes"],
  ["entry-with-empty-platform", "no yes no yes no"],
  ["entry-of-unknown-type", "yes yes no yes no"],
  ["index-in-index", "no yes no yes yes"],
];
const ENGINES = [
  { serverVersion: "20.10.24+dfsg1", imageStore: "graph" },
  { serverVersion: "26.1.5+dfsg1", imageStore: "graph" },
  { serverVersion: "26.1.5+dfsg1", imageStore: "containerd" },
  { serverVersion: "28.5.2+dfsg4", imageStore: "graph" },
  { serverVersion: "28.5.2+dfsg4", imageStore: "containerd" },
] as const;

describe("what engines take", () => {
  it.each(MEASURED)("%s: %s", (form, expected) => {
    expect(ENGINES.map((engine) => (takesForm(engine, form) ? "yes" : "no")).join(" ")).toBe(expected);
  });

  it("has been measured of every form", () => {
    expect(MEASURED.map(([form]) => form).toSorted()).toEqual(Object.keys(IMAGE_FORMS).toSorted());
  });

  it("names the first engine that takes a form", () => {
    const [old] = ENGINES;
    expect(firstToTake(old, "zstd-layers")).toBe("23.0");
    expect(firstToTake(old, "encrypted-layers")).toBeUndefined();
  });

  it("takes an engine that says no version for a new one", () => {
    expect(takesForm({ serverVersion: "library-import", imageStore: "graph" }, "zstd-layers")).toBe(true);
  });
});

describe("isSamePlatform", () => {
  it.each<[string, string, boolean]>([
    ["amd64", "amd64", true],
    ["amd64 v1", "amd64", true],
    ["x86_64", "amd64", true],
    ["amd64 v2", "amd64", false],
    ["386", "amd64", false],
    ["arm64 v8", "arm64", true],
    ["aarch64", "arm64", true],
    ["arm64 v9", "arm64", false],
    ["arm v7", "arm64", false],
    ["arm v8", "arm v6", true],
    ["s390x", "s390x", true],
  ])("%s for %s: %s", (offered, wanted, expected) => {
    const platform = (text: string) => {
      const [architecture = "", variant] = text.split(" ");
      return { os: "linux", architecture, ...(variant === undefined ? {} : { variant }) };
    };
    expect(isSamePlatform(platform(offered), platform(wanted))).toBe(expected);
  });

  it("fills in the system", () => {
    expect(isSamePlatform({ os: "", architecture: "amd64" }, { os: "linux", architecture: "amd64" })).toBe(true);
  });
});

describe("levels of amd64 CPUs", () => {
  const second = "cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3";
  const third = "avx avx2 bmi1 bmi2 f16c fma abm movbe xsave";
  const fourth = "avx512f avx512bw avx512cd avx512dq avx512vl";
  it.each([
    ["sse2", 1],
    [second, 2],
    [`${second} avx avx2`, 2],
    [`${second} ${third}`, 3],
    [`${third} ${fourth}`, 1],
    [`${second} ${third} ${fourth}`, 4],
  ])("%s: %d", (flags, level) => {
    expect(amd64Level(flags.split(" "))).toBe(level);
  });
});
