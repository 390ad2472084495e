import { type Check, UsageError } from "../contract/index.js";
import { nearestWord } from "../judge/nearest-word.js";
import { quotedBack } from "../secrets/plain-form.js";

/**
 * The checks to run, in the order given: those named by `only` with all their prerequisites (all if it is empty),
 * without those named by `skip`.
 *
 * @throws UsageError for an id that no check has, naming the nearest one, or all.
 */
export function selectChecks(
  all: readonly Check[],
  only: readonly string[],
  skip: readonly string[],
): readonly Check[] {
  for (const [option, ids] of [
    ["--only", only],
    ["--skip", skip],
  ] as const) {
    for (const id of ids) requireKnown(all, option, id);
  }
  const wanted = only.length === 0 ? new Set(all) : withPrerequisites(all.filter((check) => only.includes(check.id)));
  const selected = all.filter((check) => wanted.has(check) && !skip.includes(check.id));
  if (selected.length === 0) throw new UsageError("--only and --skip leave no check to run");
  return selected;
}

function requireKnown(all: readonly Check[], option: string, id: string): void {
  const ids = all.map((check) => check.id);
  if (ids.includes(id)) return;
  const near = nearestWord(id, ids);
  const hint = near === undefined ? `expected one of ${ids.join(", ")}` : `did you mean ${near}?`;
  throw new UsageError(`${option} ${quotedBack(id)}: there is no such check; ${hint}`);
}

function withPrerequisites(checks: readonly Check[], seen = new Set<Check>()): Set<Check> {
  for (const check of checks) {
    if (seen.has(check)) continue;
    seen.add(check);
    withPrerequisites(check.needs ?? [], seen);
  }
  return seen;
}
