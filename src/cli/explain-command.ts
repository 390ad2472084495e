import { fileURLToPath } from "node:url";
import { UsageError } from "../contract/errors.js";
import { quotedBack } from "../secrets/plain-form.js";
import { printableParts } from "../contract/printable.js";
import type { CodeEntry } from "../contract/finding.js";
import { wrap } from "../report/text.js";
import { type CatalogueEntry, readCatalogue } from "./catalogue.js";

const COLUMNS = 80;

/**
 * `explain ID|CODE`: a check with its codes, or a code with cause, remedy and source. Asks nothing of the host.
 *
 * @throws UsageError for a word that is neither, naming what was probably meant.
 */
export async function renderExplanation(request: {
  readonly topic: string;
  readonly plugins: readonly string[];
}): Promise<string> {
  const checks = (await readCatalogue(request.plugins)).map((one) => (isBuiltIn(one) ? one : printableParts(one)));
  const check = checks.find((one) => one.id === request.topic);
  if (check) return renderCheck(check);
  const entries = checks.flatMap((one) => {
    const entry = Object.hasOwn(one.codes, request.topic) ? one.codes[request.topic] : undefined;
    return entry ? [{ check: one, entry }] : [];
  });
  if (entries.length > 0) return renderCode(request.topic, entries);
  const { nearestWord } = await import("../judge/nearest-word.js");
  const known = [...checks.map((one) => one.id), ...checks.flatMap((one) => Object.keys(one.codes))];
  const near = nearestWord(request.topic, known);
  const hint = near === undefined ? "runner-preflight list shows the checks" : `did you mean ${near}?`;
  throw new UsageError(`explain ${quotedBack(request.topic)}: there is no such check or code; ${hint}`);
}

function field(name: string, text: string): string[] {
  return wrap(text, COLUMNS, `${name}:`.padEnd(9), " ".repeat(9));
}

function renderCheck(check: CatalogueEntry): string {
  const codes = Object.entries(check.codes).flatMap(([code, entry]) => [
    "",
    `${code} (${entry.severity})`,
    ...wrap(entry.meaning, COLUMNS, "  "),
  ]);
  return [
    check.id,
    ...wrap(`When it passes: ${check.title}.`, COLUMNS),
    ...(check.needs.length > 0 ? field("Needs", check.needs.join(", ")) : []),
    ...(isBuiltIn(check) ? field("Page", pageOf(check)) : []),
    "",
    `It can report ${Object.keys(check.codes).length} codes; runner-preflight explain CODE says more:`,
    ...codes,
    "",
  ].join("\n");
}

interface Variant {
  readonly checks: CatalogueEntry[];
  readonly entry: CodeEntry;
}

function renderCode(
  code: string,
  entries: readonly { readonly check: CatalogueEntry; readonly entry: CodeEntry }[],
): string {
  const variants = new Map<string, Variant>();
  for (const { check, entry } of entries) {
    const key = JSON.stringify(entry);
    const variant = variants.get(key) ?? { checks: [], entry };
    variant.checks.push(check);
    variants.set(key, variant);
  }
  return `${[...variants.values()].map((variant) => renderVariant(code, variant)).join("\n\n")}\n`;
}

function renderVariant(code: string, { checks, entry }: Variant): string {
  const example = checks.map(({ examples = {} }) => examples[code] ?? []).find((lines) => lines.length > 0) ?? [];
  return [
    `${code} (${entry.severity}, reported by ${checks.map(({ id }) => id).join(", ")})`,
    ...field("Meaning", entry.meaning),
    ...field("Cause", entry.cause),
    ...field("Remedy", entry.remedy),
    ...(example.length === 0 ? [] : ["Example:", ...example]),
    ...checks.flatMap((check) => (isBuiltIn(check) ? field("Page", pageOf(check)) : [])),
    ...field("Source", entry.source),
  ].join("\n");
}

function isBuiltIn({ examples }: CatalogueEntry): boolean {
  return examples !== undefined;
}

/** The page of a check, which is in this package. */
function pageOf({ id }: CatalogueEntry): string {
  return fileURLToPath(new URL(`../../checks/${id}/page.md`, import.meta.url));
}
