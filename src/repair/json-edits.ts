import { type JsonMember, type JsonNode, membersOf } from "./json-text.js";

/** A piece of a text that is replaced. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

/** A text after edits that do not overlap; what they do not name stays as it is. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, content } of edits.toSorted((one, other) => one.start - other.start)) {
    pieces.push(text.slice(at, start), content);
    at = end;
  }
  return pieces.join("") + text.slice(at);
}

/** Puts a value, or a name, in the place of another. */
export function replaceNode({ offset, length }: JsonNode, value: unknown): TextEdit {
  return { start: offset, end: offset + length, content: JSON.stringify(value) };
}

/** Takes members out of an object, each with its comma and the white space that leads to it. */
export function removeMembers(object: JsonNode, isRemoved: (member: JsonMember) => boolean): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let keptEnd: number | undefined;
  let run: { readonly start: number; readonly end: number } | undefined;
  for (const member of membersOf(object)) {
    if (isRemoved(member)) {
      run = { start: run?.start ?? keptEnd ?? member.start, end: member.end };
      continue;
    }
    if (run !== undefined) edits.push({ ...run, end: keptEnd === undefined ? member.start : run.end, content: "" });
    run = undefined;
    keptEnd = member.end;
  }
  if (run === undefined) return edits;
  const inside = { start: object.offset + 1, end: object.offset + object.length - 1 };
  return [...edits, { ...(keptEnd === undefined ? inside : run), content: "" }];
}

/** The white space at the end of a text. */
function blanksBehind(text: string): string {
  return text.slice(text.trimEnd().length);
}

/** Adds a member to an object of a text, laid out as what is there already. */
export function addMember(text: string, root: JsonNode, object: JsonNode, name: string, value: unknown): TextEdit {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const lead = blanksBehind(text.slice(0, membersOf(root)[0]?.start ?? 0));
  const unit = lead.includes("\n") ? lead.slice(lead.lastIndexOf("\n") + 1) : "";
  const line = text.slice(text.lastIndexOf("\n", object.offset) + 1, object.offset);
  const indent = unit === "" ? "" : line.slice(0, line.length - line.trimStart().length);
  const written = JSON.stringify({ [name]: value }, null, unit)
    .slice(1, -1)
    .replaceAll("\n", lineEnd + indent);
  const last = membersOf(object).at(-1);
  if (last === undefined) {
    return { start: object.offset + 1, end: object.offset + object.length - 1, content: written };
  }
  return { start: last.end, end: last.end, content: `,${blanksBehind(text.slice(0, last.start))}${written.trim()}` };
}
