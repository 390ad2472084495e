import { withoutEnds } from "../contract/index.js";
import { isForeignWords, isKnownWords, isRequest, readsAsWords } from "./placeholder-words.js";

/**
 * Where a text stands: what nobody writes as a UUID is a good name of a folder.
 * `other` is everything about which nothing is known.
 */
export type Place = "uuid" | "credential" | "path" | "mount" | "image" | "name" | "other";

const OPENING = "<{\\[(【〖〔「『《〈«‹（［｛＜";
const CLOSING = ">}\\])】〗〕」』》〉»›）］｝＞";
const AROUND = new RegExp(`[${OPENING}${CLOSING}"'“”‘’\\s\\u200B-\\u200D\\u2060%#@]`, "u");
const QUOTE_OR_BLANK = /["'“”‘’\s\u200B-\u200D\u2060]/u;

/** What is a placeholder wherever it stands. */
const ANYWHERE: readonly RegExp[] = [
  /<[^<>\n]+>/,
  /\{\{(?!\s*[\da-f]{8}-[\da-f]{4}-)[^{}\n]+\}\}/i,
  /%(?:account|repository|runner|oauth)[\w-]*%/i,
  /(?<![\w.-])(?:my|your)[-_](?:other[-_])?private[-_]registry(?:[-_]ur[il])?(?![\w-])/i,
  /(?<![\w.-])(?:my|your)[-_](?:account|repository|repo|runner|workspace|oauth[-_]?client)[-_](?:id|uuid|secret)(?![\w-])/i,
  /(?<![\w.-])your[-_](?!self)[A-Za-z]+(?:[-_][A-Za-z]+)*(?![\w-])/i,
  /(?<![\w-])(?:change[-_]?me|replace[-_]?me|replace[-_]?this|insert[-_]here|placeholder)(?![\w-])/i,
  /(?<![\w])x{3,}(?:-x{3,})*(?![\w])/i,
  /(?<![\w-])0{8}-0{4}-0{4}-0{4}-0{12}(?![\w-])/,
  /…|(?<!\.)\.{3}(?!\.)/,
];

/** What is one in every place of which something is known. */
const IN_KNOWN_PLACES: readonly RegExp[] = [
  /(?<![\w-])replace[-_](?:with|by)[-_][A-Za-z]+(?:[-_][A-Za-z]+)*(?![\w-])/i,
  /(?<![\w$%{(])(?:(?:ACCOUNT|REPOSITORY|RUNNER)_UUID|OAUTH_CLIENT_(?:ID|SECRET)|WORKING_DIRECTORY)(?!\w)/,
];

/** Crosses and marks as a whole, behind the letters that every secret begins with. */
const CROSSED = /(?<=^(?:ATOA)?)(?:x{3,}|[.…_?-]{3,})$/i;
const MASKED = /\*{3,}|[•●·]{3,}/;
/** UUIDs of one digit a group, of the digits in their order, and those of the standard and the encyclopaedia. */
const DUMMY_UUID =
  /(?<![\w-])(?:([\da-f])\1{7}-([\da-f])\2{3}-([\da-f])\3{3}-([\da-f])\4{3}-([\da-f])\5{11}|12345678-1234-1234-1234-[\da-f]{12}|123e4567-e89b-12d3-a456-426614174000|550e8400-e29b-41d4-a716-446655440000|f81d4fae-7dec-11d0-a765-00a0c91e6bf6)(?![\w-])/i;

/** What is one besides, by place. */
const IN_PLACE: Readonly<Record<Place, readonly RegExp[]>> = {
  uuid: [MASKED, CROSSED, DUMMY_UUID],
  credential: [MASKED, CROSSED],
  path: [MASKED, /[【〖〔「『《〈｛＜][^/【〖〔「『《〈｛＜]+[】〗〕」』》〉｝＞]/u, /^\/?path\/to(?=\/|$)/i],
  mount: [/^\/?path\/to(?=\/|$)/i],
  image: [/^(?:PRIVATE_|DOCKER_)?REGISTRY(?:_(?:URL|HOST|NAME))?(?=[/:])/],
  name: [],
  other: [],
};

/** A shell would give the words behind the hyphen, which nobody means. */
const HYPHENED_EXPANSION = /^\$\{[a-z]+(?:-[a-z]+)+\}$/;
const IN_BRACES = /(?<![$\\`^])\{([^{}]+)\}/gu;
const IN_BRACKETS_FIRST = new RegExp(`^[${OPENING}]([^${OPENING}${CLOSING}]+)[${CLOSING}]`, "u");

/** Words in braces anywhere, and in any brackets where the text begins: a folder may well be called `data (old)`. */
function inBrackets(text: string): readonly string[] {
  const found = [IN_BRACKETS_FIRST.exec(text) ?? [], ...text.matchAll(IN_BRACES)];
  return found.flatMap(([whole, inner = ""]) => (whole !== undefined && readsAsWords(inner) ? [whole] : []));
}

/** Whether a text as a whole stands for a value in its place, which no pattern in it shows. */
function isWhole(text: string, place: Place): boolean {
  if (place === "other") return false;
  if (HYPHENED_EXPANSION.test(text)) return (place === "uuid" || place === "credential") && isKnownWords(text);
  if (/[/$`]/.test(text)) return false;
  const core = withoutEnds(text, AROUND);
  if (isRequest(core)) return true;
  switch (place) {
    case "uuid":
    case "credential":
      return (
        isKnownWords(core) ||
        isForeignWords(core) ||
        (core !== text && readsAsWords(core)) ||
        /^insert[-_ ][A-Za-z_ -]+$/i.test(core)
      );
    case "path":
      return isKnownWords(core);
    case "image":
      return core.toLowerCase() === "example";
    default:
      return false;
  }
}

/** Every part of a text that somebody left to be replaced, the most telling first. */
function placeholdersIn(text: string, place: Place): readonly string[] {
  const core = withoutEnds(text, QUOTE_OR_BLANK);
  const patterns = [...ANYWHERE, ...(place === "other" ? [] : IN_KNOWN_PLACES), ...IN_PLACE[place]];
  return [
    ...(isWhole(core, place) ? [core] : []),
    ...patterns.flatMap((pattern) => pattern.exec(text)?.[0] ?? []),
    ...(place === "other" ? [] : inBrackets(text)),
  ];
}

/**
 * The part of a text that documentation, a template or a wiki leaves for the reader to replace: `<my-account-id>`,
 * `{account-uuid}`, `xxx`, `my-private-registry`, `your-…`, `TODO`, `…`, `【账户】`. A shell's `${NAME}` is none.
 */
export function findPlaceholder(text: string, place: Place): string | undefined {
  return placeholdersIn(text, place)[0];
}

/**
 * The same for a value that may be secret: only when the value is nothing but the placeholder, or when the placeholder
 * is made of marks, so that no part of a real secret is ever shown. Of unknown words only the form is said: `<…>`.
 */
export function findPlaceholderInSecret(text: string, place: Place): string | undefined {
  const found = placeholdersIn(text, place).find(
    (placeholder) => /^(?:…|\.{3}|\*+|[•●·]+)$/.test(placeholder) || isAllOf(text, placeholder),
  );
  return found === undefined || isSayable(found) ? found : formOf(found);
}

/** Whether a text is a placeholder of which every word may be shown. */
export function holdsNothingSecret(text: string, place: Place): boolean {
  const isAll = placeholdersIn(text, place).some((found) => isAllOf(text, found) && isSayable(found));
  return isAll || isForeignWords(withoutEnds(text, AROUND));
}

/** Tests whether nothing of a text is left besides the placeholder, its brackets, its quotes and the first letters of every secret. */
function isAllOf(text: string, placeholder: string): boolean {
  return /^(?:ATOA)?$/.test(withoutEnds(text.replace(placeholder, ""), AROUND));
}

function isSayable(placeholder: string): boolean {
  return isKnownWords(placeholder) || /^[xX0\p{P}\p{S}\s]+$/u.test(placeholder);
}

function formOf(placeholder: string): string {
  const before = new RegExp(`^[${OPENING}]+`, "u").exec(placeholder)?.[0] ?? "";
  const behind = new RegExp(`[${CLOSING}]+$`, "u").exec(placeholder)?.[0] ?? "";
  return `${before}…${behind}`;
}
