const USER_INFO = /^((?:[a-z]+:\/\/)?)([^/@]*:[^/@]*)@(?![A-Za-z0-9+._-]+:[0-9a-fA-F]+$)/;

/** An image reference without a password that somebody put in front of the registry, and that password. */
export function maskImage(text: string): { readonly text: string; readonly secrets: readonly string[] } {
  const userInfo = USER_INFO.exec(text)?.[2];
  if (userInfo === undefined) return { text, secrets: [] };
  return {
    text: text.replace(USER_INFO, "$1***@"),
    secrets: [userInfo, userInfo.slice(userInfo.indexOf(":") + 1)],
  };
}
