import type { ConfigFault } from "../../src/contract/index.js";
import { parentPath } from "../../src/docker/paths.js";
import { shellLine } from "../../src/docker/shell.js";
import { spoilsFile } from "../../src/judge/credentials/faults.js";
import { safe, showing, sudo, type Words } from "../../src/judge/findings.js";
import { fillCommands, isDockersOwnName } from "../../src/judge/remedy/login.js";
import { editing, isRewritable, restartWords, withoutComments, writeAnew } from "./config-edit.js";
import { afterLogin } from "./relogin.js";
import { registriesOf, type ConfigScene } from "./scene.js";

type RemedyWords = Omit<Words, "message">;

/** Nothing is lost by it: what is in the way keeps its content under another name. */
export function clearingWords(scene: ConfigScene): RemedyWords {
  const { config, images, location, plan } = scene;
  // moving it may wait for the same disk that reading it waits for
  if (config.outcome === "timeout" || !isDockersOwnName(location.file)) {
    return {
      summary: `Move ${location.file} out of the way and log in anew, or mount another folder that holds a config.json.`,
      commands: [showing(safe(shellLine(["ls", "-ld", location.file])))],
    };
  }
  const move = shellLine(["mv", "-n", location.file, `${location.file}.unreadable`]);
  const registries = registriesOf(images).filter((name) => !name.endsWith(".packages.atlassian.com"));
  return {
    summary: `Move ${location.file} out of the way and log in anew, to those registries that ask for a password; or mount another folder that holds a config.json.`,
    afterwards: registries.length === 0 ? restartWords(scene) : afterLogin(scene),
    commands: [
      plan.sudo ? sudo(`sudo ${move}`) : safe(move),
      ...fillCommands(plan, parentPath(location.file), registries),
    ],
  };
}

/** What makes JSON of a file that is none. */
export function rejectedWords(scene: ConfigScene): RemedyWords {
  if (isTooMuch(scene.config.fault)) {
    return {
      ...editing(scene, "Take comments and commas too many away; the command changes nothing if that is not all."),
      commands: [withoutComments(scene)],
    };
  }
  return {
    summary: "Correct the place that is named (docker itself ignores the whole file with no more than a warning).",
  };
}

/** Whether a comment or a comma is what JSON has not. */
function isTooMuch(fault: ConfigFault | undefined): boolean {
  return fault?.of === "syntax" && ["comma-before-brace", "comma-before-bracket", "comment"].includes(fault.syntax.of);
}

/** What makes both readers take the same of a file. */
export function rewritingWords(scene: ConfigScene): RemedyWords {
  const { config } = scene;
  if (!isRewritable(config) || config.auths.some(spoilsFile)) {
    return { summary: "Correct what is named, or write the entries anew with docker login." };
  }
  return {
    ...editing(scene, "Write the file anew, so that both read the same; nothing in it is lost."),
    commands: [writeAnew(scene)],
  };
}
