import type { DockerConfigAuth, RemedyCommand, StartCommandChange } from "../../src/contract/index.js";
import { mountWords } from "../../src/docker/mount-option.js";
import { adding } from "../../src/judge/remedy/changes.js";
import { configKey } from "../../src/judge/credentials/keys.js";
import { spoilsFile } from "../../src/judge/credentials/faults.js";
import { safe, sudo, type Words } from "../../src/judge/findings.js";
import {
  isDockersOwnName,
  loginCommand,
  ownConfigCommands,
  ownFolder,
  STORE_SIGN,
} from "../../src/judge/remedy/login.js";
import { CONFIG_FILE } from "../../src/judge/mounts/covering.js";
import { insteadOf, mounting } from "../../src/judge/remedy/mounts.js";
import { normalPath } from "../../src/docker/paths.js";
import { shellLine } from "../../src/docker/shell.js";
import { RUNNER_CONFIG_DIRECTORY } from "../../src/requirements.js";
import { restartWords } from "./config-edit.js";
import type { ConfigScene } from "./scene.js";

/** A folder of the runner's own where the runner looks: in the place of what is mounted there, else besides. */
export function mountingOwn({ plan, location }: ConfigScene): StartCommandChange {
  const { value: folder } = RUNNER_CONFIG_DIRECTORY;
  const own = ownFolder(location.file);
  // what the default deployment takes as mounted is not in the vendor's start command
  if (plan.source === "default") return adding(...mountWords(own, folder));
  const file = plan.mounts.find(({ target }) => normalPath(target) === CONFIG_FILE);
  return file === undefined ? mounting(plan, own, folder) : insteadOf(file, mountWords(own, folder));
}

/** What follows a login. */
export function afterLogin(scene: ConfigScene): string {
  const restart = restartWords(scene);
  return restart === undefined ? STORE_SIGN : `${STORE_SIGN} ${restart}`;
}

/** The login that replaces an entry, or words where docker cannot write this file. */
export function relogin(scene: ConfigScene, registry: string, auth?: DockerConfigAuth): Omit<Words, "message"> {
  const { plan, location, config } = scene;
  const others = config.auths.filter((other) => other !== auth).length;
  const losesEntries = config.auths.some(spoilsFile) && others > 0;
  if (!isDockersOwnName(location.file)) {
    return {
      summary: `Log in to ${registry} with a lasting password, into a separate folder. Copy the entry "${configKey(registry)}" from there to ${location.file}.`,
      commands: ownConfigCommands(plan, location.file, [registry]),
    };
  }
  const login = loginCommand({ plan, file: location.file, registry, username: usernameOf(auth), losesEntries });
  const again = `Log in to ${registry} again with a user and a lasting password`;
  if (!losesEntries) return { summary: `${again}.`, afterwards: afterLogin(scene), commands: [login] };
  return {
    summary: `Copy the file first: docker loses the other entries when it writes a file with such a fault. ${again}.`,
    afterwards: afterLogin(scene),
    commands: [copyOf(scene), login],
  };
}

function copyOf({ plan, location: { file } }: ConfigScene): RemedyCommand {
  const copy = shellLine(["cp", "-p", file, `${file}.before-login`]);
  return plan.sudo ? sudo(`sudo ${copy}`) : safe(copy);
}

/** The user of an entry, where a login may go on with it. */
export function usernameOf(auth: DockerConfigAuth | undefined): string | undefined {
  if (auth === undefined || auth.timed !== undefined || auth.identityToken || auth.registryToken) return undefined;
  return auth.username === "[secret]" ? undefined : auth.username;
}
