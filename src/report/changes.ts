import type { ReportChange, ReportPlan } from "../contract/index.js";
import { shellLine } from "../docker/shell.js";
import { composeSetting } from "./compose-words.js";

/** A change of the start command for a person. */
export interface ChangeText {
  /** Where what is to be done: `In the start command, replace`. */
  readonly place: string;
  /** What goes, where something else comes in its place. */
  readonly old?: string;
  /** What comes, or what goes for good. */
  readonly written: string;
}

const PLACES: Readonly<Record<Exclude<ReportPlan["source"], "compose">, string>> = {
  default: "In the vendor's start command",
  "docker-run": "In the start command",
  "command-file": "In the start command",
  container: "In the start command of the container, which must be created again",
};

type Plan = Pick<ReportPlan, "source" | "description">;

function placeOf({ envFile, origin }: ReportChange, { source, description }: Plan): string {
  if (envFile !== undefined) return `In ${origin ?? envFile}`;
  if (source === "compose") return `In ${origin ?? description}`;
  const isNamed = source === "command-file" && origin !== undefined;
  return `${PLACES[source]}${isNamed ? ` (${origin})` : ""}`;
}

/** What is printed of words, and the section of a compose service that it belongs to. */
function writtenAs(
  words: readonly string[],
  { envFile }: ReportChange,
  { source }: Plan,
): { readonly text: string; readonly section?: string } {
  if (envFile !== undefined) return { text: words.join("\n") };
  return source === "compose" ? composeSetting(words) : { text: shellLine(words) };
}

function textOf(change: ReportChange, plan: Plan): ChangeText {
  const { remove, add, envFile } = change;
  const [gone, come] = [writtenAs(remove, change, plan), writtenAs(add, change, plan)];
  const section = add.length === 0 ? gone.section : come.section;
  const place = `${placeOf(change, plan)}${section === undefined ? "" : `, under ${section}`}`;
  if (add.length === 0) return { place: `${place}, remove`, written: gone.text };
  // a value that is not known, in the place of one that is not shown
  if (gone.text === come.text) return { place: `${place}, correct the value in`, written: come.text };
  if (remove.length > 0) return { place: `${place}, replace`, old: gone.text, written: come.text };
  const isCommand = plan.source !== "compose" && envFile === undefined;
  const where = add[0]?.startsWith("-") === true ? " before the image" : " at the end";
  return { place: `${place}, add${isCommand ? where : ""}`, written: come.text };
}

/**
 * A change in the words of the plan's input: options of `docker run`, settings of a compose service, lines of an env file.
 * What goes from one section of a compose service and comes into another is two.
 */
export function changeTexts(change: ReportChange, plan: Plan): readonly ChangeText[] {
  const { remove, add } = change;
  const isMove =
    plan.source === "compose" &&
    change.envFile === undefined &&
    remove.length > 0 &&
    add.length > 0 &&
    composeSetting(remove).section !== composeSetting(add).section;
  if (!isMove) return [textOf(change, plan)];
  return [textOf({ ...change, add: [] }, plan), textOf({ remove: [], add }, plan)];
}

/** A change as a short step: `add -v /tmp:/tmp to the start command`; none where it takes more than one. */
export function changeStep(change: ReportChange, plan: Plan): string | undefined {
  const texts = changeTexts(change, plan);
  const [text] = texts;
  if (text === undefined || texts.length > 1 || text.written.includes("\n")) return undefined;
  const { remove, add, envFile } = change;
  const { section } = writtenAs(add.length === 0 ? remove : add, change, plan);
  const file = plan.source === "compose" ? "the compose file" : "the start command";
  const place = envFile ?? (section === undefined ? file : `${section} in ${file}`);
  if (add.length === 0) return `remove ${text.written} from ${place}`;
  if (text.old !== undefined) return `replace ${text.old} with ${text.written} in ${place}`;
  return remove.length > 0 ? `correct ${text.written} in ${place}` : `add ${text.written} to ${place}`;
}

/** A change as one line of plain text. */
export function changeLine(change: ReportChange, plan: Plan): string {
  return changeTexts(change, plan)
    .map(({ place, old, written }) => `${place} ${old === undefined ? "" : `${old} with `}${written}`)
    .join("; ")
    .replaceAll("\n", " ");
}
