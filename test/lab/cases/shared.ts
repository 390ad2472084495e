import type { LabCase } from "../support/case.js";
import type { Lab } from "../support/lab.js";
import { imageVariables, startCommand, type StartChanges } from "../support/start-command.js";

/** Atlassian, "Use your Docker images in self-hosted runners". */
export const IMAGES_PAGE =
  "https://support.atlassian.com/bitbucket-cloud/docs/use-your-docker-images-in-self-hosted-runners/";

/** `command` and `start` of a case that judges a start command; `options` are the product's. */
export function judging(changes: StartChanges, options: readonly string[] = []): Pick<LabCase, "command" | "start"> {
  const words = startCommand(changes);
  return { command: () => [...options, "--", ...words], start: () => words };
}

/** The default deployment. */
export const byDefault: Pick<LabCase, "command"> = { command: () => [] };

/** Put everything back as it was. */
export const heal = (lab: Lab): Promise<void> => lab.reset();

export const CONFIG_FILE = "/root/.docker/config.json";
export const CONFIG_MOUNT = `${CONFIG_FILE}:${CONFIG_FILE}`;
export const CONFIG_FOLDER_MOUNT = "/root/.docker:/root/.docker";

/** Writes the invoking user's config.json. */
export function writeConfig(lab: Lab, config: unknown): Promise<void> {
  return lab.writeFile(CONFIG_FILE, typeof config === "string" ? config : JSON.stringify(config), 0o600);
}

/** Images that need no vendor registry, the pause image from `pause`. */
export function withPause(pause: string): Readonly<Record<string, string>> {
  return imageVariables(pause, "registry.example/team/auth-proxy:1", "registry.example/team/clone:1");
}
