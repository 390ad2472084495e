/** Where a value of the plan comes from; a value until a renderer prints it. */
export type Origin =
  /** Nobody gave it: what docker, the runner or the vendor's page has; with the page that says so. */
  | { readonly from: "default"; readonly source?: string }
  /** A word after `docker run`, counted from 1. */
  | { readonly from: "word"; readonly word: number }
  /** A file as it was named, its line counted from 1, and its absolute path. */
  | { readonly from: "file"; readonly file: string; readonly line?: number; readonly path: string }
  | { readonly from: "stdin"; readonly line?: number }
  /** An option of this program or of docker; `at` where it is written. */
  | { readonly from: "option"; readonly option: string; readonly at?: Origin }
  | { readonly from: "variable"; readonly name: string; readonly setIn: "environment" | "script" | "command" }
  /** The home of the user for whom docker runs, and what of sudo makes it that one. */
  | {
      readonly from: "home";
      readonly of: "invoking-user" | { readonly user: string };
      readonly sudo?: "-E" | "-u" | "resets-home";
    }
  /** A member of a JSON file. */
  | { readonly from: "member"; readonly member: string; readonly file: string }
  /** A docker context, and what names it. */
  | { readonly from: "context"; readonly context: string; readonly by: Origin }
  /** Taken for the default deployment, because the operator has it. */
  | { readonly from: "assumed"; readonly by: Origin }
  /** An answer of the engine: `GET /containers/NAME/json`. */
  | { readonly from: "answer"; readonly request: string };

/** A value and where it comes from. */
export interface Sourced<T> {
  readonly value: T;
  readonly origin: Origin;
}

/** Nobody gave it. */
export const BY_DEFAULT: Origin = { from: "default" };

const PLACES = { environment: "environment", script: "set in the script", command: "of the command" } as const;

function homeText({ of, sudo }: Extract<Origin, { from: "home" }>): string {
  const whose = of === "invoking-user" ? "home of the invoking user" : `home of ${of.user}`;
  if (sudo === undefined) return whose;
  return `${whose} (${sudo === "resets-home" ? "sudo resets HOME" : `sudo ${sudo}`})`;
}

function lineText(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${line}`;
}

type From = Origin["from"];

type Texts = { readonly [Kind in From]: (origin: Extract<Origin, { from: Kind }>) => string };

const TEXTS: Texts = {
  default: ({ source }) => (source === undefined ? "default" : `default (${source})`),
  word: ({ word }) => `docker run word ${word}`,
  file: ({ file, line }) => lineText(file, line),
  stdin: ({ line }) => lineText("stdin", line),
  option: ({ option, at }) => (at === undefined ? option : `${originText(at)}: ${option}`),
  variable: ({ name, setIn }) => `${name} (${PLACES[setIn]})`,
  home: homeText,
  member: ({ member, file }) => `${member} in ${file}`,
  context: ({ context, by }) => `${originText(by)}: context ${context}`,
  assumed: ({ by }) => `default: ${originText(by)}`,
  answer: ({ request }) => request,
};

/** An origin as it is printed: `docker run word 7`, `runner.sh:3`, `compose.yaml:14`, `--image`, `default`. */
export function originText(origin: Origin): string {
  return (TEXTS[origin.from] as (origin: Origin) => string)(origin);
}

/** The place of a finding's evidence: a value of the plan's, or the name of what was asked or read. */
export type Place = Origin | string;

/** A place as it is printed. */
export function placeText(place: Place): string {
  return typeof place === "string" ? place : originText(place);
}

/** Whether an option of this program gave it. */
export function isByOption({ origin }: { readonly origin: Origin }, option: string): boolean {
  return origin.from === "option" && origin.option === option && origin.at === undefined;
}

/** Whether two values stand at the same place. */
export function isSameOrigin(one: Origin, other: Origin): boolean {
  return originText(one) === originText(other);
}
