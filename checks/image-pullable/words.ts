import type { RemedyCommand, RunnerPlan } from "../../src/contract/index.js";
import { HUB } from "../../src/docker/hub.js";
import { type ImageReference, registryEndpoint } from "../../src/docker/reference.js";
import { shellLine } from "../../src/docker/shell.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { safe, showing, type Words } from "../../src/judge/findings.js";
import { configLocationOf, type PlannedPull } from "../../src/judge/images/planned.js";
import { authority } from "../../src/judge/network/findings.js";
import { originOf } from "./facts.js";
import { fillCommands, isDockersOwnName, loginCommand, STORE_SIGN } from "../../src/judge/remedy/login.js";
import { mounting } from "../../src/judge/remedy/mounts.js";
import { RUNNER_CONFIG_DIRECTORY } from "../../src/requirements.js";

/** An image at its registry, as the words of most codes tell it. */
export interface ImageAtRegistry {
  readonly plan: RunnerPlan;
  readonly image: PlannedPull;
  readonly reference: ImageReference;
}

/** The same, and the user whose credentials were sent along. */
export interface ImageOfUser extends ImageAtRegistry {
  readonly username: string | undefined;
}

/** Words about an image; one that only older runners ask for is told with what settles it. */
export function imageWords({ isOptional }: PlannedPull, words: Words): Words {
  if (!isOptional) return words;
  const summary = `${words.summary} Only older runners need this image. Current ones (seen with 5.6.0) need k8s-docker.packages.atlassian.com/pause:3.8. PAUSE_IMAGE in the start command sets it.`;
  return { ...words, summary };
}

/** What to do about a reference that leads to nothing. */
export function correctReference(image: PlannedPull): string {
  return `Correct ${image.reference} (${originOf(image)}). Or push the image with that name.`;
}

/** The pull by the operator. */
export function pullCommand({ plan, image }: ImageAtRegistry): RemedyCommand {
  return showing(dockerCommand(plan, ["pull", image.reference]));
}

/** The pull as the runner would do it: with its config.json. */
export function pullWithConfig({ plan, image }: ImageAtRegistry): RemedyCommand {
  const folder = configLocationOf(plan, image)?.directory;
  return showing(dockerCommand(plan, [...(folder === undefined ? [] : ["--config", folder]), "pull", image.reference]));
}

/** The login that fills the config.json which decides, and the mount of it where there is none. */
export function loggingIn({ plan, image, reference, username }: ImageOfUser): LoginRemedy {
  const { registry } = reference;
  const location = configLocationOf(plan, image);
  if (location === null) {
    const { directory } = plan.clientConfig;
    return {
      afterwards: STORE_SIGN,
      commands: fillCommands(plan, directory, [registry]),
      changes: [mounting(plan, directory, RUNNER_CONFIG_DIRECTORY.value)],
    };
  }
  // docker writes no file of another name
  if (!isDockersOwnName(location.file)) return {};
  return { afterwards: STORE_SIGN, commands: [loginCommand({ plan, file: location.file, registry, username })] };
}

/** What a login is made of. */
type LoginRemedy = Pick<Words, "afterwards" | "commands" | "changes">;

/** The list of the repository's tags, which Docker Hub gives nobody without a token. */
export function tagsCommands({ reference }: ImageAtRegistry): readonly RemedyCommand[] {
  if (reference.registry === HUB.registry) return [];
  const { host, port } = registryEndpoint(reference.registry);
  const url = `https://${authority(host, port)}/v2/${reference.repository}/tags/list`;
  return [showing(safe(shellLine(["curl", "-sS", "--max-time", "10", url])))];
}
