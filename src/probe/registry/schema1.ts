import { parseForeignJson } from "../../contract/index.js";

/**
 * What the digest of a schema 1 manifest covers: the manifest without its signatures, put together as their protected
 * header says. The text itself where it is not signed, or not readably so.
 * Source: https://distribution.github.io/distribution/spec/deprecated-schema-v1/ (read 2026-11-01).
 */
export function signedContent(body: Buffer): Buffer {
  try {
    const { signatures } = parseForeignJson(body.toString("utf8")) as { signatures: readonly { protected: string }[] };
    const [signature] = signatures;
    const header = Buffer.from(signature?.protected ?? "", "base64url").toString("utf8");
    const { formatLength, formatTail } = parseForeignJson(header) as { formatLength: number; formatTail: string };
    return Buffer.concat([body.subarray(0, formatLength), Buffer.from(formatTail, "base64url")]);
  } catch {
    return body;
  }
}
