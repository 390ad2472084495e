import { parseSync, Visitor } from "oxc-parser";

/** Two words in a row: a code, a name, a path and a pattern have none. */
const SENTENCE = /(?<![\w`/.$-])[A-Za-z]{2,}[,:;]? [a-z]{2,}(?![\w`/$-])/u;
/** Commands of others that have two words. */
const COMMANDS = /\bdocker (?:run|compose)\b/gu;
/** Errors that become the one line about bad input; their readers are people. */
const INPUT_ERRORS: ReadonlySet<string> = new Set(["UsageError", "NestedTooDeeply"]);

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Sentences that a source text makes: literals and templates with words in a row. What an error about bad input says is none
 * of them, and neither is a list of words that is split, or a type.
 */
export function ownSentences(source: string): readonly string[] {
  const { program, errors } = parseSync("source.ts", source);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  const found: Span[] = [];
  const spared: Span[] = [];
  const look = (node: Span, text: string): void => {
    if (SENTENCE.test(text.replaceAll(COMMANDS, "docker"))) found.push(node);
  };
  new Visitor({
    NewExpression(node) {
      if (node.callee.type === "Identifier" && INPUT_ERRORS.has(node.callee.name)) spared.push(node);
    },
    CallExpression({ callee }) {
      if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return;
      if (callee.property.name === "split") spared.push(callee.object);
    },
    TSLiteralType(node) {
      spared.push(node);
    },
    Literal(node) {
      if (typeof node.value === "string") look(node, node.value);
    },
    TemplateLiteral(node) {
      look(node, node.quasis.map(({ value }) => value.cooked ?? "").join("1"));
    },
  }).visit(program);
  return found
    .filter(({ start, end }) => !spared.some((one) => one.start <= start && end <= one.end))
    .map(({ start, end }) => source.slice(start, end).replaceAll(/\s+/gu, " "));
}
