import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RenderOptions } from "../../src/report/index.js";
import { RENDERERS } from "../support/renderers.js";
import { rowsOf } from "../support/screen.js";
import { GOLDEN_REPORTS } from "./support/golden-reports.js";
import { reportProblems } from "./support/validate-report.js";

const OPTIONS: RenderOptions = { columns: 80, color: false, ascii: false, verbose: false, quiet: false };
const WIDTHS = [60, 80, 120] as const;
const REPORTS = Object.entries(GOLDEN_REPORTS);

/** What is printed, as a file beside this one; `vitest -u` writes it anew. */
function goldenFile(name: string): string {
  return join(import.meta.dirname, "golden", `${name}.txt`);
}

describe("the report on a terminal looks as it is kept:", () => {
  it.each(REPORTS.flatMap(([name, report]) => WIDTHS.map((columns) => [name, columns, report] as const)))(
    "%s, %i columns",
    async (name, columns, report) => {
      expect(reportProblems(report)).toEqual([]);
      const text = RENDERERS.table(report, { ...OPTIONS, columns });
      await expect(text).toMatchFileSnapshot(goldenFile(`${name}-${columns}`));
    },
  );

  it.each(["one-cause", "interrupted"])("%s in ASCII", async (name) => {
    const report = GOLDEN_REPORTS[name];
    if (report === undefined) throw new Error(`no report ${name}`);
    const text = RENDERERS.table(report, { ...OPTIONS, ascii: true });
    expect(text).toMatch(/^\p{ASCII}*$/u);
    await expect(text).toMatchFileSnapshot(goldenFile(`${name}-ascii`));
  });
});

/** A line may be longer where it is to be copied, or is one word. */
function mayBeLong(line: string): boolean {
  return /^ {5}\S/u.test(line) || !line.trim().includes(" ");
}

it.each(REPORTS)("%s breaks no word, and no line but those to be copied is too long", (_, report) => {
  const words = new Set(
    RENDERERS.table(report, { ...OPTIONS, columns: 120, verbose: true })
      .split(/\s+/u)
      .filter((word) => /^[\p{L}\d:/.-]+$/u.test(word)),
  );
  for (const columns of WIDTHS) {
    const text = RENDERERS.table(report, { ...OPTIONS, columns });
    expect(text.split("\n").filter((line) => line.length > columns && !mayBeLong(line))).toEqual([]);
    const broken = text.split("\n").flatMap((line) => {
      const last = line.split(" ").at(-1) ?? "";
      return /^[\p{L}\d:/.-]{3,}$/u.test(last) && !words.has(last) ? [last] : [];
    });
    expect(broken.filter((word) => [...words].some((whole) => whole !== word && whole.startsWith(word)))).toEqual([]);
  }
});

it.each(REPORTS.filter(([name]) => /^(?:pass|warn)/u.test(name)))("%s has 15 lines at most", (_, report) => {
  expect(rowsOf(RENDERERS.table(report, OPTIONS), 80)).toBeLessThanOrEqual(15);
});
