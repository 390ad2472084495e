import { type Argument, type Expression, type Node, parseSync, Visitor } from "oxc-parser";

/** Members that hold sentences, ours or of others: a judgement may pass them on, and decides by codes instead. */
const PROSE: ReadonlySet<string> = new Set([
  "message",
  "reason",
  "summary",
  "notProven",
  "origin",
  "detail",
  "problem",
  "observed",
  "hint",
  "meaning",
]);
/** What takes a text apart, or looks for something in it. */
const ASKED_OF_TEXT: ReadonlySet<string> = new Set([
  "includes",
  "startsWith",
  "endsWith",
  "indexOf",
  "lastIndexOf",
  "search",
  "match",
  "matchAll",
  "replace",
  "replaceAll",
  "split",
]);
/** What asks a pattern, or a collection, about its argument. */
const ASKED_ABOUT_ARGUMENT: ReadonlySet<string> = new Set(["test", "exec", "includes", "has"]);
const KEEPS_WORDS: ReadonlySet<string> = new Set(["trim", "trimStart", "trimEnd", "toLowerCase", "toUpperCase"]);

/** Places of a source text that decide by the words of a sentence, as they are written there. */
export function proseMatches(source: string): readonly string[] {
  const { program, errors } = parseSync("source.ts", source);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  const names = proseNames(program);
  const isProse = (node: Expression | Argument | null | undefined): boolean =>
    node !== null && node !== undefined && names.has(nameOf(node) ?? "");
  const found: { readonly start: number; readonly end: number }[] = [];
  new Visitor({
    CallExpression(node) {
      const { callee } = node;
      if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return;
      const { name } = callee.property;
      const isAsked = ASKED_OF_TEXT.has(name) && isProse(callee.object);
      if (isAsked || (ASKED_ABOUT_ARGUMENT.has(name) && node.arguments.some(isProse))) found.push(node);
    },
    BinaryExpression(node) {
      const { left, right } = node;
      if ((isProse(left) && isSentence(right)) || (isProse(right) && isSentence(left))) found.push(node);
    },
    SwitchStatement({ discriminant, cases }) {
      if (!isProse(discriminant)) return;
      found.push(...cases.flatMap(({ test }) => (test !== null && isSentence(test) ? [test] : [])));
    },
  }).visit(program);
  return found.map(({ start, end }) => source.slice(start, end).replaceAll(/\s+/gu, " "));
}

/** The names of prose in a file: the members', and those that its constants and parameters give them. */
function proseNames(program: Node): ReadonlySet<string> {
  const names = new Set(PROSE);
  const visitor = new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type === "Identifier" && init !== null && names.has(nameOf(init) ?? "")) names.add(id.name);
    },
    ObjectPattern({ properties }) {
      for (const property of properties) {
        if (property.type !== "Property" || property.key.type !== "Identifier") continue;
        const value = property.value.type === "AssignmentPattern" ? property.value.left : property.value;
        if (value.type === "Identifier" && names.has(property.key.name)) names.add(value.name);
      }
    },
  });
  if (program.type === "Program") visitor.visit(program);
  return names;
}

/** The member, or the constant, that a text comes from: `message` of `(found?.message ?? "").trim()`. */
function nameOf(node: Expression | Argument): string | undefined {
  switch (node.type) {
    case "Identifier":
      return node.name;
    case "MemberExpression":
      return node.property.type === "Identifier" && !node.computed ? node.property.name : undefined;
    case "LogicalExpression":
      return nameOf(node.left);
    case "ChainExpression":
    case "ParenthesizedExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
      return nameOf(node.expression);
    case "CallExpression": {
      const { callee } = node;
      if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier")
        return undefined;
      return KEEPS_WORDS.has(callee.property.name) ? nameOf(callee.object) : undefined;
    }
    default:
      return undefined;
  }
}

/** A literal with a blank in it: a code has none. */
function isSentence(node: Expression): boolean {
  return node.type === "Literal" && typeof node.value === "string" && node.value.includes(" ");
}
