import type { CommandIssue } from "../../contract/index.js";
import { RUNNER_REPOSITORY_NAME } from "../../requirements.js";
import { maskImage } from "../image-text.js";
import { isRead, isSecretName } from "../variables.js";
import type { GivenOption } from "./given-option.js";
import type { ReadOptions } from "./options.js";
import type { Word } from "./word.js";

/** Words with a word less or with two of them joined, and what is said about it. */
export interface Mended {
  readonly words: readonly Word[];
  readonly issue: CommandIssue;
  /** Values that may be secret and that nothing else of the words holds any more. */
  readonly secrets?: readonly string[];
}

/** Where the options end, though those of a runner go on behind it. */
interface End {
  readonly words: readonly Word[];
  /** The word that docker takes for the image. */
  readonly word: Word;
  readonly at: number;
  /** The option before it, where that has taken the word before as its value. */
  readonly option?: GivenOption;
}

function namesRunner({ text }: Word): boolean {
  return text.includes(RUNNER_REPOSITORY_NAME.value);
}

function earlyEnd(words: readonly Word[], { options, rest }: ReadOptions): End | undefined {
  const [word, ...behind] = rest;
  if (word === undefined || word.open || namesRunner(word) || !behind.some(namesRunner)) return undefined;
  const at = words.length - rest.length;
  const option = options.at(-1);
  const before = words[at - 1];
  const isApart = option !== undefined && !option.kind.isSwitch && option.value === before;
  return { words, word, at, ...(isApart ? { option } : {}) };
}

function nameOf({ value }: GivenOption): string {
  return value.text.split("=")[0] ?? "";
}

/** What joins a value and the word behind it; undefined where they do not look like one. */
function joint({ name, value }: GivenOption, { text }: Word): string | undefined {
  if (/[:=,]$/u.test(value.text) || /^[:=,]/u.test(text)) return "";
  return name === "env" && !value.text.includes("=") ? "=" : undefined;
}

/** `-v /tmp: /tmp`, `-e NAME= value`, `-e NAME value`: a blank in the middle of a value. */
export function splitValue(words: readonly Word[], read: ReadOptions): Mended | undefined {
  const end = earlyEnd(words, read);
  const option = end?.option;
  const between = end === undefined || option === undefined ? undefined : joint(option, end.word);
  if (end === undefined || option === undefined || between === undefined) return undefined;
  const { word, at } = end;
  const { written, value, name } = option;
  const joined = {
    ...value,
    text: `${value.text}${between}${word.text}`,
    unexpanded: [...value.unexpanded, ...word.unexpanded],
  };
  const isShown = name === "volume";
  const variable = nameOf(option);
  const shown = isShown ? joined.text : name === "env" ? `${variable}=…` : "…";
  const parts = isShown ? [value.text, word.text] : name === "env" ? [variable, "…"] : ["…"];
  return {
    words: [...words.slice(0, at - 1), joined, ...words.slice(at + 1)],
    issue: {
      kind: "option-invalid",
      subject: name === "env" ? { of: "variable", name: variable } : { of: "option", name },
      text: [written, ...parts].join(" "),
      problem:
        name === "env" ? { of: "value-taken-for-image", name: variable } : { of: "value-split", option: written },
      origin: word.origin,
      change: { remove: [written, ...parts], add: [written, shown], origin: word.origin },
    },
    secrets: name === "env" && isSecretName(variable) ? [word.text, word.text.replace(/^=/u, "")] : [],
  };
}

/** `- v /tmp:/tmp`, `-- volume /tmp:/tmp`: a blank behind the dashes, which end the options. */
export function splitDashes(words: readonly Word[], read: ReadOptions): Mended | undefined {
  const end = earlyEnd(words, read);
  if (end === undefined) return undefined;
  const at = words[end.at - 1]?.text === "--" ? end.at - 1 : end.at;
  const [dashes, name] = [words[at], words[at + 1]];
  if (dashes === undefined || name === undefined || !/^--?$/u.test(dashes.text)) return undefined;
  const text = name.text.startsWith("-") ? name.text : `${dashes.text}${name.text}`;
  const shown = text.split("=")[0] ?? "";
  return {
    words: [...words.slice(0, at), { ...name, text }, ...words.slice(at + 2)],
    issue: {
      kind: "option-invalid",
      subject: { of: "image" },
      text: dashes.text,
      problem: { of: "word-taken-for-image", word: end.word === dashes ? dashes.text : withoutValue(end.word) },
      origin: dashes.origin,
      change: {
        remove: [dashes.text, withoutValue(name)],
        add: [shown === text ? text : `${shown}=…`],
        origin: dashes.origin,
      },
    },
  };
}

function withoutValue({ text }: Word): string {
  const [head = "", ...value] = text.split("=");
  return value.length === 0 ? head : `${head}=…`;
}

/** `NAME = value`, `NAME value`: a variable whose `-e` is missing, and blanks in it besides. */
export function bareVariable(words: readonly Word[], read: ReadOptions): Mended | undefined {
  const end = earlyEnd(words, read);
  const name = /^([A-Za-z_]\w*)=?$/u.exec(end?.word.text ?? "")?.[1] ?? "";
  if (end === undefined || !(isRead(name) || isSecretName(name))) return undefined;
  const { at, word } = end;
  const valueAt = words[at + 1]?.text === "=" ? at + 2 : at + 1;
  const value = words[valueAt];
  if (value === undefined || value.text.startsWith("-") || namesRunner(value)) return undefined;
  const option: Word = { text: "-e", origin: word.origin, unexpanded: [], open: false };
  const text = `${name}=${value.text.replace(/^=/u, "")}`;
  return {
    words: [...words.slice(0, at), option, { ...value, text }, ...words.slice(valueAt + 1)],
    issue: {
      kind: "variable-without-option",
      subject: { of: "variable", name },
      text: name,
      problem: { of: "variable-taken-for-image", name },
      origin: word.origin,
      change: { remove: [name, "…"], add: ["-e", `${name}=…`], origin: word.origin },
    },
    secrets: isSecretName(name) ? [value.text] : [],
  };
}

/**
 * A word that belongs to no option, in front of options and of the runner's image.
 *
 * @param isFirst the word before it is none of that kind; of further ones nothing is said, for they may be secret
 */
export function strayWord(words: readonly Word[], read: ReadOptions, isFirst: boolean): Mended | undefined {
  const end = earlyEnd(words, read);
  if (end === undefined) return undefined;
  const { word, at, option } = end;
  const isSecret = !isFirst || (option?.name === "env" && isSecretName(nameOf(option)));
  const { text, secrets } = isSecret ? { text: "…", secrets: [word.text] } : maskImage(word.text);
  return {
    words: [...words.slice(0, at), ...words.slice(at + 1)],
    issue: {
      kind: "option-invalid",
      subject: { of: "image" },
      text,
      problem: { of: "word-taken-for-image", word: text },
      origin: word.origin,
      change: { remove: [text], add: [], origin: word.origin },
    },
    secrets,
  };
}

/** `-e …/bitbucket-pipelines-runner:1` at the end: the option has no value, and there is no image. */
export function swallowedImage(words: readonly Word[], { options, rest }: ReadOptions): Mended | undefined {
  const option = options.at(-1);
  const last = words.at(-1);
  if (option === undefined || last === undefined || rest.length > 0) return undefined;
  if (option.value !== last || !namesRunner(last) || last.text.includes("=")) return undefined;
  const { written, name } = option;
  return {
    words: [...words.slice(0, -2), last],
    issue: {
      kind: "option-invalid",
      subject: { of: "option", name },
      text: written,
      problem: { of: "image-taken-for-value", option: written },
      origin: last.origin,
      change: { remove: [written], add: [], origin: last.origin },
    },
  };
}
