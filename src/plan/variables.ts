import { type PlannedVariable, type ValueTraits, withoutEnds } from "../contract/index.js";
import { VARIABLES } from "../requirements.js";
import type { RawVariable } from "./deployment.js";
import { maskImage } from "./image-text.js";
import { findPlaceholder, findPlaceholderInSecret, holdsNothingSecret, type Place } from "./placeholder.js";
import { hideForms } from "../secrets/forms.js";
import { saysSecret } from "../secrets/names.js";
import { dropQuery, hideInList, hideInProxy, hideUserInfo } from "../secrets/user-info.js";
import { isNamedExpansion, literalExpansions } from "./command/word.js";

const SECRET_NAMES: ReadonlySet<string> = new Set(["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET"]);
const PROXY_NAMES = /^(?:https?|all)_proxy$/i;
const URL_NAMES = /^(?:(?:https?|all)_proxy|DOCKER_URI)$/i;
const UUID_NAMES: ReadonlySet<string> = new Set(VARIABLES.uuids.value);
const IMAGE_NAMES: ReadonlySet<string> = new Set(VARIABLES.images.value);
/** Names whose value may be shown: those of the requirements that never hold a secret. JAVA_TOOL_OPTIONS can hold one. */
const SHOWN_NAMES: ReadonlySet<string> = new Set(
  [
    ...VARIABLES.required.value,
    ...VARIABLES.uuids.value,
    ...VARIABLES.images.value,
    ...VARIABLES.optional.value,
    "NO_PROXY",
    "no_proxy",
  ].filter((name) => !SECRET_NAMES.has(name) && name !== "JAVA_TOOL_OPTIONS"),
);
/** What Atlassian's tokens begin with. */
const ATLASSIAN_TOKEN = /AT(?:OA|ATT|BB|CTT|SM)[A-Za-z0-9_=-]{8,}/;
/** White space at either end, and the characters without a width that come along when text is copied. */
const BLANK = /[\s\u200B-\u200D\u2060]/u;
const QUOTE = /["'“”‘’]/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PLAIN_NAME = /^[A-Za-z_][\w.-]*$/;

/** Whether a variable is one of the runner's credentials. */
export function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name) || saysSecret(name);
}

/** Whether the value of a variable of this name may be shown at all. */
function isShownName(name: string): boolean {
  return SHOWN_NAMES.has(name);
}

/** Whether the runner, or a check, reads a variable of this name. */
export function isRead(name: string): boolean {
  return SHOWN_NAMES.has(name) || SECRET_NAMES.has(name) || URL_NAMES.test(name);
}

/** What a variable's value is, as far as that is known. */
function placeOf(name: string): Place {
  if (UUID_NAMES.has(name)) return "uuid";
  if (SECRET_NAMES.has(name)) return "credential";
  if (IMAGE_NAMES.has(name)) return "image";
  return name === "WORKING_DIRECTORY" ? "path" : "other";
}

/** Whether expansions inside the value of a variable may be named: `$word` may be a part of a password. */
export function maySayExpansions(name: string): boolean {
  return isShownName(name) && !URL_NAMES.test(name);
}

/** A variable as it may be shown, and what of it must not be. */
export interface SplitVariable {
  readonly variable: PlannedVariable;
  readonly secrets: readonly string[];
}

/**
 * Takes the value away from a variable unless its name is allow-listed and the value does not look like a secret that
 * ended up under the wrong name.
 *
 * @param credentials values of the credentials in the same deployment
 */
export function splitVariable(raw: RawVariable, credentials: ReadonlySet<string>): SplitVariable {
  const { name, value } = raw;
  const common = { origin: raw.origin, via: raw.via };
  if (value === undefined) return splitAbsent(raw);
  const shown = shownValue(name, value, credentials);
  const isShown = shown.text !== undefined;
  const traits = readTraits(value, {
    place: placeOf(name),
    isShown,
    mayName: isShown && maySayExpansions(name),
    unexpanded: raw.unexpanded,
  });
  return {
    variable: { name, ...common, traits, ...(shown.text === undefined ? {} : { value: shown.text }) },
    secrets: shown.secrets.filter((secret) => !isNoSecret(secret, traits)),
  };
}

/** `-e NAME` without a value. What is not a name might be a value that was meant to stand behind one. */
function splitAbsent({ name, origin, via }: RawVariable): SplitVariable {
  const head = /^[A-Za-z_]\w*/.exec(name)?.[0] ?? "";
  const isName = PLAIN_NAME.test(name) && !ATLASSIAN_TOKEN.test(name);
  const shownName = isName ? name : `${ATLASSIAN_TOKEN.test(head) ? "" : head}***`;
  return {
    variable: {
      name: shownName,
      origin,
      via,
      traits: readTraits("", { place: "other", isShown: false, mayName: false, unexpanded: [] }),
      absent: true,
    },
    secrets: isName ? [] : [name, name.slice(head.length + 1)],
  };
}

function shownValue(
  name: string,
  value: string,
  credentials: ReadonlySet<string>,
): { readonly text?: string; readonly secrets: readonly string[] } {
  if (!isShownName(name)) return { secrets: [value] };
  if (credentials.has(value) || ATLASSIAN_TOKEN.test(value)) return { secrets: [value] };
  if (UUID_NAMES.has(name) && value.length >= 20 && !isUuidLike(value)) return { secrets: [value] };
  if (PROXY_NAMES.test(name)) return hideInProxy(value);
  if (URL_NAMES.test(name)) return dropQuery(hideUserInfo(value));
  if (/^no_proxy$/i.test(name)) return hideInList(value);
  if (IMAGE_NAMES.has(name)) return maskImage(value);
  const text = hideForms(value);
  return { text, secrets: text === value ? [] : [value] };
}

function isUuidLike(value: string): boolean {
  return (
    /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}/i.test(value) ||
    holdsNothingSecret(value, "uuid") ||
    literalExpansions(value).length > 0
  );
}

/** A placeholder, an expansion or an empty value is nothing to hide. */
function isNoSecret(secret: string, traits: ValueTraits): boolean {
  return secret === "" || secret === traits.placeholder || isNamedExpansion(secret);
}

function readTraits(
  value: string,
  {
    place,
    isShown,
    mayName,
    unexpanded,
  }: {
    readonly place: Place;
    readonly isShown: boolean;
    /** Whether expansions inside the value may be named. */
    readonly mayName: boolean;
    readonly unexpanded: readonly string[];
  },
): ValueTraits {
  const trimmed = withoutEnds(value, BLANK);
  const inner = withoutEnds(trimmed, QUOTE);
  const bare = inner.replace(/^\{/, "").replace(/\}$/, "");
  const version = UUID.exec(bare)?.[1];
  const placeholder = isShown ? findPlaceholder(value, place) : findPlaceholderInSecret(value, place);
  const isNamed = isNamedExpansion(value);
  const found = [...unexpanded, ...(mayName || isNamed ? literalExpansions(value) : [])];
  const named = [...new Set(mayName || isNamed ? found : found.map(() => "$…"))];
  const opens = inner.startsWith("{");
  const closes = inner.endsWith("}");
  return {
    empty: value === "",
    length: value.length,
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(version === undefined ? {} : { uuidVersion: Number.parseInt(version, 16) }),
    braces: opens && closes ? "both" : opens || closes ? "unbalanced" : "none",
    lineBreak: /[\r\n]/.test(value),
    quoted: /^["'“”‘’]|["'“”‘’]$/.test(value),
    padded: value !== trimmed,
    ...(ATLASSIAN_TOKEN.exec(trimmed)?.index === 0 ? { secretLike: true } : {}),
    ...(named.length === 0 ? {} : { unexpanded: named }),
  };
}
