import { EXAMPLES } from "../../checks/examples.js";
import { printableParts } from "../contract/printable.js";
import { renderExample } from "../report/table/example.js";
import { reportRemedy } from "../run/outcome.js";

/** What each code says of its usual case, with the remedy: lines for a terminal. */
export function codeExamples(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    EXAMPLES.map(({ code, findings: [first] }) => [code, first === undefined ? [] : linesOf(first)] as const),
  );
}

function linesOf({ message, remedy }: (typeof EXAMPLES)[number]["findings"][number]): readonly string[] {
  return renderExample(printableParts({ message, remedy: reportRemedy(remedy) }));
}
