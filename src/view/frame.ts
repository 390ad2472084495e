import type { CheckResult, Status, TargetResult } from "../contract/index.js";
import { waitText } from "../judge/waits.js";
import { type CheckProgress, mostTelling, type OpenWait, type TargetProgress, waitsOf } from "./progress.js";
import { openText, resultText } from "./text.js";

/** What a line is about, for its sign and colour. */
export type LineKind = Status | "running" | "waiting" | "text";

/** One line of the screen. */
export interface Line {
  readonly kind: LineKind;
  readonly indent: 0 | 1;
  readonly text: string;
  /** How long what the text says has lasted: stays when that is cut in its middle. Without, a text is cut at its end. */
  readonly end?: string;
}

export interface FrameOptions {
  /** At most so many lines. */
  readonly rows: number;
  readonly nowMs: number;
  readonly startedMs: number;
  readonly deadlineMs: number;
}

/** A line with what counts where not all have room: the lowest goes last. */
interface Ranked {
  readonly line: Line;
  readonly rank: number;
  readonly of: "check" | "target";
}

/** What goes last where there is no room for all: what runs, what is wrong, what is waited for, the rest. */
const RANK = { running: 0, wrong: 1, open: 2, odd: 3, rest: 4 } as const;
const WRONG: ReadonlySet<Status> = new Set(["fail", "warn", "inconclusive"]);

/** The screen of a run under way: how many checks have ended, the slowest wait, then the checks with what they wait for. */
export function frameOf(checks: readonly CheckProgress[], options: FrameOptions): readonly Line[] {
  const { rows, nowMs, startedMs, deadlineMs } = options;
  const [slowest] = waitsOf(checks);
  const ended = checks.filter(({ result }) => result !== undefined).length;
  const time = `${Math.floor((nowMs - startedMs) / 1000)} s of at most ${deadlineMs / 1000} s`;
  const counted: Line = { kind: "text", indent: 0, text: `${ended} of ${checks.length} checks, ${time}` };
  const head = [counted, ...(slowest === undefined ? [] : [slowestLine(slowest, nowMs)])].slice(0, rows);
  const lines = checks.flatMap((check) => checkLines(check, nowMs));
  return [...head, ...withRoom(lines, rows - head.length)];
}

function slowestLine({ id, target, wait }: OpenWait, nowMs: number): Line {
  return {
    kind: "waiting",
    indent: 0,
    ...waitParts(`slowest: ${openText(target ?? id, wait, wait.sinceMs)}`, wait, nowMs),
  };
}

/** A text that ends with a wait, and how long that has lasted. */
function waitParts(text: string, wait: OpenWait["wait"], nowMs: number): Pick<Line, "text" | "end"> {
  return { text, end: waitText(wait, nowMs).slice(wait.words.length) };
}

/** All lines where there is room, else those that count most, and how many are left out. */
function withRoom(lines: readonly Ranked[], rows: number): readonly Line[] {
  if (lines.length <= rows) return lines.map(({ line }) => line);
  if (rows < 1) return [];
  const byRank = lines.map((ranked, index) => ({ ...ranked, index })).toSorted((one, other) => one.rank - other.rank);
  const kept = byRank.slice(0, rows - 1).toSorted((one, other) => one.index - other.index);
  const left = byRank.slice(rows - 1);
  const count = (of: Ranked["of"]): readonly string[] => {
    const found = left.filter((ranked) => ranked.of === of).length;
    return found === 0 ? [] : [`${found} ${of}${found === 1 ? "" : "s"}`];
  };
  const more = [...count("check"), ...count("target")].join(" and ");
  return [...kept.map(({ line }) => line), { kind: "text", indent: 0, text: `and ${more} more` }];
}

function checkLines(check: CheckProgress, nowMs: number): readonly Ranked[] {
  const { id, hasStarted, result, targets } = check;
  if (result !== undefined) return [resultLine(id, result, "check")];
  if (!hasStarted) return [{ line: { kind: "waiting", indent: 0, text: id }, rank: RANK.rest, of: "check" }];
  const named = targets.filter(({ target }) => target !== undefined);
  const ended = named.filter((target) => target.result !== undefined).length;
  const count = named.length === 0 ? "" : `: ${ended} of ${named.length} targets`;
  const line: Line = { kind: "running", indent: 0, text: `${id}${count}` };
  return [{ line, rank: RANK.running, of: "check" }, ...targets.flatMap((one) => targetLines(one, nowMs))];
}

function targetLines({ target, waits, result }: TargetProgress, nowMs: number): readonly Ranked[] {
  if (result !== undefined) {
    return target === undefined || result.status === "pass" ? [] : [resultLine(target, result, "target")];
  }
  const wait = mostTelling(waits);
  if (wait === undefined) return [];
  const line: Line = { kind: "waiting", indent: 1, ...waitParts(openText(target, wait, wait.sinceMs), wait, nowMs) };
  return [{ line, rank: RANK.open, of: "target" }];
}

function resultLine(name: string, result: CheckResult | TargetResult, of: Ranked["of"]): Ranked {
  const { status } = result;
  const text = status === "pass" ? name : resultText(name, result);
  const rank = WRONG.has(status) ? RANK.wrong : RANK.rest;
  return { line: { kind: status, indent: of === "check" ? 0 : 1, text }, rank: of === "check" ? rank : RANK.odd, of };
}
