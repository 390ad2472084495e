import { PROXY_PASSWORD, PROXY_USER, REGISTRY_PASSWORD, REGISTRY_USER } from "./internet.js";
import { OAUTH_SECRET } from "./start-command.js";

/** Password that no registry knows. */
export const WRONG_PASSWORD = "Not-The-Pass:word/either";
export const IDENTITY_TOKEN = "lab-identity-token-77aa";
export const REGISTRY_TOKEN = "lab-registry-token-77bb";

/** Base64 of a text, as in config.json. */
export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The right `auth` of the registries that ask for one. */
export const REGISTRY_AUTH = base64(`${REGISTRY_USER}:${REGISTRY_PASSWORD}`);

/** What must appear in no output and no fact, plain or encoded. */
export const SECRETS: readonly string[] = [
  ...[OAUTH_SECRET, PROXY_PASSWORD, REGISTRY_PASSWORD, WRONG_PASSWORD, IDENTITY_TOKEN, REGISTRY_TOKEN].flatMap(
    (secret) => [secret, base64(secret)],
  ),
  REGISTRY_AUTH,
  base64(`${PROXY_USER}:${PROXY_PASSWORD}`),
  base64(`${REGISTRY_USER}:${WRONG_PASSWORD}`),
];
