/**
 * `scheme://user:password@` of a URL, or `user:password@` in front of a host, up to the last `@`: a password that was not
 * percent-encoded may hold `/`, `?` and `#`, and is no less a secret. The path of a socket has no user-info.
 */
const USER_INFO = /^(?!unix:|npipe:|fd:|\/)([A-Za-z][A-Za-z0-9+.-]*:\/\/)?(.*)@/s;

/** A URL with `***` in place of its user-info, and what was taken out. */
export function maskUserInfo(url: string): { readonly text: string; readonly secrets: readonly string[] } {
  const userInfo = USER_INFO.exec(url)?.[2];
  if (userInfo === undefined) return { text: url, secrets: [] };
  const colon = userInfo.indexOf(":");
  const password = colon < 0 ? [] : [userInfo.slice(colon + 1)];
  return { text: url.replace(USER_INFO, "$1***@"), secrets: [userInfo, ...password, ...password.map(decoded)] };
}

/** A URL without its user-info; of an ssh URL the user stays, since it is no secret and part of the address. */
export function dropUserInfo(url: string): { readonly text: string; readonly secrets: readonly string[] } {
  const [, scheme = "", userInfo] = USER_INFO.exec(url) ?? [];
  if (userInfo === undefined) return { text: url, secrets: [] };
  const colon = userInfo.indexOf(":");
  const password = colon < 0 ? [] : [userInfo.slice(colon + 1)];
  if (scheme === "ssh://") {
    return { text: url.replace(USER_INFO, `$1${userInfo.split(":")[0] ?? ""}@`), secrets: password };
  }
  return { text: url.replace(USER_INFO, "$1"), secrets: [userInfo, ...password, ...password.map(decoded)] };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
