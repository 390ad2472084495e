import { saysSecret } from "../../secrets/names.js";
import type { ScanOptions } from "./text/scan.js";
import type { Word } from "./word.js";

/** What the environment and a script's own plain assignments say about its variables, as far as it has been read. */
export interface ShellVariables {
  /** Values that `expand` gave of variables whose names say that they are secret. */
  readonly secrets: ReadonlySet<string>;
  /** The value of `$NAME` or `${NAME}`, or undefined when the text does not say it for certain. */
  expand(expression: string): string | undefined;
  /** Takes note of a command: assignments, `export`, `read`, and words that open or close a branch. */
  observe(words: readonly Word[], conditional: boolean): void;
  /** Gives what is exported at this point, when it is asked for: most commands of a script never are. */
  exported(): () => Readonly<Record<string, string>>;
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;
const DECLARING = new Set(["export", "readonly", "declare", "typeset", "local"]);
const OPENING = new Set(["if", "case", "for", "while", "until", "select", "{"]);
const CLOSING = new Set(["fi", "esac", "done", "}"]);
const LOOPS = new Set(["for", "select"]);
const SETTING = new Set(["read", "unset", "mapfile", "readarray", "getopts"]);
const SOURCING = new Set([".", "source", "eval"]);
const LEADING = new Set(["then", "do", "else", "elif", "!", ...OPENING]);

/** What sudo sets itself: the shell of whoever called it has other values. */
const SET_BY_SUDO = new Set(["USER", "LOGNAME", "MAIL", "SHELL", "PATH"]);

/** Variables of the environment, without HOME, that a shell of the invoking user has too. */
function inherited(env: Readonly<Record<string, string | undefined>>): readonly (readonly [string, string])[] {
  const isBySudo = env["SUDO_USER"] !== undefined;
  return Object.entries(env).flatMap(([name, value]) =>
    value === undefined || name === "HOME" || (isBySudo && SET_BY_SUDO.has(name)) ? [] : [[name, value] as const],
  );
}

/**
 * A new set of variables: those of the environment, of which HOME is the invoking user's home.
 *
 * @param home absolute path
 */
export function createShellVariables({ home, env }: Pick<ScanOptions, "home" | "env">): ShellVariables {
  const environment = inherited(env);
  const values = new Map<string, string>([...environment, ["HOME", home]]);
  const secrets = new Set<string>();
  /** All changes so far; what held at a point is told by those up to it. */
  const history: (
    { readonly name: string; readonly isExported: true } | { readonly name: string; readonly value: string | undefined }
  )[] = [{ name: "HOME", value: home }];
  let depth = 0;
  let exportsAll = false;

  const forget = (name: string): void => {
    values.delete(name);
    history.push({ name, value: undefined });
  };
  const assign = (word: Word, isCertain: boolean, isExported: boolean): void => {
    const match = ASSIGNMENT.exec(word.text);
    const name = match?.[1] ?? word.text;
    if (isExported) history.push({ name, isExported });
    if (match === null) return;
    if (isCertain && word.unexpanded.length === 0) {
      const value = match[2] ?? "";
      values.set(name, value);
      history.push({ name, value });
    } else forget(name);
  };

  return {
    secrets,
    expand(expression) {
      const match = /^\$\{?([A-Za-z_]\w*)(?:(:?)([-?])([^$`}]*))?\}?$/.exec(expression);
      if (match === null) return undefined;
      const [, name = "", colon, operator, word] = match;
      const value = values.get(name);
      if (value === undefined) return undefined;
      if (value === "" && colon === ":") return operator === "-" ? word : undefined;
      if (saysSecret(name)) secrets.add(value);
      return value;
    },
    observe(words, conditional) {
      let start = 0;
      while (LEADING.has(words[start]?.text ?? "")) {
        if (OPENING.has(words[start]?.text ?? "")) depth += 1;
        start += 1;
      }
      const rest = words.slice(start);
      const first = rest[0]?.text ?? "";
      if (CLOSING.has(first)) depth = Math.max(0, depth - 1);
      const isCertain = depth === 0 && !conditional;
      if (first === "set" && rest.some((word) => word.text === "-a" || word.text === "allexport")) exportsAll = true;
      if (SETTING.has(first)) for (const word of rest.slice(1)) forget(word.text);
      // `for NAME in …`
      if (LOOPS.has(words[start - 1]?.text ?? "")) forget(first);
      // what another file sets is not in this text, whatever the environment has
      if (SOURCING.has(first)) for (const [name] of environment) forget(name);
      if (DECLARING.has(first)) {
        for (const word of rest.slice(1)) {
          if (!word.text.startsWith("-")) assign(word, isCertain, first === "export" || exportsAll);
        }
      } else if (rest.every((word) => ASSIGNMENT.test(word.text))) {
        for (const word of rest) assign(word, isCertain, exportsAll);
      }
    },
    exported() {
      const { length } = history;
      return () => {
        const known = new Map<string, string | undefined>();
        const exported = new Set<string>();
        for (const change of history.slice(0, length)) {
          if ("isExported" in change) exported.add(change.name);
          else known.set(change.name, change.value);
        }
        const entries = [...exported].flatMap((name) => {
          const value = known.get(name);
          return value === undefined ? [] : [[name, value] as const];
        });
        return Object.fromEntries(entries);
      };
    },
  };
}
