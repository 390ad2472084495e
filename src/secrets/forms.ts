/** What stands in a URL's place for its user and password. */
export const HIDDEN_USER = "***";

/**
 * What a secret looks like wherever it stands: user-info in URLs, signatures and tokens in queries, headers and JSON, tokens
 * that their own beginning gives away. No value has to be known for it.
 */

const MASK = "***";

/** Parameters of a query that help and carry no secret; the values of all others are masked. */
const SHOWN_PARAMETERS: ReadonlySet<string> = new Set(
  `service scope client_id offline_token fromimage tag platform n last from mount digest ns charset stream since until
  x-amz-algorithm x-amz-date x-amz-expires x-amz-signedheaders x-goog-algorithm x-goog-date x-goog-expires
  x-goog-signedheaders expires`
    .trim()
    .split(/\s+/u),
);
const PARAMETER = /([?&]|&amp;|%3F|%26|\\u0026)([\w.~-]{1,64})(=|%3D)([^\s&"'<>\\]*)/giu;

/** Names that say of themselves that a secret follows. */
const NAMED =
  /((?:(?<![a-z])sig|signature|secret|passw(?:or)?d|(?<![a-z])pwd|token|credential|api[_-]?key|access[_-]?key|private[_-]?key)["']?(?:=|%3D)["']?)([^\s&"'<>]+)/giu;
/** The same as a member of JSON, escaped or not. */
const MEMBER =
  /((?:\\?["'])[\w-]*(?:auth|signature|secret|passw(?:or)?d|pwd|token|credential|api_?key|access_?key)\\?["']\s?:\s?\\?["'])((?:[^"'\\]|\\(?!["']).?)+)/giu;
const HEADER =
  /(\b(?:proxy-)?authorization|\bx-registry-(?:auth|config)|\bx-[\w-]{0,20}token|\bcookie|\bset-cookie)(["']?\s?[:=]\s?["'[]{0,2})((?:(?:basic|bearer|digest|negotiate|aws4-hmac-sha256)\s)?)([^\s"'\]]+)/giu;
/** `Bearer abc…`; not `Bearer realm="…"` and not a sentence about one. */
const SCHEME_TOKEN = /\b(bearer|basic)(\s+|%20)([\w.~+/-]{6,}={0,2})(?!\s?=|\w)/giu;
const PLAIN_WORD = /^[A-Z]?[a-z]+[.]?$|^[a-z]+(?:-[a-z]+)+$/u;
/** Tokens that begin so that everybody knows what they are. */
const TOKEN =
  /\b(?:eyJ[\w-]{5,}(?:\.[\w-]*){1,4}|AT(?:OA|ATT|BB|CTT|SM)[A-Za-z0-9_=-]{8,}|gh[opsu]_\w{8,}|github_pat_\w{8,}|glpat-[\w-]{8,}|dckr_[op]at_[\w-]{8,}|xox[abps]-[\w-]{8,})/gu;

/** Ready words of documentation, and values that are hidden already. */
const NOTHING_TO_HIDE = /^(?:[{(]*…[})]*|\*\*\*|\[secret\]|<[^<>]*>|\$\{?\w+\}?|VALUE|true|false)[)\],.;:]*$/u;

/** What Go says of a URL that it cannot read: it quotes the first piece of a password. */
const QUOTED_PORT = /(invalid port )(\\?["'])[^\s"']*\\?["']/gu;

const WORD = /\S+/gu;
const URL_START = /[a-z][a-z0-9+.-]{0,30}:\/\//giu;
/** The `@` of a digest is none of a user's. */
const DIGEST = /@(?=sha(?:256|384|512):[\da-f]{6,})/giu;

/** A text with everything masked that has the form of a secret. */
export function hideForms(text: string): string {
  if (text.length < 3) return text;
  const hidden = text
    .replaceAll(TOKEN, MASK)
    .replaceAll(HEADER, (whole, name: string, mark: string, scheme: string, value: string) =>
      isNothing(value) ? whole : `${name}${mark}${scheme}${MASK}`,
    )
    .replaceAll(SCHEME_TOKEN, (whole, scheme: string, blank: string, value: string) =>
      PLAIN_WORD.test(value) ? whole : `${scheme}${blank}${MASK}`,
    )
    .replaceAll(PARAMETER, (whole, mark: string, name: string, equals: string, value: string) =>
      SHOWN_PARAMETERS.has(name.toLowerCase()) || value === "" || isNothing(value)
        ? whole
        : `${mark}${name}${equals}${MASK}`,
    )
    .replaceAll(NAMED, (whole, name: string, value: string) => (isNothing(value) ? whole : `${name}${MASK}`))
    .replaceAll(MEMBER, (whole, name: string, value: string) => (isNothing(value) ? whole : `${name}${MASK}`))
    .replaceAll(QUOTED_PORT, `$1$2:${MASK}$2`);
  return hasAt(hidden) ? hidden.replaceAll(WORD, hideInWord) : hidden;
}

/** Whether there is an `@`, plain or encoded: without one there is no user-info. */
function hasAt(text: string): boolean {
  return text.includes("@") || /%(?:25)*40/i.test(text);
}

function isNothing(value: string): boolean {
  return NOTHING_TO_HIDE.test(value);
}

/** A word may hold several URLs, each up to where the next begins. */
function hideInWord(word: string): string {
  if (!hasAt(word)) return word;
  const starts = [...word.matchAll(URL_START)].map((match) => ({ at: match.index, length: match[0].length }));
  const head = word.slice(0, starts[0]?.at ?? word.length);
  const urls = starts.map(({ at, length }, index) => {
    const end = starts[index + 1]?.at ?? word.length;
    return hideInUrl(word.slice(at, at + length), word.slice(at + length, end));
  });
  return `${hideInHead(head)}${urls.join("")}`;
}

function hideInUrl(scheme: string, rest: string): string {
  const last = lastAt(rest);
  if (last === undefined) return `${scheme}${rest}`;
  const before = rest.slice(0, last.at);
  const isLocal = /^(?:unix|npipe|fd|file):\/\/$/iu.test(scheme) && rest.startsWith("/");
  const isSsh = /^ssh:\/\/$/iu.test(scheme) && /^[a-z_][\w.-]{0,31}$/iu.test(before);
  if (isLocal || isSsh || before === "USER:PASSWORD" || before === "…") return `${scheme}${rest}`;
  return `${scheme}${HIDDEN_USER}@${rest.slice(last.end)}`;
}

/** Where a URL has no scheme, a colon before the `@` tells it from a name as in `me@host`. */
function hideInHead(head: string): string {
  const last = lastAt(head);
  if (last === undefined) return head;
  const start = /^[("'`[{<]*(?:-{0,2}[A-Za-z_][\w.-]*=)?["'`]?/u.exec(head)?.[0] ?? "";
  const before = head.slice(start.length, last.at);
  return /:|%3a/iu.test(before) && !isPathList(head.slice(start.length))
    ? `${start}${HIDDEN_USER}@${head.slice(last.end)}`
    : head;
}

/** `/home/me@corp/a:/home/me@corp/b`: no user stands in a path. */
function isPathList(text: string): boolean {
  return (
    text.includes("@") &&
    !text.startsWith("//") &&
    text.split(":").every((part) => !part.includes("@") || /^(?:[/.~$]|[^/]*=\/)/u.test(part))
  );
}

/** The last `@`, those of digests left out; an encoded one counts where what stands before it is no HOST:PORT. */
function lastAt(text: string): { readonly at: number; readonly end: number } | undefined {
  const plain = text.replaceAll(DIGEST, "#").lastIndexOf("@");
  const isHost = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:[/?#]|$)/iu.test(text);
  const encoded = isHost ? undefined : [...text.matchAll(/%(?:25)*40/giu)].at(-1);
  if (encoded !== undefined && encoded.index > plain) {
    return { at: encoded.index, end: encoded.index + encoded[0].length };
  }
  return plain < 0 ? undefined : { at: plain, end: plain + 1 };
}
