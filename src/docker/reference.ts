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

export type ReferenceResult =
  | { readonly ok: true; readonly reference: ImageReference }
  /** `problem`: half a sentence in docker's terms, without quoting the input; `hint`: what to write instead. */
  | { readonly ok: false; readonly problem: string; readonly hint?: string };

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
    return failed("the repository name must be lowercase", hintFor(text));
  }
  const match = REFERENCE.exec(`${domain}/${remainder}`);
  if (match === null) return failed(formatProblem(domain, remainder), hintFor(text));
  const [, registry = "", repository = "", tag, digest] = match;
  if (repository.length > REPOSITORY_LENGTH_LIMIT) {
    return failed(`the repository name is longer than ${REPOSITORY_LENGTH_LIMIT} characters`);
  }
  if (registry === HUB.registry && repository === "library/scratch") {
    return failed("the name scratch is reserved: there is no such image to pull");
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

function failed(problem: string, hint?: string): ReferenceResult {
  return hint === undefined ? { ok: false, problem } : { ok: false, problem, hint };
}

/** What is refused before the grammar is looked at. */
function refusal(text: string): string | undefined {
  if (text === "") return "the reference is empty";
  if (text.length > REFERENCE_LENGTH_LIMIT) return `the reference is longer than ${REFERENCE_LENGTH_LIMIT} characters`;
  if (IMAGE_ID.test(text)) return "64 hexadecimal characters are an image ID, which no registry can be asked for";
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

function formatProblem(domain: string, remainder: string): string {
  // The engines' grammar takes `ex_ample.com/app` for a name without registry and then fails to connect to nowhere.
  if (PATH_ONLY.test(`${domain}/${remainder}`)) return "the registry name is not a host name";
  return "invalid reference format";
}

function badDigest(digest: string): string | undefined {
  const colon = digest.indexOf(":");
  const algorithm = digest.slice(0, colon);
  const hex = digest.slice(colon + 1);
  if (algorithm !== algorithm.toLowerCase()) return "the digest algorithm must be lowercase";
  const length = DIGEST_HEX_LENGTHS[algorithm];
  if (length === undefined) return "unsupported digest algorithm";
  if (hex.length !== length) return `a ${algorithm} digest has ${length} hexadecimal characters, not ${hex.length}`;
  if (hex !== hex.toLowerCase()) return "the digest must be written in lowercase hexadecimal characters";
  return undefined;
}

function hintFor(text: string): string | undefined {
  if (/[$%]\{?\w|\$\(/.test(text)) return "this looks like a variable that no shell has expanded";
  if (/^\w[\w+.-]*:\/\//.test(text) || text.startsWith("//")) return "leave the scheme out: HOST[:PORT]/REPOSITORY:TAG";
  if (/^\s|\s$/.test(text)) return "remove the white space around it";
  if (/\s/.test(text)) return "remove the white space in it";
  if (/["'\u2018\u2019\u201C\u201D]/.test(text)) return "remove the quotes";
  if (text.startsWith("hub.docker.com/"))
    return "hub.docker.com is the web site: write NAME:TAG or ORGANISATION/NAME:TAG";
  if (/^[^/@]+:[^/@]+@[^/]*\//.test(text)) return "leave the user name out: credentials belong into config.json";
  if (/@[A-Za-z0-9]+:[0-9a-fA-F]+:/.test(text)) return "the tag goes before the @: REPOSITORY:TAG@sha256:…";
  if (/[<>]/.test(text)) return "this looks like a placeholder from the documentation";
  if (/[^\u0000-\u007F]/.test(text)) return "only ASCII characters are allowed; write a host name in its xn-- form";
  if (/\?/.test(text)) return "leave the query out";
  if (/[:/]$/.test(text)) return "something is missing at the end";
  if (text !== text.toLowerCase()) return "write the repository name in lower case";
  return undefined;
}
