import type { CredentialOutcome, CredentialTrace } from "../contract/index.js";
import { printableParts } from "../contract/printable.js";
import { type Paint, painter, type Style } from "./ansi.js";
import { wrap } from "./text.js";

const OUTCOME_STYLE: Readonly<Record<CredentialOutcome, Style>> = {
  anonymous: "green",
  basic: "green",
  token: "green",
  unsupported: "red",
  unknown: "yellow",
};

/** The traces as lines: each image with its outcome, and below it what leads there. */
export function credentialLines(traces: readonly CredentialTrace[], columns: number, paint: Paint): string[] {
  return traces.flatMap(({ image, result, outcome, steps }) => {
    const [first = "", ...rest] = wrap(`${image}: ${result}`, columns, "   ", "     ");
    const head = rest.length > 0 ? first : first.replace(result, () => paint(result, OUTCOME_STYLE[outcome]));
    return [head, ...rest, ...steps.flatMap((step) => wrap(`- ${step}`, columns, "     ", "       "))];
  });
}

/** The whole text of the command `credentials`. Ends with one newline. */
export function renderCredentials(
  traces: readonly CredentialTrace[],
  options: { readonly columns: number; readonly color: boolean },
): string {
  const columns = Math.min(Math.max(options.columns, 40), 120);
  const lines = credentialLines(printableParts(traces), columns, painter(options.color)).map((line) =>
    line.replace(/^ {3}/, ""),
  );
  return `${lines.join("\n")}\n`;
}
