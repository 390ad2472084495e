import { hideForms } from "../secrets/forms.js";
import { type HiddenUrl, hideUserInfo } from "../secrets/user-info.js";

const DIGEST = /@[A-Za-z0-9+._-]+:[0-9a-fA-F]{6,}$/;

/**
 * An image reference without a password that somebody put in front of the registry, and that password. An `@` that no
 * digest follows belongs to one where a colon stands before it, or a path after it.
 */
export function maskImage(text: string): HiddenUrl {
  const digest = DIGEST.exec(text)?.[0] ?? "";
  const name = text.slice(0, text.length - digest.length);
  const hidden = /:.*(?:@|%(?:25)*40)|@.*\//is.test(name) ? hideUserInfo(name) : { text: name, secrets: [] };
  const shown = hideForms(`${hidden.text}${digest}`);
  return { text: shown, secrets: shown === `${hidden.text}${digest}` ? hidden.secrets : [...hidden.secrets, text] };
}
