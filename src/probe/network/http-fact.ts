import type { HttpFact } from "../../contract/index.js";
import { dropUserInfo } from "../../secrets/user-info.js";
import { shortened } from "./failure.js";
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

/** What of an HTTP answer may be recorded. */
export function httpFact(answer: HttpAnswer, nowMs = Date.now()): HttpFact {
  const headers: Record<string, string> = {};
  for (const name of TELLING_HEADERS) {
    const value = headerOf(answer, name);
    if (value !== undefined) headers[name] = shortened(name === "location" ? withoutQuery(value) : value, 500);
  }
  const title = htmlTitle(answer);
  const serverMs = Date.parse(headerOf(answer, "date") ?? "");
  return {
    status: answer.status,
    headers,
    ...(title === undefined ? {} : { title }),
    ...(Number.isNaN(serverMs) ? {} : { clockSkewMs: serverMs - nowMs }),
  };
}

/** Whether the answer is an HTML page, by its type or by its first characters. */
export function isHtml(answer: HttpAnswer): boolean {
  const type = headerOf(answer, "content-type") ?? "";
  if (/\bhtml\b/i.test(type)) return true;
  return type === "" && /^\s*<(?:!doctype|html)/i.test(answer.body.toString("utf8", 0, 200));
}

/** A URL that may be shown: without query, fragment and user-info (signatures and tokens live there). */
export function withoutQuery(url: string): string {
  return dropUserInfo(url).text.replace(/[?#].*$/s, "");
}

/** Who answered, for a failure's detail: status, title, type, location, server. */
export function answerWords(answer: HttpAnswer): string {
  const fact = httpFact(answer);
  const parts = [
    `HTTP ${fact.status}`,
    ...(fact.title === undefined ? [] : [`title "${fact.title}"`]),
    ...["content-type", "location", "server", "x-squid-error"].flatMap((name) => {
      const value = fact.headers[name];
      return value === undefined ? [] : [`${name}: ${value}`];
    }),
  ];
  return shortened(parts.join("; "));
}

function htmlTitle(answer: HttpAnswer): string | undefined {
  if (!isHtml(answer)) return undefined;
  const match = /<title[^>]*>([^<]*)(<?)/i.exec(answer.body.toString("utf8"));
  // a title that never ends was cut where the body was
  const title = match?.[1] === undefined ? "" : shortened(`${match[1]}${match[2] === "" ? "…" : ""}`, 120);
  return title === "" ? undefined : title;
}
