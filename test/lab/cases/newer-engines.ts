import type { LabCase } from "../support/case.js";
import type { EngineName } from "../support/engine-root.js";
import { CREDENTIAL_CASES } from "./credentials.js";
import { ENGINE_CASES } from "./engine.js";
import { CASES } from "./index.js";
import { START_COMMAND_CASES } from "./start-command.js";

/** Credentials that reach the engine: what it makes of them is its own. The others stop at the file. */
const SENT_CREDENTIALS: readonly string[] = [
  "auth with trailing newline",
  "wrong password, Basic",
  "wrong password, Bearer",
  "no credentials, Basic",
  "no credentials, Bearer",
];

/** Faults that no engine looks at. */
const BEFORE_ENGINE: ReadonlySet<LabCase> = new Set([
  ...ENGINE_CASES,
  ...START_COMMAND_CASES,
  ...CREDENTIAL_CASES.filter(({ name }) => !SENT_CREDENTIALS.includes(name)),
]);

/** The cases whose outcome depends on how an engine asks, pulls and words its refusals, as they are on that engine. */
export function casesOn(engine: EngineName): readonly LabCase[] {
  return CASES.filter((labCase) => !BEFORE_ENGINE.has(labCase) && labCase.engines?.[engine] !== false).map(
    (labCase) => ({
      ...labCase,
      ...labCase.engines?.[engine],
    }),
  );
}

/** Faults whose printed remedy changes how the engine is set up, as it is done on that engine. */
const OF_ENGINE_SETTINGS: ReadonlySet<string> = new Set([
  "proxy given to the start command only",
  "log driver without files that the runner reads",
  "log driver with options of its own",
]);

/** The cases whose printed remedy is tried on that engine, too. */
export function remediesOn(engine: EngineName): readonly LabCase[] {
  return CASES.filter(({ name }) => OF_ENGINE_SETTINGS.has(name)).map((labCase) => ({
    ...labCase,
    ...labCase.engines?.[engine],
  }));
}
