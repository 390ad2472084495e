import { isScalar, isSeq } from "yaml";
import type { Deployment, RawVariable } from "../deployment.js";
import type { PlanWorld } from "../inputs.js";
import type { GivenOption } from "../command/given-option.js";
import { type Given, readLostOptions } from "../command/lost-options.js";
import { readMounts } from "../command/mount-options.js";
import type { Word } from "../command/word.js";
import { itemsOf, nodeAt, resolved, valueOf } from "./file.js";
import type { ServiceLayer } from "./layers.js";

/**
 * A deployment with what `command:` of its service begins with that are options of `docker run`: those that the runner needs
 * are read as they were meant. There are none where the words are for an entrypoint of one's own; an env file is not read.
 */
export function withCommand(deployment: Deployment, layers: readonly ServiceLayer[], world: PlanWorld): Deployment {
  const layer = layers.find(({ file, map }) => nodeAt(file, map, "command") !== undefined);
  const hasEntrypoint = layers.some(({ file, map }) => nodeAt(file, map, "entrypoint") !== undefined);
  if (layer === undefined || hasEntrypoint) return deployment;
  const { mounts, variables, issues, secrets } = deployment;
  const given: Given = {
    place: "in-command",
    variables,
    mounts,
    has: (name) => deployment[name] !== undefined,
    variablesOf,
  };
  const lost = readLostOptions(wordsOf(layer), given, world, "docker");
  const valueOf = (wanted: "network" | "user"): Pick<Deployment, "network" | "user"> => {
    const found = lost.needed.find(({ name }) => name === wanted)?.value;
    return found === undefined ? {} : { [wanted]: { value: found.text, origin: found.origin } };
  };
  return {
    ...deployment,
    ...valueOf("network"),
    ...valueOf("user"),
    mounts: [...mounts, ...readMounts(lost.needed, world, "docker").mounts],
    variables: [...variables, ...lost.variables],
    issues: [...issues, ...lost.issues],
    secrets: [...secrets, ...lost.secrets],
  };
}

/** The words of a command that begins with an option; a text is split at its blanks, for options need no quotes. */
function wordsOf({ file, map }: ServiceLayer): readonly Word[] {
  const command = nodeAt(file, map, "command");
  const items = isSeq(command) ? itemsOf(file, command).map((item) => resolved(file, item)) : [command];
  const [first] = items;
  if (!isScalar(first) || !String(first.value).trimStart().startsWith("-")) return [];
  const texts = items.flatMap((item) => valueOf(file, item, "command") ?? []);
  return texts.flatMap(({ value, origin }) => {
    const words = isSeq(command) ? [value] : value.trim().split(/\s+/);
    return words.map((text) => ({ text, origin, unexpanded: [], open: false }));
  });
}

function variablesOf({ name, value: { text, origin, unexpanded } }: GivenOption): readonly RawVariable[] {
  const equals = text.indexOf("=");
  if (name !== "env" || equals < 0) return [];
  return [{ name: text.slice(0, equals), value: text.slice(equals + 1), origin, via: "compose", unexpanded }];
}
