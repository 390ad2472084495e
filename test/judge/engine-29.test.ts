import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { classifyEngineMessage } from "../../src/judge/network/engine-message.js";
import { decodeDistribution, decodeInfo, decodeVersion } from "../../src/probe/engine/decode.js";

/** An engine's answer about one reference: the lookup's body is JSON as text, a pull's error stands in the stream or is the body. */
interface Answer {
  readonly distribution: { readonly status: number; readonly body: string };
  readonly pull: {
    readonly status: number;
    readonly error: { readonly message?: string; readonly error?: string } | null;
  };
}

interface Recorded {
  readonly version: unknown;
  readonly info: unknown;
  readonly answers: Readonly<Record<string, Answer>>;
}

/** What Docker Engine 29.7.2 with its own store answered, as it was received on 25 November 2026. */
const FILE = join(import.meta.dirname, "../fixtures/engine-29-answers.json");
const RECORDED = JSON.parse(readFileSync(FILE, "utf8")) as Recorded;

function causeOf(message: string | undefined, status: number): string {
  if (message === undefined) return "-";
  const cause = classifyEngineMessage(message, { status, hasCredentials: false, imageStore: "containerd" });
  return cause === undefined ? "unknown" : `${cause.code}${cause.atTokenService ? " at the token service" : ""}`;
}

describe("answers of Engine 29", () => {
  // `-`: it succeeds
  it.each<[string, lookup: string, pull: string]>([
    ["429", "rate-limited", "rate-limited"],
    ["503", "server-error", "server-error"],
    ["found", "-", "-"],
    ["tag missing", "image-not-found", "image-not-found"],
    ["repository missing", "image-not-found", "image-not-found"],
    ["arm only index", "-", "platform-mismatch"],
    ["single arm", "-", "-"],
    ["layer missing", "-", "layer-missing"],
    ["helm chart", "-", "-"],
    ["zstd", "-", "-"],
    ["index without platform", "-", "-"],
    ["nested index", "-", "-"],
    ["amd64 v3 only", "-", "-"],
    ["private, no credentials (basic)", "credentials-missing", "credentials-missing"],
    ["private, no credentials (bearer)", "credentials-missing", "credentials-missing"],
    ["dns not found", "dns-not-found", "dns-not-found"],
    ["refused", "connection-refused", "connection-refused"],
    ["dropped", "connection-timeout", "connection-timeout"],
    ["tls hangs", "tls-failed", "tls-failed"],
    ["unknown CA", "tls-untrusted", "tls-untrusted"],
    ["expired", "tls-expired", "tls-expired"],
    ["wrong name", "tls-name-mismatch", "tls-name-mismatch"],
    ["plain http on 80", "plain-http", "plain-http"],
    // the pull tells the status alone
    ["block page 403", "not-a-registry", "credentials-missing"],
    ["portal 200", "not-a-registry", "not-a-registry"],
    ["layer host drops", "-", "connection-timeout"],
    ["token host drops", "connection-timeout at the token service", "connection-timeout at the token service"],
    ["reference invalid", "reference-invalid", "reference-invalid"],
  ])("%s: %s, %s", (name, lookup, pull) => {
    const answer = RECORDED.answers[name];
    if (answer === undefined) throw new Error(`there is no answer ${name}`);
    const { status, body } = answer.distribution;
    const said = JSON.parse(body) as { readonly message?: string };
    expect(causeOf(status === 200 ? undefined : said.message, status)).toBe(lookup);
    expect(decodeDistribution(said) === undefined).toBe(lookup !== "-");
    const { error } = answer.pull;
    expect(causeOf(error?.message ?? error?.error, answer.pull.status)).toBe(pull);
  });

  it("are all among these", () => {
    expect(Object.keys(RECORDED.answers)).toHaveLength(28);
  });

  it("tell version, interface and image store", () => {
    expect(decodeVersion(RECORDED.version)).toMatchObject({
      version: "29.7.2",
      apiVersion: "1.55",
      minApiVersion: "1.40",
      architecture: "amd64",
    });
    expect(decodeInfo(RECORDED.info, "2026-11-25T09:06:26Z")).toMatchObject({
      info: { serverVersion: "29.7.2", imageStore: "containerd", defaultRuntime: "runc" },
    });
  });
});
