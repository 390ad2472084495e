import { parseForeignJson, type RepeatedRequest } from "../../contract/index.js";
import { tokenIn } from "../network/http-fact.js";
import type { HttpAnswer } from "../network/origin.js";

/** How long a token lives whose service does not say. https://distribution.github.io/distribution/spec/auth/token/ (read 2026-11-01). */
const DEFAULT_LIFE_SECONDS = 60;

/** A token, and when it ends on this process's clock. */
export interface Token {
  readonly value: string;
  readonly expiresMs: number;
  /** The service's error before it gave the token. */
  readonly repeated?: RepeatedRequest;
}

/** The token in a token service's answer, in the first of `names` that has one; `undefined` if there is none. */
export function decodeToken(
  answer: HttpAnswer,
  names: readonly string[] = ["token", "access_token"],
): Token | undefined {
  let value: unknown;
  try {
    value = parseForeignJson(answer.body.toString("utf8"));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const token = names.map((name) => tokenIn(value, name)).find((found) => found !== undefined);
  if (token === undefined) return undefined;
  const seconds = "expires_in" in value ? value.expires_in : undefined;
  const life = typeof seconds === "number" && seconds > 0 ? seconds : DEFAULT_LIFE_SECONDS;
  return { value: token, expiresMs: performance.now() + Math.max(life, DEFAULT_LIFE_SECONDS) * 1000 };
}
