import type { DockerConfigAuth, DockerConfigFact, RemedyCommand } from "../../src/contract/index.js";
import { CONFIG_MAPS } from "../../src/docker/config-maps.js";
import { HUB } from "../../src/docker/hub.js";
import type { Words } from "../../src/judge/findings.js";
import { repairCommand, whereToRepair } from "../../src/judge/remedy/self-command.js";
import { isMountedAlone, type ConfigScene } from "./scene.js";

/** An exact edit of the scene's config.json, as a command of this program; a password passes through the file only. */
export type Edit = (scene: ConfigScene, ...keys: readonly string[]) => RemedyCommand;

function edit(option: string): Edit {
  return ({ plan, location, process }, ...keys) =>
    repairCommand(process, ["config", location.file, option, ...keys], plan.sudo);
}

/** Moves the entry of a key to another key. */
export const renameKey = edit("--rename-key");
/** Encodes the `auth` of a key anew. */
export const encodeAnew = edit("--encode");
/** Encodes an `auth` that was written as plain text. */
const encodePlain = edit("--encode-plain");
/** Removes the entries of keys. */
export const removeKeys = edit("--remove-auth");
/** Puts an empty entry in an entry's place, under the right key: `docker login` fills it, and chooses no store. */
export const emptyEntry = edit("--empty-auth");
/** Writes names in their own case, entries as objects and every `auth` as docker encodes it, without a byte-order mark. */
export const writeAnew = edit("--normalise");
/** Removes comments and extra commas; writes nothing if the rest is not JSON either. */
export const withoutComments = edit("--strip-comments");

/** What is said around an edit that `does` something: where to run it, and what follows. */
export function editing(scene: ConfigScene, does: string): Pick<Words, "summary" | "afterwards"> {
  return { summary: `${does}${whereToRepair(scene.process)}`, afterwards: restartWords(scene) };
}

/** `docker login` and edits put a new file in the old one's place, which a mount of the single file does not show. */
export function restartWords(scene: ConfigScene): string | undefined {
  return isMountedAlone(scene) ? "Restart the runner: a mount of the single file keeps the old one." : undefined;
}

/** Whether the edits of single entries find them: no name in another case, nothing twice, one value, no byte-order mark. */
export function isEditable({ notes }: DockerConfigFact): boolean {
  return notes.every(({ of }) => of === "auth-empty" || of === "entry-null" || of === "nul-beside-password");
}

/** Whether {@link writeAnew} settles all that the two readers take differently. */
export function isRewritable({ notes }: DockerConfigFact): boolean {
  return notes.every((note) => {
    if (note.of === "name-twice") return note.entry !== undefined || !CONFIG_MAPS.some((map) => map === note.name);
    return note.of !== "empty-file" && note.of !== "text-after";
  });
}

/** The edit that makes a malformed `auth` readable, by what is wrong with it. */
export function mendingOf({ problem }: DockerConfigAuth): Edit | undefined {
  switch (problem) {
    case "plain-text":
      return encodePlain;
    case "url-safe":
    case "padding-missing":
    case "padding-wrong":
    case "white-space":
      return encodeAnew;
    default:
      return undefined;
  }
}

/** Whether a key that does not count can only have been meant for this registry, so that its entry may be moved. */
export function isOtherNameOf(key: string, registry: string): boolean {
  if (registry === HUB.registry) return true;
  const host =
    key
      .trim()
      .toLowerCase()
      .replace(/^[a-z]*:?\/\//, "")
      .split("/", 1)[0] ?? "";
  return host.replace(/:443$/, "") === registry.toLowerCase().replace(/:443$/, "");
}
