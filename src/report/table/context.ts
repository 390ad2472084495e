import type { Report, Status } from "../../contract/index.js";
import { type Paint, painter, type Style } from "../ansi.js";
import { fitted, wrap } from "../text.js";
import type { RenderOptions } from "../types.js";

/** How much is told of what is not the cause itself or its fix. */
export interface Room {
  /** So many lines say how a cause is known. */
  readonly known: number;
  /** So many commands show it again. */
  readonly seen: number;
  /** So many targets are named, and told of what is wrong with them, where a cause is about several; so many hosts where the network stops all alike. */
  readonly hosts: number;
  /** Whether a warning has a line, its code beside the count, or is counted alone. */
  readonly warnings: "lines" | "names" | "count";
  /** Whether it is told what a cause means for the runner, and how long a failure took. */
  readonly hasAsides: boolean;
}

/** For what is told in full. */
export const ALL: Room = {
  known: Number.POSITIVE_INFINITY,
  seen: Number.POSITIVE_INFINITY,
  hosts: Number.POSITIVE_INFINITY,
  warnings: "lines",
  hasAsides: true,
};

/** What every section of the report on a terminal is made with. */
export interface Context {
  readonly report: Report;
  readonly columns: number;
  readonly paint: Paint;
  readonly verbose: boolean;
  /** Whether no more than ASCII is shown. */
  readonly ascii: boolean;
  readonly room: Room;
  /** What stands where something is cut off. */
  readonly more: string;
}

/** A section: its lines, none where it has nothing to say. */
export type Section = readonly string[];

export const STATUS_STYLE: Readonly<Record<Status, Style>> = {
  pass: "green",
  warn: "yellow",
  fail: "red",
  skip: "dim",
  blocked: "dim",
  inconclusive: "yellow",
};

const MIN_COLUMNS = 40;
const MAX_COLUMNS = 120;

export function contextOf(report: Report, { columns, color, ascii, verbose }: RenderOptions, room: Room): Context {
  return {
    report,
    columns: Math.min(Math.max(columns, MIN_COLUMNS), MAX_COLUMNS),
    paint: painter(color),
    verbose,
    ascii,
    room: verbose ? ALL : room,
    more: ascii ? "..." : "…",
  };
}

/** How far what belongs to a numbered head stands in, and what belongs to one of its labels. */
export const LABEL = "   ";
export const CONTENT = "     ";
const CONTINUED = "       ";

/** A paragraph under a numbered head. */
export function labelled({ columns }: Pick<Context, "columns">, text: string): string[] {
  return wrap(text, columns, LABEL, CONTENT);
}

/** A paragraph under a label. */
export function content({ columns }: Pick<Context, "columns">, text: string): string[] {
  return wrap(text, columns, CONTENT, CONTINUED);
}

/** A text on one line, cut to the width. */
export function oneRow({ columns, more }: Context, text: string): string {
  return fitted(text, columns, more);
}
