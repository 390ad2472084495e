import { posix } from "node:path";
import { type Origin, originText, UsageError } from "../../contract/index.js";
import { absolutePath, currentFolder } from "../../docker/paths.js";
import { hideForms } from "../../secrets/forms.js";
import type { RawVariable } from "../deployment.js";
import { parseEnvFile } from "../env-file.js";
import type { PlanWorld } from "../inputs.js";
import { type NamedFile, nameOf, readNamedFile } from "../named-file.js";
import { findPlaceholder } from "../placeholder.js";
import type { GivenOption } from "./given-option.js";
import type { Word } from "./word.js";

export function readVariables(
  options: readonly GivenOption[],
  env: Readonly<Record<string, string | undefined>>,
  world: PlanWorld,
  label: string,
): readonly RawVariable[] {
  const fromFiles = options
    .filter((option) => option.name === "env-file" && !(isMisspelt(option) && isMissingFile(option, world)))
    .flatMap(({ value }) => readFile(value, env, world, label));
  const fromOptions = options.flatMap(({ name, value, invalid }): readonly RawVariable[] => {
    if (name !== "env" || invalid || isNamelessHere(value)) return [];
    const equals = value.text.indexOf("=");
    if (equals < 0) return [inherit(value.text, env, value.origin)];
    return [
      {
        name: value.text.slice(0, equals),
        value: value.text.slice(equals + 1),
        origin: value.origin,
        via: "command-line",
        unexpanded: value.unexpanded,
      },
    ];
  });
  return [...fromFiles, ...fromOptions];
}

/** `-e $NAME`, `-e "$PREFIX_UUID=…"`: only a shell knows which variable it gives. */
export function isNamelessHere({ text, unexpanded }: Word): boolean {
  const name = text.split("=")[0] ?? "";
  return unexpanded.some((one) => name.includes(one.split("=")[0] ?? one));
}

function inherit(name: string, env: Readonly<Record<string, string | undefined>>, origin: Origin): RawVariable {
  const value = env[name];
  return { name, origin, via: "inherited", unexpanded: [], ...(value === undefined ? {} : { value }) };
}

function readFile(
  path: Word,
  env: Readonly<Record<string, string | undefined>>,
  world: PlanWorld,
  label: string,
): readonly RawVariable[] {
  if (path.unexpanded.length > 0) return [];
  const placeholder = findPlaceholder(path.text, "other");
  if (placeholder !== undefined) {
    throw new UsageError(
      `${label}: --env-file ${hideForms(path.text)} (${originText(path.origin)}): ${placeholder} is a placeholder; expected the path of a file`,
    );
  }
  const named: NamedFile = {
    by: "--env-file",
    path: path.text,
    origin: path.origin,
    base: currentFolder(world.cwd),
  };
  const file = absolutePath(path.text, named.base);
  return parseEnvFile(readNamedFile(world, named), nameOf(named)).map(({ name, value, line }) => {
    const origin: Origin = { from: "file", file: path.text, line, path: file };
    return value === undefined ? inherit(name, env, origin) : { name, value, origin, via: "env-file", unexpanded: [] };
  });
}

/** An env file that nobody reads has not to be there. */
export function isMissingFile({ name, value }: GivenOption, world: PlanWorld): boolean {
  return name === "env-file" && (value.unexpanded.length > 0 || !world.exists(posix.resolve(world.cwd, value.text)));
}

/** It is read as the option that was meant: there is an issue about its name. */
function isMisspelt({ name, written }: GivenOption): boolean {
  return written !== `--${name}`;
}
