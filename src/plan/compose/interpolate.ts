import type { ExpressionProblem, Place } from "../../contract/index.js";
import { count, type ProjectAmount, requireShallow } from "./amount.js";

/** A text with its variables replaced. */
export interface Interpolated {
  readonly text: string;
  /** Names that nothing gives a value; compose puts nothing in their place. */
  readonly missing: readonly string[];
  /** The first that is wrong with an expression. */
  readonly problem?: ExpressionProblem;
}

/** What the text belongs to, and where it stands. */
export interface InterpolationPlace {
  readonly amount: ProjectAmount;
  readonly place: Place;
}

const NAME = /[A-Za-z_]\w*/y;

/**
 * Replaces `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:+other}`, `${NAME+other}`,
 * `${NAME:?message}`, `${NAME?message}` and `$$` as docker compose does; defaults may hold variables themselves, and a `$`
 * without a name stays. Compose specification, "Interpolation", read November 2026, and docker compose 2.26.
 *
 * @throws UsageError for what is nested too deeply or becomes too much
 */
export function interpolate(
  text: string,
  lookup: (name: string) => string | undefined,
  { amount, place }: InterpolationPlace,
): Interpolated {
  const missing: string[] = [];
  let problem: ExpressionProblem | undefined;

  const expand = (part: string, depth: number): string => {
    requireShallow(depth, "${ is", place);
    let result = "";
    for (let at = 0; at < part.length; at += 1) {
      if (part[at] !== "$") {
        result += part[at];
        continue;
      }
      if (part[at + 1] === "$") {
        result += "$";
        at += 1;
        continue;
      }
      if (part[at + 1] === "{") {
        const closing = closingBrace(part, at + 1);
        if (closing < 0) {
          problem ??= { of: "expression-unclosed", part: part.slice(at, at + 20) };
          return result;
        }
        result += braced(part.slice(at + 2, closing), depth);
        at = closing;
        continue;
      }
      NAME.lastIndex = at + 1;
      const name = NAME.exec(part)?.[0];
      result += name === undefined ? "$" : plain(name);
      at += name?.length ?? 0;
    }
    return result;
  };
  const plain = (name: string): string => {
    const value = lookup(name);
    if (value === undefined) missing.push(name);
    else count(amount, "expanded", value.length, place);
    return value ?? "";
  };
  const braced = (inner: string, depth: number): string => {
    const match = /^([A-Za-z_]\w*)(?:(:?[-+?])([\s\S]*))?$/.exec(inner);
    if (match === null) {
      problem ??= { of: "expression-unreadable" };
      return "";
    }
    const [, name = "", operator = "", word = ""] = match;
    const value = lookup(name);
    const isSet = value !== undefined && (value !== "" || !operator.startsWith(":"));
    if (operator === "") return plain(name);
    if (isSet) count(amount, "expanded", value.length, place);
    if (operator.endsWith("-")) return isSet ? value : expand(word, depth + 1);
    if (operator.endsWith("+")) return isSet ? expand(word, depth + 1) : "";
    if (!isSet) problem ??= { of: "variable-required", name };
    return value ?? "";
  };

  const expanded = expand(text, 0);
  return { text: expanded, missing, ...(problem === undefined ? {} : { problem }) };
}

function closingBrace(text: string, opening: number): number {
  let depth = 0;
  for (let at = opening; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
