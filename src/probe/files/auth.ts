import {
  type AuthProblem,
  type DockerConfigAuth,
  parseForeignJson,
  Secret,
  type TimedKind,
} from "../../contract/index.js";
import { withoutUndefined } from "../engine/json.js";

/** The members of one `auths` entry that matter. */
export interface RawAuth {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** What is said about an entry, and what only a probe may open. */
export interface ReadAuth {
  readonly fact: DockerConfigAuth;
  /** Present for state `basic`. */
  readonly credential?: { readonly username: string; readonly password: Secret };
  /** NULs stand before or after the password; the docker client cuts them off. */
  readonly hasNul?: boolean;
  /** Everything in it that must not be shown. */
  readonly secrets: readonly Secret[];
}

type Pair =
  | {
      readonly ok: true;
      readonly username: string;
      readonly password: string;
      readonly wrapped: boolean;
      readonly hasNul: boolean;
    }
  | { readonly ok: false; readonly problem: AuthProblem; readonly wrapped: boolean; readonly remains: string };

/** User names whose passwords expire by their kind. */
const TIMED_USERS: Readonly<Record<string, TimedKind>> = {
  AWS: "amazon-ecr",
  oauth2accesstoken: "google-access",
  "00000000-0000-0000-0000-000000000000": "azure-registry",
  "<token>": "identity-token",
  "gitlab-ci-token": "gitlab-job",
  "x-access-token": "github-app",
  iambearer: "ibm-bearer",
  iamrefresh: "ibm-refresh",
  BEARER_TOKEN: "oracle-bearer",
};

/** Tokens that some people put where the user name belongs. */
const TOKEN_AS_USER = /^(?:gh[opsu]_|github_pat_|glpat-|dckr_[op]at_|eyJ[\w-]+\.)/;

/** Reads one `auths` entry by the docker client's rules; `nowMs` decides what has expired. */
export function readAuth(key: string, raw: RawAuth, nowMs: number): ReadAuth {
  const identityToken = (raw.identitytoken ?? "") !== "";
  const registryToken = (raw.registrytoken ?? "") !== "";
  const tokens = { identityToken, registryToken };
  const written = [raw.auth, raw.password, raw.identitytoken, raw.registrytoken];
  const secrets = written.flatMap((value) => (value === undefined || value === "" ? [] : [new Secret(value)]));
  const auth = raw.auth ?? "";
  if (auth === "") return readFields(key, raw, tokens, secrets, nowMs);

  const pair = decodePair(auth);
  if (!pair.ok) {
    const remains = pair.remains === "" ? [] : [new Secret(pair.remains)];
    return {
      fact: withoutUndefined({
        key,
        state: "malformed",
        problem: pair.problem,
        ...tokens,
        wrapped: pair.wrapped || undefined,
      } as const),
      secrets: [...secrets, ...remains],
    };
  }
  const read = judgePair(key, pair, { ...tokens, ...(pair.wrapped && { wrapped: true }) }, secrets, nowMs);
  return pair.hasNul ? { ...read, hasNul: true } : read;
}

interface Marks {
  readonly identityToken: boolean;
  readonly registryToken: boolean;
  readonly wrapped?: true;
  readonly fromFields?: true;
}

function readFields(key: string, raw: RawAuth, tokens: Marks, secrets: readonly Secret[], nowMs: number): ReadAuth {
  const username = raw.username ?? "";
  const password = raw.password ?? "";
  if (username === "" && password === "") return { fact: { key, state: "empty", ...tokens }, secrets };
  return judgePair(key, { username, password }, { ...tokens, fromFields: true }, secrets, nowMs);
}

function judgePair(
  key: string,
  pair: { readonly username: string; readonly password: string },
  marks: Marks,
  known: readonly Secret[],
  nowMs: number,
): ReadAuth {
  const { username, password } = pair;
  const isToken = TOKEN_AS_USER.test(username);
  const shownUser = isToken ? "[secret]" : username;
  const secrets = [
    ...known,
    new Secret(password),
    new Secret(`${username}:${password}`),
    ...(isToken ? [new Secret(username)] : []),
  ].filter((secret) => secret.open() !== "");
  const complete = username !== "" && password !== "";
  const fact: DockerConfigAuth = withoutUndefined({
    key,
    state: complete ? "basic" : "incomplete",
    problem: complete ? undefined : username === "" ? "no-user" : "no-password",
    username: shownUser === "" ? undefined : shownUser,
    trailing: trailingOf(password),
    ...marks,
    timed: complete ? timedOf(username, password, nowMs) : undefined,
  } as const);
  return { fact, ...(complete && { credential: { username, password: new Secret(password) } }), secrets };
}

function trailingOf(password: string): "newline" | "blank" | undefined {
  if (/[\r\n]$/.test(password)) return "newline";
  return /\s$/.test(password) ? "blank" : undefined;
}

/** Strict padded base64 of `user:password`, as Go's decoder takes it: line breaks are skipped, nothing else is. */
function decodePair(auth: string): Pair {
  const text = auth.replaceAll(/[\r\n]/g, "");
  const wrapped = text !== auth;
  const remains = Buffer.from(text, "base64").toString("utf8");
  const problem = base64Problem(text);
  if (problem !== undefined) return { ok: false, problem, wrapped, remains };
  const colon = remains.indexOf(":");
  if (colon === -1) return { ok: false, problem: "no-colon", wrapped, remains };
  const written = remains.slice(colon + 1);
  const password = written.replaceAll(/^\0+|\0+$/g, "");
  return { ok: true, username: remains.slice(0, colon), password, wrapped, hasNul: password !== written };
}

function base64Problem(text: string): AuthProblem | undefined {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0) return undefined;
  const joined = text.replaceAll(/\s/g, "");
  if (joined !== text && /^[A-Za-z0-9+/]*={0,2}$/.test(joined)) return "white-space";
  if (text.includes(":")) return "plain-text";
  if (/[-_]/.test(text) && /^[\w-]*={0,2}$/.test(text)) return "url-safe";
  if (/^[A-Za-z0-9+/]*$/.test(text)) return "padding-missing";
  if (/^[A-Za-z0-9+/]*=+$/.test(text)) return "padding-wrong";
  return "not-base64";
}

function timedOf(username: string, password: string, nowMs: number): DockerConfigAuth["timed"] {
  const expiresMs = jwtExpiry(password) ?? (username === "AWS" ? awsExpiry(password) : undefined);
  const kind =
    (Object.hasOwn(TIMED_USERS, username) ? TIMED_USERS[username] : undefined) ??
    (password.startsWith("ghs_") ? "github-app" : undefined) ??
    (expiresMs === undefined ? undefined : "json-web-token");
  if (kind === undefined) return undefined;
  if (expiresMs === undefined) return { kind };
  return { kind, expiresAt: new Date(expiresMs).toISOString(), expired: expiresMs <= nowMs };
}

function jwtExpiry(password: string): number | undefined {
  const [header, payload, signature, ...rest] = password.trim().split(".");
  if (header?.startsWith("eyJ") !== true || payload === undefined || signature === undefined || rest.length > 0) {
    return undefined;
  }
  return secondsMember(Buffer.from(payload, "base64url").toString("utf8"), "exp");
}

function awsExpiry(password: string): number | undefined {
  return secondsMember(Buffer.from(password.trim(), "base64").toString("utf8"), "expiration");
}

/** A member that holds seconds since 1970, as milliseconds; only where it makes a date. */
function secondsMember(json: string, member: string): number | undefined {
  try {
    const value: unknown = parseForeignJson(json);
    if (typeof value !== "object" || value === null) return undefined;
    const seconds: unknown = Object.entries(value).find(([name]) => name === member)?.[1];
    const isDate = typeof seconds === "number" && seconds > 0 && seconds < 8.64e12;
    return isDate ? seconds * 1000 : undefined;
  } catch {
    return undefined;
  }
}
