import type { Ask, Host } from "./host.js";

/** Every question of the host. The types see to it that none is missing and none made up. */
const QUESTIONS: { readonly [Group in keyof Host]: { readonly [Question in keyof Host[Group]]: true } } = {
  engine: {
    connection: true,
    info: true,
    path: true,
    container: true,
    acceptance: true,
    network: true,
    localImage: true,
    distribution: true,
    pull: true,
  },
  files: { stat: true, dockerConfig: true },
  network: { resolve: true, nameServers: true, endpoint: true },
  registry: { ping: true, walk: true },
  env: { process: true, clientOptions: true, clientVersion: true },
  clock: { now: true },
};

/** A question as facts name it: `engine.info`. */
export type QuestionName = {
  [Group in keyof Host]: `${Group}.${Extract<keyof Host[Group], string>}`;
}[keyof Host];

/** Something for each question of the host, or for some of them. */
export type PerQuestion = { readonly [Group in keyof Host]?: { readonly [Question in keyof Host[Group]]?: unknown } };

/** The names of all questions. */
export const QUESTION_NAMES: readonly QuestionName[] = Object.entries(QUESTIONS).flatMap(([group, questions]) =>
  Object.keys(questions).map((question) => `${group}.${question}` as QuestionName),
);

/** A host made question by question, each from its name and from what the table has for it. */
export function mapHost(
  make: (name: QuestionName, entry: unknown) => Ask<unknown, unknown, unknown>,
  table: PerQuestion = {},
): Host {
  const groups: Record<string, Record<string, Ask<unknown, unknown, unknown>>> = {};
  for (const name of QUESTION_NAMES) {
    const [group, question] = name.split(".") as [keyof Host, string];
    const entries: Readonly<Record<string, unknown>> = table[group] ?? {};
    (groups[group] ??= {})[question] = make(name, entries[question]);
  }
  return groups as unknown as Host;
}
