/**
 * `scheme://user:password@` of a URL, or `user:password@` in front of a host, up to the last `@`: a password that was not
 * percent-encoded may hold `/`, `?` and `#`, and is no less a secret.
 */
const USER_INFO = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/)?(.*)@/s;
/** The same where a path follows that may hold an `@` of its own. */
const USER_INFO_BEFORE_PATH = /^([A-Za-z][A-Za-z0-9+.-]*:\/\/)?([^/?#]*)@/;

function patternFor(url: string): RegExp {
  return /^(?:unix:|npipe:|fd:|\/)/i.test(url) ? USER_INFO_BEFORE_PATH : USER_INFO;
}

/** A URL with `***` in place of its user-info, and what was taken out. */
export function maskUserInfo(url: string): { readonly text: string; readonly secrets: readonly string[] } {
  const pattern = patternFor(url);
  const userInfo = pattern.exec(url)?.[2];
  if (userInfo === undefined) return { text: url, secrets: [] };
  const colon = userInfo.indexOf(":");
  const password = colon < 0 ? [] : [userInfo.slice(colon + 1)];
  return { text: url.replace(pattern, "$1***@"), secrets: [userInfo, ...password, ...password.map(decoded)] };
}

/** A URL without its user-info; of an ssh URL the user stays, since it is no secret and part of the address. */
export function dropUserInfo(url: string): { readonly text: string; readonly secrets: readonly string[] } {
  const pattern = patternFor(url);
  const [, scheme = "", userInfo] = pattern.exec(url) ?? [];
  if (userInfo === undefined) return { text: url, secrets: [] };
  const colon = userInfo.indexOf(":");
  const password = colon < 0 ? [] : [userInfo.slice(colon + 1)];
  if (scheme === "ssh://") {
    return { text: url.replace(pattern, `$1${userInfo.split(":")[0] ?? ""}@`), secrets: password };
  }
  return { text: url.replace(pattern, "$1"), secrets: [userInfo, ...password, ...password.map(decoded)] };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
