/** One element of a document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const NAME = "[A-Za-z_][\\w.-]*";
const TOKEN = new RegExp(`<\\?xml [^?]*\\?>|</(${NAME})>|<(${NAME})((?: ${NAME}="[^"<]*")*)(/?)>|([^<]+)`, "gy");
const ALLOWED = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

function decoded(text: string): string {
  if (!ALLOWED.test(text)) throw new Error("a character that XML 1.0 forbids");
  return text.replaceAll(/&(\w*;?)/g, (_, name: string) => {
    const character = { "amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"' }[name];
    if (character === undefined) throw new Error(`unknown entity &${name}`);
    return character;
  });
}

/** Parses the subset of XML that reports use and throws for everything that is not well-formed. */
export function parseXml(text: string): XmlElement {
  interface Open {
    name: string;
    attributes: Record<string, string>;
    children: XmlElement[];
    text: string;
  }
  const root: Open = { name: "", attributes: {}, children: [], text: "" };
  const stack: Open[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`not well-formed at ${at}: ${text.slice(at, at + 40)}`);
    const [, close, open, attributes = "", empty, characters] = match;
    const top = stack.at(-1);
    if (!top) throw new Error("text after the document");
    if (characters !== undefined) top.text += decoded(characters);
    if (close !== undefined) {
      if (stack.length === 1 || top.name !== close) throw new Error(`</${close}> does not close <${top.name}>`);
      stack.pop();
    }
    if (open === undefined) continue;
    const element: Open = { name: open, attributes: {}, children: [], text: "" };
    for (const [, name = "", value = ""] of attributes.matchAll(new RegExp(` (${NAME})="([^"]*)"`, "g"))) {
      if (Object.hasOwn(element.attributes, name)) throw new Error(`attribute ${name} twice`);
      element.attributes[name] = decoded(value);
    }
    top.children.push(element);
    if (empty !== "/") stack.push(element);
  }
  const [document] = root.children;
  if (stack.length !== 1 || !document || root.children.length !== 1) throw new Error("not one closed document");
  if (root.text.trim() !== "") throw new Error("text outside of the document");
  return document;
}
