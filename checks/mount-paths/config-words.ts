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
    message: `${listText(inNeed)} cannot be pulled without credentials, and the runner is given no config.json.`,
    summary: "Log in on the host and mount the folder of its config.json.",
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
        ? `Docker credentials are mounted at ${target}; the runner reads ${CONFIG_FILE}.`
        : `The file ${source} is mounted at ${target}, which has to be a folder.`,
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
  refusal: "docker refuses to start the runner",
  "empty-directory": "the engine would put an empty directory there",
  "no-credentials": "the runner would have no credentials",
};

/** The words about a mounted config.json that is missing. */
export function missingConfigWords({ scene, mount, file, missing, isHidden, outcome, inNeed }: MissingConfig): Words {
  const message = `${missing} ${isHidden ? "is there for this program, but not for the engine" : "does not exist"}; ${OUTCOMES[outcome]}.`;
  if (isHidden)
    return {
      message,
      summary: `Copy config.json into a folder that the engine sees, and mount that at ${RUNNER_CONFIG_DIRECTORY.value}: a snap sees neither /root nor the hidden folders of a home, a virtual machine what is shared with it.`,
    };
  return {
    message,
    summary:
      inNeed.length > 0
        ? `Log in as the user whose folder is mounted, or correct the source of ${mount.text}.`
        : `Create an empty config.json, correct the source of ${mount.text}, or remove the mount if every image is public.`,
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
  const message = `${file} is a directory, so the runner finds no credentials in it.`;
  if (!isMade)
    return {
      message,
      summary: "Mount the folder as a folder.",
      changes: [insteadOf(mount, mountWords(file, RUNNER_CONFIG_DIRECTORY.value, mount.readOnly))],
    };
  const remove = shellLine(["rmdir", file]);
  return {
    message,
    summary: "Remove the empty directory that the engine created, and put the file there.",
    afterwards: "Create the runner's container anew: the present one keeps the directory.",
    commands: [scene.process?.uid === 0 ? safe(remove) : sudo(`sudo ${remove}`), ...fillConfig(scene, file, inNeed)],
  };
}
