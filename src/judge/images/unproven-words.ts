import type { WalkUnproven } from "../../contract/index.js";

/** What this process does not do in the engine's place, and why. */
export function unprovenWords(unproven: WalkUnproven): string {
  switch (unproven.kind) {
    case "proxy-hidden":
      return `the engine hides the password of its proxy ${unproven.proxy}, so this process cannot ask for it`;
    case "unverified": {
      const why =
        unproven.scheme === "http" ? "speaks plain HTTP" : "is used without verified TLS (insecure-registries)";
      return `${unproven.host} ${why}, and this program sends credentials only over verified TLS`;
    }
    case "post-redirected":
      return `${unproven.host} redirects the POST with the password (${unproven.status})`;
    default:
      return `only ${unproven.remaining} of ${unproven.limit} pulls are left, so this program used none for the layers`;
  }
}
