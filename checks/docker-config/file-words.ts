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
      summary: `Move ${location.file}, and log in again. Or mount another folder with a config.json.`,
      commands: [showing(safe(shellLine(["ls", "-ld", location.file])))],
    };
  }
  const move = shellLine(["mv", "-n", location.file, `${location.file}.unreadable`]);
  const registries = registriesOf(images).filter((name) => !name.endsWith(".packages.atlassian.com"));
  return {
    summary: `Move ${location.file}, and log in again to the registries that need a password. Or mount another folder with a config.json.`,
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
      ...editing(scene, "Remove comments and extra commas. The command changes nothing if more is wrong."),
      commands: [withoutComments(scene)],
    };
  }
  return {
    summary: "Correct this place. docker only warns, and ignores the whole file.",
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
    return { summary: "Correct what the report names. Or let docker login write the entries again." };
  }
  return {
    ...editing(scene, "Write the file again, so that both read the same. Nothing in it is lost."),
    commands: [writeAnew(scene)],
  };
}
