import type { NewerOption, Origin, PlannedReference, PlannedSetting } from "../../contract/index.js";
import { compareVersions } from "../../docker/engine-versions.js";
import { RUN_OPTIONS, runOption } from "../../docker/options/index.js";
import { hiddenFields } from "./mount-csv.js";
import { oddParts, shownOption, withoutParts } from "../hidden-parts.js";

/** An option that is given, wherever it stands: `--cpus 64`, `cpus: 64`. */
export interface SettingGiven {
  /** Long name of the option of `docker run`. */
  readonly name: string;
  readonly value: string;
  /** The words of `docker run` for it, as written where it is one. */
  readonly words: readonly string[];
  /** As written, with its value. */
  readonly text: string;
  readonly origin: Origin;
}

/** What a deployment asks of the engine besides images, mounts and variables. */
export interface EngineSettings {
  readonly settings: readonly PlannedSetting[];
  readonly references: readonly PlannedReference[];
  readonly newerOptions: readonly NewerOption[];
  readonly unprovable: readonly string[];
}

/** Reads options into the engine's terms; those that the docker client refuses by itself are not to be among them. */
export function readEngineSettings(given: readonly SettingGiven[]): Omit<EngineSettings, "newerOptions"> {
  const isAnyOpen = given.some(({ name, value }) => runOption(name)?.engine.question?.isOpen(value) === true);
  return {
    settings: isAnyOpen ? questionsAbout(given) : [],
    references: given.flatMap(referenceOf),
    unprovable: given.flatMap(provenByStart),
  };
}

function questionsAbout(given: readonly SettingGiven[]): readonly PlannedSetting[] {
  return RUN_OPTIONS.flatMap(({ name, engine: { question } }): readonly PlannedSetting[] => {
    if (question === undefined) return [];
    const all = given.filter((option) => option.name === name && option.value !== "");
    const counting = question.counts === "every" ? all : all.slice(-1);
    return counting.flatMap(({ value, words, text, origin }) => {
      const body = question.body(value);
      return body === undefined ? [] : [{ text, words, origin, body }];
    });
  });
}

function referenceOf({ name, value, words, text, origin }: SettingGiven): readonly PlannedReference[] {
  const named = runOption(name)?.engine.names?.(value);
  return named === undefined ? [] : [{ ...named, text, words, origin }];
}

/** The option as written, where only a start proves it. */
function provenByStart({ name, value, text }: SettingGiven): readonly string[] {
  const start = runOption(name)?.engine.start;
  if (start === undefined || !start.proves(value)) return [];
  return [start.shows === "key" && text.includes("=") ? text.replace(/=.*$/s, "=…") : shownOption(text, value)];
}

/** The options that docker, or compose, refuses for an older engine. */
export function newerOptionsOf(given: readonly SettingGiven[], tool: "run" | "compose"): readonly NewerOption[] {
  return given.flatMap(({ name, value, words, text, origin }, index) => {
    const isSecond = given.findIndex((option) => option.name === name) < index;
    const least = (runOption(name)?.leastApi ?? []).filter(
      ({ where, isForSecond }) => (where?.test(value) ?? true) && (isSecond || isForSecond !== true),
    );
    const leastApi = highest(least.flatMap((row) => row[tool] ?? []));
    if (leastApi === undefined) return [];
    const hidden = [...oddParts(value), ...(name === "mount" ? hiddenFields(value) : [])];
    return [{ ...withoutParts({ text, words }, hidden), origin, leastApi }];
  });
}

function highest(versions: readonly string[]): string | undefined {
  return versions.toSorted((one, other) => compareVersions(one, other) ?? 0).at(-1);
}
