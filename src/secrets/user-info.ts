import { HIDDEN_USER, hideForms } from "./forms.js";

/** An `@`, plain or percent-encoded (once or more often). */
const AT = /@|%(?:25)*40/gi;
const SCHEME = /^([a-z][a-z0-9+.-]*:\/\/)/i;
/** A path of this machine: what stands in it is no user-info. */
const LOCAL_PATH = /^(?:(?:unix|npipe|fd|file):\/\/)?\/(?!\/)/i;
/** The user of an ssh URL is a part of the address, and no secret. */
const SSH_USER = /^ssh:\/\/[a-z_][\w.-]{0,31}$/i;

/** A URL taken apart at the last `@`, whatever stands between: a password may hold `/`, `?`, `#`, `:` and `@` itself. */
interface SplitUrl {
  /** With `://`; empty for a URL without one. */
  readonly scheme: string;
  readonly userInfo: string;
  /** From the host on. */
  readonly rest: string;
}

function splitUrl(url: string): SplitUrl | undefined {
  if (LOCAL_PATH.test(url)) return undefined;
  let last: RegExpExecArray | undefined;
  for (const one of url.matchAll(AT)) last = one;
  if (last === undefined) return undefined;
  const scheme = SCHEME.exec(url)?.[1] ?? "";
  const userInfo = url.slice(scheme.length, last.index);
  return { scheme, userInfo, rest: url.slice(last.index + last[0].length) };
}

/** A URL as it may be shown, and what was taken out. */
export interface HiddenUrl {
  readonly text: string;
  readonly secrets: readonly string[];
}

/**
 * A URL, from wherever it comes, with `***` in the place of its user-info. It fails closed: everything up to the last `@`
 * goes, encoded or not, with a scheme or without. For values that are URLs; {@link hideForms} finds them in texts.
 */
export function hideUserInfo(url: string): HiddenUrl {
  const split = splitUrl(url);
  if (split === undefined || isSshUser(split)) return { text: url, secrets: [] };
  return shownOf(split, `${split.scheme}${HIDDEN_USER}@`);
}

/** An `@` in the midst of a query tells nothing about what stands behind it. */
function shownOf({ userInfo, rest }: SplitUrl, before: string): HiddenUrl {
  const isInQuery = /[?&][\w.-]+=/.test(userInfo);
  const secrets = secretsOf(userInfo);
  return isInQuery
    ? { text: `${before}…`, secrets: [...secrets, ...secretsOf(rest)] }
    : { text: `${before}${rest}`, secrets };
}

/** A URL without its user-info; of an ssh URL the user stays, since it is a part of the address. */
export function dropUserInfo(url: string): HiddenUrl {
  const split = splitUrl(url);
  if (split === undefined || isSshUser(split)) return { text: url, secrets: [] };
  const { scheme, userInfo, rest } = split;
  const user = userInfo.split(":")[0] ?? "";
  const isSsh = isSshUser({ scheme, userInfo: user, rest });
  const shown = shownOf(split, isSsh ? `${scheme}${user}@` : scheme);
  return { text: shown.text, secrets: shown.secrets.filter((secret) => !isSsh || secret !== user) };
}

const HOST_AND_PORT = /^(?:[\w.-]+|\[[\da-f:.%]+\])(?::\d{1,5})?(?:\/|$)/i;

/**
 * A proxy as it may be shown: scheme, host and port, no path and no query. What has another form than that may be a
 * password without its host, and is not shown at all.
 */
export function hideInProxy(proxy: string): HiddenUrl {
  const { text, secrets } = hideUserInfo(proxy.trim());
  const scheme = SCHEME.exec(text)?.[1] ?? "";
  const hidden = text.startsWith(`${scheme}${HIDDEN_USER}@`) ? `${HIDDEN_USER}@` : "";
  const place = text.slice(scheme.length + hidden.length);
  const host = place.split(/[/?#]/, 1)[0] ?? "";
  if (HOST_AND_PORT.test(host)) {
    const rest = place.slice(host.length);
    if (rest === "" || rest === "/") return { text, secrets };
    return { text: `${scheme}${hidden}${host}/…`, secrets: [...secrets, rest.replace(/^[/?#]+/, "")] };
  }
  if (place === "" || /^\$|^<[^>]*>$/.test(place)) return { text, secrets };
  return { text: `${scheme}${hidden}… (${place.length} characters, not HOST:PORT)`, secrets: [...secrets, place] };
}

/** A URL without user-info, and without what follows a `?`. */
export function dropQuery(url: HiddenUrl): HiddenUrl {
  const query = /[?#](.+)$/s.exec(url.text)?.[1];
  if (query === undefined) return url;
  return { text: url.text.slice(0, -query.length).concat("…"), secrets: [...url.secrets, query] };
}

/** A mount with `***` in the place of user-info in its source; an `@` in a path is none. */
export function hideInMount(mount: string): HiddenUrl {
  if (hideForms(mount) === mount) return { text: mount, secrets: [] };
  return { text: hideForms(mount), secrets: hideUserInfo(mount).secrets };
}

/** Entries of NO_PROXY, each as it may be shown. */
export function hideInList(list: string): HiddenUrl {
  const entries = list.split(",").map(hideUserInfo);
  return { text: entries.map(({ text }) => text).join(","), secrets: entries.flatMap(({ secrets }) => secrets) };
}

function isSshUser({ scheme, userInfo }: SplitUrl): boolean {
  return SSH_USER.test(`${scheme}${userInfo}`);
}

/** User-info as a whole, its parts, and the pieces that programs quote when they cannot read such a URL; decoded too. */
function secretsOf(userInfo: string): readonly string[] {
  const colon = userInfo.indexOf(":");
  const password = colon < 0 ? [] : [userInfo.slice(colon + 1)];
  const user = colon < 0 ? [] : [userInfo.slice(0, colon)];
  const pieces = userInfo.split(/[/?#@:]/);
  const all = new Set([userInfo, ...password, ...user, ...pieces]);
  return [
    ...new Set([...all].filter((part) => part !== "" && part !== HIDDEN_USER).flatMap((part) => [part, decoded(part)])),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
