import type { Evidence } from "../../contract/index.js";

/** What each vantage came to: a code, or that it works, or that it said nothing that could be understood. */
export interface Views {
  readonly engine: string | undefined;
  readonly process: string | undefined;
}

/** How a vantage is told that got through. */
export const WORKS = "works";

/** Both vantages in one line where they differ; nothing where they agree or one of them said nothing. */
export function sideBySide({ engine, process }: Views): readonly Evidence[] {
  if (engine === undefined || process === undefined || engine === process) return [];
  return [{ what: "seen from", observed: `engine: ${engine} | this process: ${process}` }];
}
