import type { PlannedMount } from "../../src/contract/index.js";
import { mountWords } from "../../src/docker/mount-option.js";
import { shellLine } from "../../src/docker/shell.js";
import { safe, sudo, type Words } from "../../src/judge/findings.js";
import { CONFIG_FILE } from "../../src/judge/mounts/covering.js";
import { STORE_SIGN } from "../../src/judge/remedy/login.js";
import { insteadOf, mounting } from "../../src/judge/remedy/mounts.js";
import { listText } from "../../src/judge/text.js";
import { RUNNER_CONFIG_DIRECTORY } from "../../src/requirements.js";
import { fillConfig } from "./credentials.js";
import type { Scene } from "./scene.js";

type Place = Pick<Scene, "plan" | "process">;

/** Images that need a config.json, where the runner is given none. */
export interface UnmountedConfig {
  readonly scene: Place;
  readonly inNeed: readonly string[];
}

/** The words about images that need a config.json, where the runner is given none. */
export function unmountedConfigWords({ scene, inNeed }: UnmountedConfig): Words {
  const { plan } = scene;
  const { directory, file } = plan.clientConfig;
  return {
    message: `The runner has no config.json, but ${listText(inNeed)} ${inNeed.length === 1 ? "needs" : "need"} credentials.`,
    summary: "Log in on the host, and mount the folder of its config.json.",
    afterwards: STORE_SIGN,
    commands: fillConfig(scene, file, inNeed),
    changes: [mounting(plan, directory, RUNNER_CONFIG_DIRECTORY.value)],
  };
}

/** A mount of credentials at a wrong path: not where the runner looks, or a file at the path of the folder. */
export interface MisplacedConfig {
  readonly of: "elsewhere" | "file-as-folder";
  readonly mount: PlannedMount;
  readonly source: string;
  /** The path that it has to be mounted at. */
  readonly right: string;
}

/** The words about credentials that are mounted at a wrong path. */
export function misplacedConfigWords({ of, mount, source, right }: MisplacedConfig): Words {
  const { target, readOnly } = mount;
  return {
    message:
      of === "elsewhere"
        ? `The start command mounts docker's credentials at ${target}. The runner reads ${CONFIG_FILE}.`
        : `The start command mounts a file at ${target}, which must be a folder. The file is ${source}.`,
    summary: `Mount the credentials at ${right}.`,
    changes: mount.source === undefined ? [] : [insteadOf(mount, mountWords(mount.source, right, readOnly))],
  };
}

/** A mounted config.json that is missing. */
export interface MissingConfig {
  readonly scene: Place;
  readonly mount: PlannedMount;
  /** The config.json that the runner would read. */
  readonly file: string;
  /** That, or the folder. */
  readonly missing: string;
  /** This process sees it, the engine does not. */
  readonly isHidden: boolean;
  /** What follows. */
  readonly outcome: "refusal" | "empty-directory" | "no-credentials";
  readonly inNeed: readonly string[];
}

const OUTCOMES: Readonly<Record<MissingConfig["outcome"], string>> = {
  refusal: "docker will refuse to start the runner",
  "empty-directory": "The engine would create an empty directory there",
  "no-credentials": "The runner will have no credentials",
};

/** The words about a mounted config.json that is missing. */
export function missingConfigWords({ scene, mount, file, missing, isHidden, outcome, inNeed }: MissingConfig): Words {
  const message = `${missing} ${isHidden ? "exists for this program, but not for the engine" : "does not exist"}. ${OUTCOMES[outcome]}.`;
  if (isHidden)
    return {
      message,
      summary: `Copy config.json into a folder that the engine sees, and mount that folder at ${RUNNER_CONFIG_DIRECTORY.value}. A snap does not see /root or hidden folders of a home. A virtual machine sees only shared folders.`,
    };
  return {
    message,
    summary:
      inNeed.length > 0
        ? `Log in as the user whose folder is mounted. Or correct the source of ${mount.text}.`
        : `Create an empty config.json. Or correct the source of ${mount.text}. Or remove the mount, if every image is public.`,
    afterwards: inNeed.length > 0 ? STORE_SIGN : undefined,
    commands: fillConfig(scene, file, inNeed),
  };
}

/** A directory in the place of config.json. */
export interface DirectoryAsConfig {
  readonly scene: Place;
  readonly mount: PlannedMount;
  readonly file: string;
  /** The engine made it; otherwise it was given on purpose. */
  readonly isMade: boolean;
  readonly inNeed: readonly string[];
}

/** The words about a directory in the place of config.json. */
export function directoryAsConfigWords({ scene, mount, file, isMade, inNeed }: DirectoryAsConfig): Words {
  const message = `${file} is a directory. The runner finds no credentials in it.`;
  if (!isMade)
    return {
      message,
      summary: `Mount the folder at ${RUNNER_CONFIG_DIRECTORY.value}.`,
      changes: [insteadOf(mount, mountWords(file, RUNNER_CONFIG_DIRECTORY.value, mount.readOnly))],
    };
  const remove = shellLine(["rmdir", file]);
  return {
    message,
    summary: "Remove the empty directory that the engine created, and create the file.",
    afterwards: "Create the runner's container again: the present one keeps the directory.",
    commands: [scene.process?.uid === 0 ? safe(remove) : sudo(`sudo ${remove}`), ...fillConfig(scene, file, inNeed)],
  };
}
