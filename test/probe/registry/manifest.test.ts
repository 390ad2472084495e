import { describe, expect, it } from "vitest";
import { platformFit } from "../../../src/docker/platform.js";
import { decodeManifest } from "../../../src/probe/registry/manifest.js";

describe("platformFit", () => {
  const amd64 = { os: "linux", architecture: "amd64" };
  const arm64 = { os: "linux", architecture: "arm64" };
  it.each([
    [amd64, amd64, true],
    [{ ...amd64, variant: "v1" }, amd64, true],
    [{ ...amd64, variant: "v3" }, amd64, false],
    [{ ...amd64, variant: "v2" }, { ...amd64, variant: "v3" }, true],
    [amd64, { ...amd64, variant: "v3" }, true],
    [{ os: "linux", architecture: "386" }, amd64, true],
    [arm64, amd64, false],
    [{ os: "windows", architecture: "amd64" }, amd64, false],
    [arm64, arm64, true],
    [{ ...arm64, variant: "v8" }, arm64, true],
    [{ ...arm64, variant: "v9" }, arm64, false],
    [{ os: "linux", architecture: "arm", variant: "v7" }, arm64, true],
    [{ os: "linux", architecture: "arm", variant: "v7" }, { os: "linux", architecture: "arm", variant: "v6" }, false],
    [{ os: "linux", architecture: "arm", variant: "v6" }, { os: "linux", architecture: "arm", variant: "v7" }, true],
    [{ os: "linux", architecture: "s390x" }, { os: "linux", architecture: "s390x" }, true],
  ])("%j on %j: %s", (offered, wanted, fits) => {
    expect(platformFit(offered, wanted) > 0).toBe(fits);
  });

  it("prefers the architecture itself to its 32-bit sibling", () => {
    expect(platformFit(amd64, amd64)).toBeGreaterThan(platformFit({ os: "linux", architecture: "386" }, amd64));
  });
});

describe("decodeManifest", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  it.each([
    ["application/json", "nonsense", "unreadable"],
    ["application/json", "[]", "unreadable"],
    ["application/vnd.docker.distribution.manifest.v1+prettyjws", '{"schemaVersion":1}', "unsupported"],
    ["", `{"schemaVersion":1,"fsLayers":[{"blobSum":"${digest}"}],"history":[]}`, "unsupported"],
    ["", `{"schemaVersion":1,"fsLayers":[{"blobSum":"${digest}"}],"history":[{}]}`, "schema1"],
    ["", '{"schemaVersion":1,"fsLayers":[{"blobSum":"../x"}],"history":[{}]}', "unreadable"],
    [
      "",
      `{"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"digest":"${digest}"},"layers":[]}`,
      "image",
    ],
    ["", '{"schemaVersion":2}', "unsupported"],
    ["", '{"schemaVersion":2,"manifests":[]}', "index"],
    ["text/plain", `{"schemaVersion":2,"config":{"digest":"${digest}"},"layers":[]}`, "image"],
    [
      "",
      `{"config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"${digest}"},"layers":[]}`,
      "unsupported",
    ],
    ["", `{"config":{"digest":"../../x"},"layers":[]}`, "unreadable"],
    ["", `{"config":{"digest":"${digest}"},"layers":[{}]}`, "unreadable"],
  ])("%s %s is %s", (type, text, kind) => {
    expect(decodeManifest(type, text).kind).toBe(kind);
  });

  it("takes the platform of schema 1 from the newest entry, and the layers that are not empty", () => {
    const other = `sha256:${"b".repeat(64)}`;
    const entry = (value: object): object => ({ v1Compatibility: JSON.stringify(value) });
    const text = JSON.stringify({
      schemaVersion: 1,
      architecture: "amd64",
      fsLayers: [{ blobSum: other }, { blobSum: digest }],
      history: [entry({ os: "linux", architecture: "arm64", throwaway: true }), entry({ os: "linux" })],
    });
    expect(decodeManifest("", text)).toMatchObject({
      kind: "schema1",
      platform: { os: "linux", architecture: "arm64" },
      layers: [{ digest }],
    });
  });
});
