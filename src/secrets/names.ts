const SECRET = /secret|passw|pwd|token|credential|api_?key|access_?key|private_?key|(?:^|_)(?:pass|key|pat)$/i;
/** Names that speak of a secret without being one. */
const ABOUT = /_(?:name|file|path|url|uri|id|dir|image|host|port|type|ttl)$/i;

/** Whether the name of a variable says that its value is a secret. */
export function saysSecret(name: string): boolean {
  return SECRET.test(name) && !ABOUT.test(name);
}
