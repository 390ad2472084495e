/**
 * Image references as the Docker Engine reads them.
 * Grammar: https://github.com/distribution/reference, v0.6.0 (read 2026-11-01); measured against Engine 20.10.24 and 28.5.2.
 */

import { HUB } from "./hub.js";

/** A normalised reference: `ubuntu` is `docker.io` · `library/ubuntu` · `latest`. */
export interface ImageReference {
  /** `host[:port]`, with brackets around an IPv6 address; Docker Hub is `docker.io`. */
  readonly registry: string;
  readonly repository: string;
  /** `latest` when neither tag nor digest is given. With a digest the tag is kept, and ignored by every pull. */
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

/** Why a text is no reference, or none of an image that can be pulled. Nothing of the text is in it but a digest's algorithm. */
export type ReferenceProblem =
  | {
      readonly of:
        | "empty"
        | "image-id"
        | "repository-uppercase"
        /** A name that engines take, and then connect to nowhere. */
        | "registry-not-a-host"
        | "format"
        /** `scratch` */
        | "reserved"
        | "digest-algorithm-uppercase"
        | "digest-algorithm-unknown"
        | "digest-uppercase";
    }
  /** Characters. */
  | { readonly of: "too-long" | "repository-too-long"; readonly most: number }
  /** Hexadecimal characters. */
  | { readonly of: "digest-length"; readonly algorithm: string; readonly length: number; readonly given: number };

/** What is in the text that must not be, or what it lacks. */
export type ReferenceHint =
  | "variable"
  | "scheme"
  | "blanks-around"
  | "blanks-inside"
  | "quotes"
  /** `hub.docker.com/…` */
  | "web-site"
  | "user-name"
  | "tag-after-digest"
  | "placeholder"
  | "other-letters"
  | "query"
  | "end-missing"
  | "uppercase";

export type ReferenceResult =
  | { readonly ok: true; readonly reference: ImageReference }
  | { readonly ok: false; readonly problem: ReferenceProblem; readonly hint?: ReferenceHint };

/** Longest repository name, as the Engine counts it (without the registry). */
const REPOSITORY_LENGTH_LIMIT = 255;
/** Longer than the longest valid reference: registry name 255, repository 255, tag 128, digest 135. */
const REFERENCE_LENGTH_LIMIT = 1024;

const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const DOMAIN = String.raw`(?:${LABEL}(?:\.${LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?`;
const COMPONENT = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const PATH = `${COMPONENT}(?:/${COMPONENT})*`;
const TAG = String.raw`\w[\w.-]{0,127}`;
const DIGEST = String.raw`[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}`;
const REFERENCE = new RegExp(`^(${DOMAIN})/(${PATH})(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const PATH_ONLY = new RegExp(`^${PATH}(?::${TAG})?(?:@${DIGEST})?$`);
const IMAGE_ID = /^[0-9a-f]{64}$/;

const DIGEST_HEX_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** Reads an image reference by the rules of current engines. */
export function parseReference(text: string): ReferenceResult {
  const problem = refusal(text);
  if (problem !== undefined) return failed(problem, hintFor(text));
  const { domain, remainder } = splitDomain(text);
  const repositoryText = remainder.split(":", 1)[0] ?? "";
  if (repositoryText !== repositoryText.toLowerCase()) {
    return failed({ of: "repository-uppercase" }, hintFor(text));
  }
  const match = REFERENCE.exec(`${domain}/${remainder}`);
  if (match === null) return failed(formatProblem(domain, remainder), hintFor(text));
  const [, registry = "", repository = "", tag, digest] = match;
  if (repository.length > REPOSITORY_LENGTH_LIMIT) {
    return failed({ of: "repository-too-long", most: REPOSITORY_LENGTH_LIMIT });
  }
  if (registry === HUB.registry && repository === "library/scratch") {
    return failed({ of: "reserved" });
  }
  const digestProblem = digest === undefined ? undefined : badDigest(digest);
  if (digestProblem !== undefined) return failed(digestProblem);
  return {
    ok: true,
    reference: {
      registry,
      repository,
      ...(tag === undefined ? (digest === undefined ? { tag: "latest" } : {}) : { tag }),
      ...(digest === undefined ? {} : { digest }),
    },
  };
}

/**
 * Where a registry of a normalised reference is asked: Docker Hub at `registry-1.docker.io`, port 443 unless the name
 * has one. The host comes without the brackets of an IPv6 address.
 */
export function registryEndpoint(registry: string): { host: string; port: number } {
  const name = registry === HUB.registry ? HUB.endpoint : registry;
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(name);
  const host = match?.[1] ?? match?.[2] ?? name;
  return { host, port: match?.[3] === undefined ? 443 : Number(match[3]) };
}

function failed(problem: ReferenceProblem, hint?: ReferenceHint): ReferenceResult {
  return hint === undefined ? { ok: false, problem } : { ok: false, problem, hint };
}

/** What is refused before the grammar is looked at. */
function refusal(text: string): ReferenceProblem | undefined {
  if (text === "") return { of: "empty" };
  if (text.length > REFERENCE_LENGTH_LIMIT) return { of: "too-long", most: REFERENCE_LENGTH_LIMIT };
  if (IMAGE_ID.test(text)) return { of: "image-id" };
  return undefined;
}

function splitDomain(text: string): { domain: string; remainder: string } {
  const slash = text.indexOf("/");
  const head = slash === -1 ? "" : text.slice(0, slash);
  const isDomain = slash !== -1 && (/[.:]/.test(head) || head === "localhost" || head !== head.toLowerCase());
  const named = isDomain ? head : HUB.registry;
  const domain = named === "index.docker.io" ? HUB.registry : named;
  const remainder = isDomain ? text.slice(slash + 1) : text;
  const isOfficial = domain === HUB.registry && !remainder.includes("/");
  return { domain, remainder: isOfficial ? `library/${remainder}` : remainder };
}

function formatProblem(domain: string, remainder: string): ReferenceProblem {
  // The engines' grammar takes `ex_ample.com/app` for a name without registry and then fails to connect to nowhere.
  if (PATH_ONLY.test(`${domain}/${remainder}`)) return { of: "registry-not-a-host" };
  return { of: "format" };
}

function badDigest(digest: string): ReferenceProblem | undefined {
  const colon = digest.indexOf(":");
  const algorithm = digest.slice(0, colon);
  const hex = digest.slice(colon + 1);
  if (algorithm !== algorithm.toLowerCase()) return { of: "digest-algorithm-uppercase" };
  const length = DIGEST_HEX_LENGTHS[algorithm];
  if (length === undefined) return { of: "digest-algorithm-unknown" };
  if (hex.length !== length) return { of: "digest-length", algorithm, length, given: hex.length };
  if (hex !== hex.toLowerCase()) return { of: "digest-uppercase" };
  return undefined;
}

function hintFor(text: string): ReferenceHint | undefined {
  if (/[$%]\{?\w|\$\(/.test(text)) return "variable";
  if (/^\w[\w+.-]*:\/\//.test(text) || text.startsWith("//")) return "scheme";
  if (/^\s|\s$/.test(text)) return "blanks-around";
  if (/\s/.test(text)) return "blanks-inside";
  if (/["'\u2018\u2019\u201C\u201D]/.test(text)) return "quotes";
  if (text.startsWith("hub.docker.com/")) return "web-site";
  if (/^[^/@]+:[^/@]+@[^/]*\//.test(text)) return "user-name";
  if (/@[A-Za-z0-9]+:[0-9a-fA-F]+:/.test(text)) return "tag-after-digest";
  if (/[<>]/.test(text)) return "placeholder";
  if (/[^\u0000-\u007F]/.test(text)) return "other-letters";
  if (/\?/.test(text)) return "query";
  if (/[:/]$/.test(text)) return "end-missing";
  if (text !== text.toLowerCase()) return "uppercase";
  return undefined;
}
