import type { Word } from "./word.js";

/** What a script's own plain assignments say about its variables, as far as it has been read. */
export interface ShellVariables {
  /** The value of `$NAME` or `${NAME}`, or undefined when the text does not say it for certain. */
  expand(expression: string): string | undefined;
  /** Takes note of a command: assignments, `export`, `read`, and words that open or close a branch. */
  observe(words: readonly Word[], conditional: boolean): void;
  exported(): Readonly<Record<string, string>>;
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;
const DECLARING = new Set(["export", "readonly", "declare", "typeset", "local"]);
const OPENING = new Set(["if", "case", "for", "while", "until", "select", "{"]);
const CLOSING = new Set(["fi", "esac", "done", "}"]);
const LEADING = new Set(["then", "do", "else", "elif", "!", ...OPENING]);

/**
 * A new, empty set of variables. HOME is the invoking user's home from the start.
 *
 * @param home absolute path
 */
export function createShellVariables(home: string): ShellVariables {
  const values = new Map<string, string>([["HOME", home]]);
  const exported = new Set<string>();
  let depth = 0;
  let exportsAll = false;

  const forget = (name: string): void => {
    values.delete(name);
  };
  const assign = (word: Word, isCertain: boolean, isExported: boolean): void => {
    const match = ASSIGNMENT.exec(word.text);
    const name = match?.[1] ?? word.text;
    if (isExported) exported.add(name);
    if (match === null) return;
    if (isCertain && word.unexpanded.length === 0) values.set(name, match[2] ?? "");
    else forget(name);
  };

  return {
    expand(expression) {
      const match = /^\$\{?([A-Za-z_]\w*)(?::?-([^$`}]*))?\}?$/.exec(expression);
      if (match === null) return undefined;
      const value = values.get(match[1] ?? "");
      if (value === "" && expression.includes(":-")) return match[2];
      return value;
    },
    observe(words, conditional) {
      let rest = words;
      while (rest.length > 0 && LEADING.has(rest[0]?.text ?? "")) {
        if (OPENING.has(rest[0]?.text ?? "")) depth += 1;
        rest = rest.slice(1);
      }
      const first = rest[0]?.text ?? "";
      if (CLOSING.has(first)) depth = Math.max(0, depth - 1);
      const isCertain = depth === 0 && !conditional;
      if (first === "set" && rest.some((word) => word.text === "-a" || word.text === "allexport")) exportsAll = true;
      if (first === "read" || first === "unset") for (const word of rest.slice(1)) forget(word.text);
      if (DECLARING.has(first)) {
        for (const word of rest.slice(1)) {
          if (!word.text.startsWith("-")) assign(word, isCertain, first === "export" || exportsAll);
        }
      } else if (rest.every((word) => ASSIGNMENT.test(word.text))) {
        for (const word of rest) assign(word, isCertain, exportsAll);
      }
    },
    exported() {
      const entries = [...exported].flatMap((name) => {
        const value = values.get(name);
        return value === undefined ? [] : [[name, value] as const];
      });
      return Object.fromEntries(entries);
    },
  };
}
