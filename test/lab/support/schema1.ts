import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { NATIVE } from "./platform.js";

/** An image of schema 1: its manifest, signed as registries did, the digest that it goes by, and its one layer. */
export interface Schema1Image {
  readonly digest: string;
  readonly manifest: string;
  readonly layer: { readonly digest: string; readonly base64: string };
}

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");
const base64url = (text: string): string => Buffer.from(text).toString("base64url");

/** A tar archive of one small file, the same on every machine. */
function tarOf(name: string, content: string): Buffer {
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, "0")}\0`;
  const fields = (sum: string): string =>
    [
      name.padEnd(100, "\0"),
      octal(0o644, 8),
      octal(0, 8),
      octal(0, 8),
      octal(content.length, 12),
      octal(0, 12),
      sum,
      "0",
      "\0".repeat(100),
      "ustar\0",
      "00",
    ].join("");
  const bytes = [...Buffer.from(fields(" ".repeat(8)), "latin1")];
  const sum = `${octal(
    bytes.reduce((total, byte) => total + byte, 0),
    7,
  )} `;
  const header = Buffer.from(fields(sum).padEnd(512, "\0"), "latin1");
  return Buffer.concat([header, Buffer.from(content.padEnd(512, "\0")), Buffer.alloc(1024)]);
}

/** The image `team/pause:1`, whose digest is the same in every run although each signature is another. */
function makeSchema1(): Schema1Image {
  const layer = tarOf("name", "an image of schema 1\n");
  const blobSum = `sha256:${sha256(layer)}`;
  const compatible = {
    id: sha256(`laboratory ${blobSum}`),
    created: "2014-01-01T00:00:00Z",
    os: "linux",
    architecture: NATIVE,
    config: { Cmd: ["/bin/true"], Env: ["PATH=/bin"] },
  };
  const body = {
    schemaVersion: 1,
    name: "team/pause",
    tag: "1",
    architecture: NATIVE,
    fsLayers: [{ blobSum }],
    history: [{ v1Compatibility: JSON.stringify(compatible) }],
  };
  const content = JSON.stringify(body, undefined, 3);
  const tail = "\n}";
  const head = content.slice(0, -tail.length);
  const header = { formatLength: Buffer.byteLength(head), formatTail: base64url(tail), time: "2014-01-01T00:00:00Z" };
  const protectedHeader = base64url(JSON.stringify(header));
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signature = sign("sha256", Buffer.from(`${protectedHeader}.${base64url(content)}`), {
    key: privateKey,
    dsaEncoding: "ieee-p1363",
  });
  const signatures = [
    {
      header: { jwk: publicKey.export({ format: "jwk" }), alg: "ES256" },
      signature: signature.toString("base64url"),
      protected: protectedHeader,
    },
  ];
  return {
    digest: `sha256:${sha256(content)}`,
    manifest: `${head},\n   "signatures": ${JSON.stringify(signatures, undefined, 3).replaceAll("\n", "\n   ")}${tail}`,
    layer: { digest: blobSum, base64: layer.toString("base64") },
  };
}

/** What the registry `schema1` of `internet/unusual.mjs` serves. */
export const SCHEMA1 = makeSchema1();
