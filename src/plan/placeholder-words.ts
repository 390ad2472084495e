/** What people write where a value is still to come, besides what they call the value itself. */
const VOCABULARY: ReadonlySet<string> = new Set(
  `account accounts accountid accountuuid atlassian bitbucket client clientid clientsecret folder guid host id identifier key
  name oauth oauthclient path pipelines registry repo repository repositoryuuid runner runnerid runneruuid secret server
  token url user username uuid value values workspace working workdir workingdirectory dir directory number string text
  a an and as by com from goes here in is it me my no of or please private our put real self some that the this to with
  own your yours change changeme replace replaceme insert enter paste fill specify set add provide todo tbd fixme
  placeholder example sample dummy test foo bar baz none null undefined unknown`
    .trim()
    .split(/\s+/u),
);
const DIGITS_LIMIT = 2;
const LENGTH_LIMIT = 200;
/** Words that stand for a value in any place, alone or with what they ask for. */
const REQUEST = /^(?:todo|tbd|fixme|changeme|replaceme|placeholder|(?:change|replace|insert|enter|paste|your) .+)$/u;

/** The words of an identifier in lower case, however they are joined: `accountUuid`, `ACCOUNT_UUID`, `account-uuid`. */
function wordsIn(text: string): readonly string[] {
  return text
    .replaceAll(/(?<=[a-z])(?=[A-Z])/gu, " ")
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== "");
}

function hasFewDigits(text: string): boolean {
  return text.length <= LENGTH_LIMIT && (text.match(/\d/gu) ?? []).length <= DIGITS_LIMIT;
}

/** Whether a text is made of nothing but known words, so that no part of it can be a secret. */
export function isKnownWords(text: string): boolean {
  const words = wordsIn(text);
  return words.length > 0 && hasFewDigits(text) && words.every((word) => VOCABULARY.has(word) || /^x{3,}$/u.test(word));
}

/** Whether a text of known words asks to be replaced: `TODO`, `CHANGE_ME`, `insert-uuid-here`; `runner-todo` does not. */
export function isRequest(text: string): boolean {
  return isKnownWords(text) && REQUEST.test(wordsIn(text).join(" "));
}

/** Whether a text reads as words in any script, rather than as a number, a hexadecimal one or a list. */
export function readsAsWords(text: string): boolean {
  return /^[\p{L}\p{M}\p{N} _.'’|-]+$/u.test(text) && hasFewDigits(text) && /[^\da-f _.'’|-]/iu.test(text);
}

/** Whether a text is of words in another script than that of UUIDs and tokens. */
export function isForeignWords(text: string): boolean {
  return readsAsWords(text) && !/[A-Za-z]/u.test(text);
}
