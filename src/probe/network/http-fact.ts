import { type HttpFact, parseForeignJson, type ServerError } from "../../contract/index.js";
import { shortened } from "../../judge/text.js";
import type { HttpAnswer } from "./origin.js";

/** Headers that tell who answers and carry no secret. */
const TELLING_HEADERS = [
  "server",
  "date",
  "content-type",
  "location",
  "docker-distribution-api-version",
  "www-authenticate",
  "retry-after",
  "via",
  "x-squid-error",
] as const;

/** One value of a header; several are joined as HTTP allows. */
export function headerOf(answer: Pick<HttpAnswer, "headers">, name: string): string | undefined {
  const value = answer.headers[name];
  return typeof value === "string" ? value : value?.join(", ");
}

/** A challenge names a realm and a scope, which may be long. */
const LONG_HEADERS: Readonly<Record<string, number>> = { "www-authenticate": 2000 };
const HEADER_LIMIT = 500;
/** Where the words of a page that tell who answers stand, in bytes. */
const PAGE_START_BYTES = 8192;

/** What of an HTTP answer may be recorded. */
export function httpFact(answer: HttpAnswer, nowMs = Date.now()): HttpFact {
  const headers: Record<string, string> = {};
  for (const name of TELLING_HEADERS) {
    const value = headerOf(answer, name);
    if (value === undefined) continue;
    headers[name] = shortened(name === "location" ? withoutQuery(value) : value, LONG_HEADERS[name] ?? HEADER_LIMIT);
  }
  const serverMs = Date.parse(headerOf(answer, "date") ?? "");
  return {
    status: answer.status,
    headers,
    ...bodyFact(answer),
    ...(Number.isNaN(serverMs) ? {} : { clockSkewMs: serverMs - nowMs }),
  };
}

/** What of a body tells who answers and why: never the whole, which may hold tokens and signed addresses. */
function bodyFact(answer: HttpAnswer): Pick<HttpFact, "body" | "title" | "text" | "errors" | "tokens"> {
  if (isHtml(answer)) {
    const title = htmlTitle(answer);
    const text = pageText(answer);
    return { body: "page", ...(title === undefined ? {} : { title }), ...(text === "" ? {} : { text }) };
  }
  const text = answer.body.toString("utf8");
  if (/^\s*(?:\{\s*\})?\s*$/.test(text)) return { body: "empty" };
  const value = parsed(text);
  if (typeof value !== "object" || value === null) return { body: "other" };
  const errors = answer.status === 200 ? [] : serverErrors(value);
  const tokens = TOKEN_MEMBERS.filter((name) => tokenIn(value, name) !== undefined);
  return { body: "json", ...(errors.length === 0 ? {} : { errors }), ...(tokens.length === 0 ? {} : { tokens }) };
}

/** Members in which token services give a token. */
const TOKEN_MEMBERS = ["token", "access_token"] as const;

/** The token that a JSON body holds in a member. */
export function tokenIn(value: object, name: string): string | undefined {
  const token: unknown = Object.hasOwn(value, name) ? value[name as keyof typeof value] : undefined;
  return typeof token === "string" && token !== "" && !/[\r\n]/.test(token) ? token : undefined;
}

function parsed(text: string): unknown {
  try {
    return parseForeignJson(text);
  } catch {
    return undefined;
  }
}

/** Errors that are kept. */
const MOST_ERRORS = 10;

function serverErrors(value: object): readonly ServerError[] {
  const list: readonly unknown[] = "errors" in value && Array.isArray(value.errors) ? value.errors : [value];
  return list.slice(0, MOST_ERRORS).flatMap((entry) => {
    if (typeof entry !== "object" || entry === null) return [];
    const fields: Readonly<Record<string, unknown>> = { ...entry };
    const code = typeof fields["code"] === "string" ? fields["code"].slice(0, 100) : "";
    const message = fields["message"] ?? fields["details"] ?? fields["error_description"] ?? fields["error"];
    if (code === "" && typeof message !== "string") return [];
    return [{ code, message: typeof message === "string" ? message.slice(0, 300) : "" }];
  });
}

/** What a page shows, without markup: hidden fields and links may hold secrets. */
function pageText(answer: HttpAnswer): string {
  const shown = answer.body
    .toString("utf8", 0, PAGE_START_BYTES)
    .replaceAll(/<(script|style)\b[^>]*>[\s\S]*?(?:<\/\1>|$)/gi, " ")
    .replaceAll(/<[^>]*(?:>|$)/g, " ");
  return shortened(shown, 200);
}

/** Whether the answer is an HTML page, by its type or by its first characters. */
export function isHtml(answer: HttpAnswer): boolean {
  const type = headerOf(answer, "content-type") ?? "";
  if (/\bhtml\b/i.test(type)) return true;
  return type === "" && /^\s*<(?:!doctype|html)/i.test(answer.body.toString("utf8", 0, 200));
}

/** A URL that may be shown: without query, fragment and user-info (signatures and tokens live there). */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");
}

function htmlTitle(answer: HttpAnswer): string | undefined {
  const match = /<title[^>]*>([^<]*)/i.exec(answer.body.toString("utf8"));
  const title = match?.[1] === undefined ? "" : shortened(match[1], 120);
  return title === "" ? undefined : title;
}
