import * as v from "valibot";
import { describeProblem, list, object, TEXT } from "./problem.js";

const TEXTS = v.optional(list(TEXT));

/** Where something is written: in words, or as a value that says the same. */
const PLACE = v.union([TEXT, object({ from: TEXT })], "a text or an object");

const EVIDENCE = object({
  what: TEXT,
  observed: TEXT,
  expected: v.optional(TEXT),
  origin: v.optional(PLACE),
  vantage: v.optional(TEXT),
});

const CHANGE = v.pipe(
  object({ remove: list(TEXT), add: list(TEXT), origin: v.optional(PLACE), envFile: v.optional(TEXT) }),
  v.check(({ remove, add }) => remove.length + add.length > 0, "at least one word to remove or to add"),
);

const REMEDY = object({
  summary: TEXT,
  afterwards: v.optional(TEXT),
  commands: list(
    object({
      run: TEXT,
      risk: v.picklist(["safe", "sudo", "destructive"]),
      role: v.optional(v.picklist(["fix", "see", "then"])),
    }),
  ),
  changes: v.optional(list(CHANGE)),
  source: TEXT,
});

const BLOCKED = object({
  host: TEXT,
  port: v.number(),
  addresses: list(TEXT),
  hop: TEXT,
  code: TEXT,
  neededFor: list(TEXT),
  reproduce: TEXT,
});

const FINDING = object({
  code: TEXT,
  message: TEXT,
  target: v.optional(TEXT),
  hop: v.optional(TEXT),
  evidence: list(EVIDENCE),
  severity: v.optional(v.picklist(["error", "warning"])),
  remedy: REMEDY,
  followsFrom: v.optional(object({ code: TEXT, target: v.optional(TEXT) })),
  blocked: v.optional(BLOCKED),
});

/** What a verdict and each of its targets have in common. */
const JUDGEMENT = {
  status: v.picklist(["pass", "fail", "skip", "inconclusive"]),
  findings: v.optional(list(FINDING)),
  evidence: v.optional(list(EVIDENCE)),
  reason: v.optional(TEXT),
};

const TARGET = object({
  ...JUDGEMENT,
  target: TEXT,
  vantage: v.optional(TEXT),
  timings: v.optional(v.record(TEXT, v.number())),
  neededFor: TEXTS,
  look: v.optional(
    object({
      asker: v.picklist(["engine", "runner"]),
      host: TEXT,
      port: v.number(),
      proxy: v.optional(TEXT),
      nameServers: TEXTS,
    }),
  ),
});

const VERDICT = object({ ...JUDGEMENT, targets: v.optional(list(TARGET)), unproven: TEXTS });

/** What is not of the shape of a verdict, with its place; nothing if all is. */
export function describeVerdictShape(value: unknown): string | undefined {
  return describeProblem(VERDICT, value, "verdict");
}
