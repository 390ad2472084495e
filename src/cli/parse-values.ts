import { UsageError } from "../contract/errors.js";
import { FORMATS, type Format } from "../report/types.js";
import type { ReportTarget } from "./request.js";

const PLAIN_NUMBER = /^\d+(\.\d+)?$/;

/** A parser for seconds, as milliseconds; more than 0, at most `maximum`. */
export function secondsParser(maximum: number): (text: string) => number {
  return (text) => {
    const seconds = PLAIN_NUMBER.test(text) ? Number(text) : Number.NaN;
    if (seconds > 0 && seconds <= maximum) return Math.max(1, Math.round(seconds * 1000));
    throw new UsageError(`expected seconds: a number above 0, at most ${maximum}`);
  };
}

/** How many checks may run at once: a whole number from 1 to 64. */
export function parseConcurrency(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= 64) return value;
  throw new UsageError("expected a whole number from 1 to 64");
}

/** Ids given one by one, by comma, or by repeating the option. */
export function collectIds(text: string, previous: readonly string[] = []): readonly string[] {
  const ids = text.split(",").map((id) => id.trim());
  if (ids.includes(""))
    throw new UsageError("expected ids of checks, with commas between them; see runner-preflight list");
  return [...previous, ...ids];
}

/** A value of an option that may be repeated. */
export function collectText(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, parseText(text)];
}

/** A value that may not be empty. */
export function parseText(text: string): string {
  if (text.trim() === "") throw new UsageError("the value is empty");
  return text;
}

/** `FORMAT=FILE`. */
export function collectReport(text: string, previous: readonly ReportTarget[] = []): readonly ReportTarget[] {
  const cut = text.indexOf("=");
  const format = FORMATS.find((known) => known === text.slice(0, cut));
  const file = text.slice(cut + 1);
  if (cut < 0 || !format || file === "") {
    throw new UsageError(`expected FORMAT=FILE, and as FORMAT ${alternatives(FORMATS)}`);
  }
  return [...previous, { format, file }];
}

/** A parser for the name of one of some formats. */
export function parseFormat(formats: readonly Format[]): (text: string) => Format {
  return (text) => {
    const format = formats.find((known) => known === text);
    if (format) return format;
    throw new UsageError(`expected ${alternatives(formats)}`);
  };
}

/** `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
