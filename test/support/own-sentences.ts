import { parseSync, Visitor } from "oxc-parser";

/** Two words in a row: a code, a name, a path and a pattern have none. */
const SENTENCE = /(?<![\w`/.$-])[A-Za-z]{2,}[,:;]? [a-z]{2,}(?![\w`/$-])/u;
/** Commands of others that have two words. */
const COMMANDS = /\bdocker (?:run|compose)\b/gu;
/** What a literal is cut into words by, or an error of input that a line on stderr is made of. */
const LISTS: ReadonlySet<string> = new Set(["split"]);
const ERRORS: ReadonlySet<string> = new Set(["UsageError", "Error"]);

/**
 * Sentences that a source text makes: its literals and templates with words in a row. What an error of input says is none of
 * these, and neither is a list of words that is split.
 */
export function ownSentences(source: string): readonly string[] {
  const { program, errors } = parseSync("source.ts", source);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  const found: { readonly start: number; readonly end: number }[] = [];
  const spared: { readonly start: number; readonly end: number }[] = [];
  const look = (node: { readonly start: number; readonly end: number }, text: string): void => {
    if (SENTENCE.test(text.replaceAll(COMMANDS, "docker"))) found.push(node);
  };
  new Visitor({
    NewExpression(node) {
      if (node.callee.type === "Identifier" && ERRORS.has(node.callee.name)) spared.push(node);
    },
    CallExpression({ callee }) {
      if (callee.type !== "MemberExpression" || callee.computed || callee.property.type !== "Identifier") return;
      if (LISTS.has(callee.property.name)) spared.push(callee.object);
    },
    Literal(node) {
      if (typeof node.value === "string") look(node, node.value);
    },
    TemplateLiteral(node) {
      look(node, node.quasis.map(({ value }) => value.cooked ?? "").join("xx"));
    },
  }).visit(program);
  return found
    .filter(({ start, end }) => !spared.some((one) => one.start <= start && end <= one.end))
    .map(({ start, end }) => source.slice(start, end).replaceAll(/\s+/gu, " "));
}
