import type { LabCase } from "../support/case.js";
import type { EngineName } from "../support/engine-root.js";
import { CREDENTIAL_CASES } from "./credentials.js";
import { HEALTHY_CASES } from "./healthy.js";
import { IMAGE_CASES } from "./images.js";
import { NETWORK_CASES } from "./network.js";

/** Credentials that reach the engine: what it makes of them is its own. The others stop at the file. */
const SENT_CREDENTIALS: readonly string[] = [
  "auth with trailing newline",
  "wrong password, Basic",
  "wrong password, Bearer",
  "no credentials, Basic",
  "no credentials, Bearer",
];

/** The cases whose outcome depends on how an engine asks, pulls and words its refusals, as they are on that engine. */
export function casesOn(engine: EngineName): readonly LabCase[] {
  const cases = [
    ...HEALTHY_CASES,
    ...CREDENTIAL_CASES.filter(({ name }) => SENT_CREDENTIALS.includes(name)),
    ...NETWORK_CASES,
    ...IMAGE_CASES,
  ];
  return cases.map((labCase) => ({ ...labCase, ...labCase.engines?.[engine] }));
}
