import * as v from "valibot";
import { type FactRecord, LIMITS, QUESTION_NAMES, type RunnerPlan } from "../contract/index.js";
import { ANSWERS } from "./answers.js";
import { ORIGIN } from "./origin.js";
import { ISSUE, WRITTEN } from "./plan-issue.js";
import { describeProblem, list, object, TEXT } from "./problem.js";

const FLAG = v.optional(v.boolean());
const MAYBE_TEXT = v.optional(TEXT);
const TEXTS = v.optional(list(TEXT));

const SOURCED_TEXT = object({ value: TEXT, origin: ORIGIN });
const MAYBE_SOURCED = v.optional(SOURCED_TEXT);

const IMAGE = object({
  role: v.picklist(["runner", "pause", "pause-documented", "auth-proxy", "clone", "extra"]),
  reference: TEXT,
  puller: v.picklist(["start-command", "runner"]),
  origin: ORIGIN,
  pullPolicy: v.optional(v.picklist(["always", "missing", "never"])),
  platform: MAYBE_TEXT,
  platformOrigin: v.optional(ORIGIN),
  contentTrust: v.optional(ORIGIN),
  placeholder: MAYBE_TEXT,
});

const MOUNT = object({
  form: v.picklist(["volume", "mount", "container"]),
  type: v.picklist(["bind", "volume", "tmpfs", "other"]),
  source: MAYBE_TEXT,
  target: TEXT,
  readOnly: v.boolean(),
  options: list(TEXT),
  origin: ORIGIN,
  ...WRITTEN,
  unexpanded: TEXTS,
  placeholder: MAYBE_TEXT,
  refused: FLAG,
});

const VARIABLE = object({
  name: TEXT,
  origin: ORIGIN,
  via: v.picklist(["command-line", "env-file", "inherited", "compose", "container"]),
  value: MAYBE_TEXT,
  traits: object({
    empty: v.boolean(),
    length: v.number(),
    placeholder: MAYBE_TEXT,
    uuidVersion: v.optional(v.number()),
    braces: v.picklist(["none", "both", "unbalanced"]),
    secretLike: FLAG,
    lineBreak: v.boolean(),
    quoted: v.boolean(),
    padded: v.boolean(),
    unexpanded: TEXTS,
  }),
  absent: FLAG,
});

const SETTING = object({ ...WRITTEN, origin: ORIGIN, body: object({}) });

const NEWER_OPTION = object({ ...WRITTEN, origin: ORIGIN, leastApi: TEXT });

const REFERENCE = object({
  kind: v.picklist(["network", "container", "device", "log-driver"]),
  name: TEXT,
  isRunning: FLAG,
  ...WRITTEN,
  origin: ORIGIN,
});

const LOCATION = object({ directory: TEXT, file: TEXT, origin: ORIGIN });

/** Holds the schema to the type when this is compiled: it has to take every plan. */
function acceptingPlans<Schema extends v.GenericSchema>(
  schema: Schema & (RunnerPlan extends v.InferOutput<Schema> ? unknown : never),
): Schema {
  return schema;
}

const PLAN = acceptingPlans(
  object({
    source: v.picklist(["default", "docker-run", "command-file", "compose", "container"]),
    description: TEXT,
    directory: MAYBE_TEXT,
    sudo: v.boolean(),
    client: MAYBE_TEXT,
    images: list(IMAGE, LIMITS.mounts),
    pull: v.optional(object({ keepImages: v.boolean() })),
    mounts: list(MOUNT, LIMITS.mounts),
    env: list(VARIABLE, LIMITS.variables),
    network: SOURCED_TEXT,
    containerName: v.optional(object({ value: TEXT, origin: ORIGIN, placeholder: MAYBE_TEXT })),
    user: MAYBE_SOURCED,
    groups: v.optional(list(SOURCED_TEXT)),
    userns: MAYBE_SOURCED,
    privileged: FLAG,
    securityOptions: list(SOURCED_TEXT),
    settings: v.optional(list(SETTING)),
    references: v.optional(list(REFERENCE)),
    newerOptions: v.optional(list(NEWER_OPTION)),
    unprovable: TEXTS,
    memoryBytes: v.optional(object({ value: v.number(), origin: ORIGIN })),
    issues: list(ISSUE, LIMITS.issues + 1),
    domains: list(SOURCED_TEXT, LIMITS.mounts),
    dockerHost: SOURCED_TEXT,
    runnerConfig: v.nullable(LOCATION),
    runnerConfigNone: v.optional(v.picklist(["not-mounted", "declared-none", "not-found"])),
    clientApiVersion: MAYBE_SOURCED,
    clientConfig: LOCATION,
    proxies: object({ http: MAYBE_SOURCED, https: MAYBE_SOURCED, no: MAYBE_SOURCED }),
  }),
);

const KNOWN: ReadonlySet<string> = new Set(QUESTION_NAMES);

const FACT = v.pipe(
  object({
    probe: v.pipe(
      TEXT,
      v.check((name) => KNOWN.has(name), `one of the questions ${QUESTION_NAMES.join(", ")}`),
    ),
    question: object({}),
    answer: v.optional(object({})),
    error: v.optional(
      object({
        kind: v.picklist([
          "timeout",
          "deadline",
          "abandoned",
          "not-recorded",
          "not-permitted",
          "not-visible",
          "unreadable",
          "engine-failed",
        ]),
        message: TEXT,
        remedy: MAYBE_TEXT,
      }),
    ),
    startedMs: v.number(),
    durationMs: v.number(),
  }),
  v.check(({ answer, error }) => (answer === undefined) !== (error === undefined), "either an answer or an error"),
);

const RECORDING = object({
  tool: object({ version: TEXT }),
  recordedAt: v.pipe(TEXT, v.isoTimestamp("a time as 2026-11-20T10:00:00.000Z")),
  plan: PLAN,
  facts: list(FACT, LIMITS.recordedFacts),
});

/** What is not of the shape of a recording, with its place; nothing if all is. */
export function describeRecordingShape(value: unknown): string | undefined {
  return describeExcess(value) ?? describeProblem(RECORDING, value, "") ?? describeAnswers(value as Recorded);
}

interface Recorded {
  readonly facts: readonly FactRecord[];
}

function describeAnswers({ facts }: Recorded): string | undefined {
  for (const [index, { probe, answer }] of facts.entries()) {
    const shape = answer === undefined ? undefined : ANSWERS[probe];
    const wrong = shape && describeProblem(shape, answer, `facts[${index}].answer`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** A list or a text in an answer that is longer than any that a host gives. */
function describeExcess(recording: unknown): string | undefined {
  const facts: unknown = typeof recording === "object" && recording !== null && "facts" in recording && recording.facts;
  if (!Array.isArray(facts) || facts.length > LIMITS.recordedFacts) return undefined;
  for (const [index, fact] of facts.entries()) {
    const problem = excessIn(fact);
    if (problem !== undefined) return `facts[${index}]: ${problem}`;
  }
  return undefined;
}

function excessIn(fact: unknown): string | undefined {
  const waiting: unknown[] = [fact];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === "string" && value.length > LIMITS.recordedCharacters) {
      return `expected texts of at most ${LIMITS.recordedCharacters} characters`;
    }
    if (typeof value !== "object" || value === null) continue;
    const inner = Object.values(value);
    if (inner.length > LIMITS.listedEntries) return `expected lists of at most ${LIMITS.listedEntries} entries`;
    for (const one of inner) waiting.push(one);
  }
  return undefined;
}
