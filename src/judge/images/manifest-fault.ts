import { LIMITS, type ManifestFault, type WalkFailure, type WalkStop } from "../../contract/index.js";
import { answerWords } from "../network/answers.js";

/** The failure that something served as a manifest stands for. */
export function manifestFailure({ host, http, fault }: Extract<WalkStop, { readonly kind: "manifest" }>): WalkFailure {
  const base = { host, hop: "manifest", ...(http === undefined ? {} : { status: http.status }) } as const;
  const words = faultWords(fault);
  switch (fault.kind) {
    case "other-digest":
      return { ...base, code: "server-error", detail: words };
    case "not-json":
    case "no-object":
    case "no-config":
    case "layer-without-digest": {
      const who = http === undefined ? "" : `${answerWords(http)}; `;
      return { ...base, code: "not-a-registry", detail: `${who}${words}` };
    }
    default:
      return { ...base, code: "manifest-unsupported", detail: words, fault };
  }
}

/** What is wrong with a document, whatever it is. */
const PLAIN_FAULTS = {
  "not-json": "the manifest is not JSON",
  "no-object": "the manifest is not a JSON object",
  "no-config": "the manifest has no config",
  "layer-without-digest": "a layer has no digest",
  "too-long": "the manifest is longer than 4 MiB",
  "only-indexes": "the index lists only other indexes",
} as const;

function faultWords(fault: ManifestFault): string {
  if (fault.kind === "no-image") return `${fault.mediaType}: not an image and not an index`;
  if (fault.kind === "wrong-history") {
    return `${fault.mediaType}: a schema 1 manifest whose history does not match its layers`;
  }
  if (fault.kind === "artefact") return `${fault.mediaType}: an artefact of type ${fault.configType}, not an image`;
  if (fault.kind === "too-many-layers") {
    return `the manifest lists ${fault.layers} layers; no engine stores more than ${LIMITS.layers}`;
  }
  if (fault.kind === "other-digest") return `the answer has the digest ${fault.digest}`;
  return PLAIN_FAULTS[fault.kind];
}
