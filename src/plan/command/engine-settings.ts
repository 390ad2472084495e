import type { Origin, PlannedReference, PlannedSetting } from "../../contract/index.js";
import { RUN_OPTIONS, runOption } from "../../docker/options/index.js";
import { shownOption } from "../hidden-parts.js";

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
  readonly unprovable: readonly string[];
}

/** Reads options into the engine's terms; those that the docker client refuses by itself are not to be among them. */
export function readEngineSettings(given: readonly SettingGiven[]): EngineSettings {
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
