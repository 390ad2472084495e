import type {
  BlockedEndpoint,
  CodeEntry,
  EngineInfo,
  Evidence,
  Finding,
  NetworkFailureCode,
  RemedyCommand,
  RunnerPlan,
  Severity,
  StartCommandChange,
  Vantage,
} from "../../src/contract/index.js";
import { registryEndpoint, type ImageReference } from "../../src/docker/reference.js";
import { RUNNER_CONFIG_DIRECTORY, SOURCE_IMAGES_PAGE } from "../../src/requirements.js";
import { HUB } from "../../src/docker/hub.js";
import type { ProgramKind } from "../../src/judge/credentials/resolve.js";
import { configKey } from "../../src/judge/credentials/keys.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { finding, safe } from "../../src/judge/findings.js";
import { goArchitecture } from "../../src/docker/platform.js";
import { fillCommands, isDockersOwnName, loginCommand, STORE_SIGN } from "../../src/judge/remedy/login.js";
import { blockedEndpoint, type WaySeen } from "../../src/judge/network/blocked-endpoint.js";
import { mounting } from "../../src/judge/remedy/mounts.js";
import { authority, NETWORK_CODES, networkFinding } from "../../src/judge/network/findings.js";
import type { PlannedPull } from "../../src/judge/images/planned.js";
import { shellLine, shellWord } from "../../src/docker/shell.js";

const REFERENCE_PAGE = "https://github.com/distribution/reference";
const DISTRIBUTION_PAGE = "https://distribution.github.io/distribution/spec/api/";
const RATE_PAGE = "https://docs.docker.com/docker-hub/usage/";
const PLATFORM_PAGE = "https://docs.docker.com/build/building/multi-platform/";

/** The codes of what is wrong with one image, network codes included. */
export const IMAGE_CODES = {
  "reference-invalid": {
    severity: "error",
    meaning: "The engine does not accept the text as an image reference.",
    cause: "An upper-case repository, a scheme, blanks, quotes or an unexpanded variable in it.",
    remedy: "Write it as HOST[:PORT]/REPOSITORY:TAG.",
    source: REFERENCE_PAGE,
  },
  "registry-host-ambiguous": {
    severity: "warning",
    meaning:
      "The first part of the reference looks like a registry host, but docker takes it for a namespace on Docker Hub.",
    cause: "A host name without dot or port: docker tells hosts from namespaces by these alone.",
    remedy: "Write the registry with its domain or port.",
    source: REFERENCE_PAGE,
  },
  "image-not-found": {
    severity: "error",
    meaning: "The registry has no image of this tag or digest (some registries say the same of a missing repository).",
    cause: "A misspelt or deleted tag, or an image that was never pushed.",
    remedy: "Correct the reference, or push the image.",
    source: DISTRIBUTION_PAGE,
  },
  "repository-not-found": {
    severity: "error",
    meaning: "The registry has no such repository.",
    cause: "A misspelt path, or an image that was never pushed.",
    remedy: "Correct the path, or push the image.",
    source: DISTRIBUTION_PAGE,
  },
  "image-local-only": {
    severity: "error",
    meaning: "The image is on this host only; the runner pulls from a registry and never uses local images.",
    cause: "It was built or tagged here and not pushed.",
    remedy: "Push it to a registry that the host can reach, under the name that the runner is given.",
    source: SOURCE_IMAGES_PAGE,
  },
  "credentials-missing": {
    severity: "error",
    meaning: "The registry asks for credentials, and there are none for it.",
    cause:
      "The runner is given no config.json, or one without an entry for this registry; or the image does not exist, which some registries do not tell strangers.",
    remedy: "Log in to the registry in the config.json that the runner is given.",
    source: SOURCE_IMAGES_PAGE,
  },
  "credentials-rejected": {
    severity: "error",
    meaning: "The registry does not accept the user and password.",
    cause: "A wrong, changed or expired password.",
    remedy: "Log in again.",
    source: "https://docs.docker.com/reference/cli/docker/login/",
  },
  "access-denied": {
    severity: "error",
    meaning: "The registry knows the user, but does not allow the pull.",
    cause: "The user has no right to read this repository, or the repository does not exist.",
    remedy: "Give the user the right to pull, or correct the reference.",
    source: DISTRIBUTION_PAGE,
  },
  "rate-limited": {
    severity: "error",
    meaning: "The registry refuses the request because there were too many (429).",
    cause: "The pull limit of the account, or of this host's address, is used up.",
    remedy: "Wait until the limit is reset, or log in with an account that has a higher one.",
    source: RATE_PAGE,
  },
  "rate-limit-low": {
    severity: "warning",
    meaning: "Only a few pulls are left before the registry refuses more.",
    cause: "Many pulls without login, or from behind one shared address.",
    remedy: "Log in, or pull through a mirror.",
    source: RATE_PAGE,
  },
  "platform-mismatch": {
    severity: "error",
    meaning: "The image is not made for the engine's platform.",
    cause: "It was built on, and pushed for, another CPU architecture only.",
    remedy: "Build and push it for the engine's platform too.",
    source: PLATFORM_PAGE,
  },
  "manifest-unsupported": {
    severity: "error",
    meaning: "What the registry has under this name is no image that the engine can run.",
    cause: "A manifest of the old schema 1, which Engine 26 and newer refuse, a Helm chart or another artefact.",
    remedy: "Push the image again with a current docker, or correct the reference.",
    source: "https://docs.docker.com/engine/deprecated/",
  },
  "layer-missing": {
    severity: "error",
    meaning: "The registry has the image's manifest, but not all of its parts.",
    cause: "Garbage collection or an interrupted replication of the registry.",
    remedy: "Push the image again, or have the registry repaired.",
    source: DISTRIBUTION_PAGE,
  },
  "layer-corrupt": {
    severity: "error",
    meaning:
      "What the registry serves is not what the manifest names: an image config, a layer of another length, or one of other content, which only a real pull (--pull) shows.",
    cause:
      "A damaged or incomplete file in the registry's storage or its cache, or a proxy that cuts or changes large downloads.",
    remedy: "Push the image again, have the registry's storage repaired, or take the proxy out of the way.",
    source: DISTRIBUTION_PAGE,
  },
  "layer-host-unreachable": {
    severity: "error",
    meaning: "The registry sends the engine to another host for the layers, and that host cannot be reached.",
    cause: "A firewall or proxy allows the registry and not the host of its storage or CDN.",
    remedy: "Allow outbound HTTPS to the layer host too.",
    source: "https://docs.docker.com/desktop/setup/allow-list/",
  },
  "layers-unverified": {
    severity: "warning",
    meaning: "The engine finds the image, but whether its layers can be fetched could not be looked at from here.",
    cause:
      "This process cannot stand in for the engine: a proxy with a hidden password, a mirror, a hosts.toml that only the pull follows, a remote engine, or another way into the network.",
    remedy: "Pull the image once to be sure.",
    source: DISTRIBUTION_PAGE,
  },
  "disk-space-insufficient": {
    severity: "error",
    meaning: "The engine's disk has less free space than the image's compressed size.",
    cause: "Old images, containers and build cache fill the engine's data root.",
    remedy: "Free space on the engine's disk.",
    source: "https://docs.docker.com/engine/manage-resources/pruning/",
  },
  ...NETWORK_CODES,
} as const satisfies Record<string, CodeEntry>;

export type ImageCode = keyof typeof IMAGE_CODES;

/** What an image's finding is about. */
export interface ImageScene {
  readonly plan: RunnerPlan;
  readonly image: PlannedPull;
  readonly reference: ImageReference;
  readonly info: EngineInfo;
  readonly evidence: readonly Evidence[];
  readonly vantage: Vantage;
  readonly hop: string;
  /** `host:port` where it failed, if not at the registry. */
  readonly place?: string | undefined;
  /** For `layer-host-unreachable`: the network's code at the layer host. */
  readonly networkCode?: NetworkFailureCode | undefined;
  /** The user that the credentials name. */
  readonly username?: string | undefined;
  /** The store or helper of the docker client that is not on PATH. */
  readonly missingProgram?: { readonly program: ProgramKind; readonly name: string } | undefined;
  readonly proxy?: string | undefined;
  readonly severity?: Severity | undefined;
  /** The way to `place`, where the network failed on it. */
  readonly way?: (WaySeen & { readonly hop?: string; readonly proxy?: string }) | undefined;
  /** This process gets through where the engine does not. */
  readonly isEngineOnly?: boolean | undefined;
}

interface Words {
  readonly message: string;
  readonly summary: string;
  readonly commands?: readonly RemedyCommand[];
  readonly changes?: readonly StartCommandChange[];
}

/** The finding for a code about one image; network codes are told by the network's own words. */
export function imageFinding(code: ImageCode, scene: ImageScene): Finding {
  const { image, evidence, hop, severity } = scene;
  if (isOfNetwork(code)) return networkOf(code, scene);
  const { message, summary, commands, changes } = WORDS[code](scene);
  const optional = image.isOptional ? "warning" : undefined;
  return finding(IMAGE_CODES, code, {
    message,
    target: image.reference,
    hop,
    evidence,
    severity: severity ?? optional,
    remedy: { summary: withRunnerVersions(scene, summary), commands, changes },
    blocked: code === "layer-host-unreachable" ? blockedLayerHost(scene) : undefined,
  });
}

function blockedLayerHost(scene: ImageScene): BlockedEndpoint | undefined {
  const { plan, image, hop, vantage, networkCode, place, way } = scene;
  if (networkCode === undefined || place === undefined) return undefined;
  return blockedEndpoint({
    plan,
    code: networkCode,
    hop: way?.hop ?? hop,
    vantage,
    ...registryEndpoint(place),
    proxy: way?.proxy,
    path: "/",
    neededFor: [image.reference],
    way,
  });
}

/** Only older runners ask for the documented default pause image. */
function withRunnerVersions({ image }: ImageScene, summary: string): string {
  if (!image.isOptional) return summary;
  return `${summary} Only older runners ask for this image; current ones (seen with 5.6.0) ask for k8s-docker.packages.atlassian.com/pause:3.8. PAUSE_IMAGE set in the start command settles it.`;
}

function isOfNetwork(code: ImageCode): code is NetworkFailureCode {
  return code in NETWORK_CODES;
}

function networkOf(code: NetworkFailureCode, scene: ImageScene): Finding {
  const { plan, image, reference, evidence, vantage, hop, place, proxy, severity } = scene;
  const { host, port } = registryEndpoint(place ?? reference.registry);
  return networkFinding({
    plan,
    code,
    hop,
    target: image.reference,
    host,
    port,
    role: `${authority(host, port)} for ${image.reference}`,
    asker: "engine",
    vantage,
    evidence,
    severity: severity ?? (image.isOptional ? "warning" : undefined),
    proxy,
    path: `/v2/${reference.repository}/manifests/${reference.digest ?? reference.tag ?? "latest"}`,
    reference: image.reference,
    neededFor: [image.reference],
    way: scene.way,
    isEngineOnly: scene.isEngineOnly,
  });
}

function pullOf({ plan, image }: ImageScene): RemedyCommand {
  return dockerCommand(plan, ["pull", image.reference]);
}

/** The pull as the runner would do it: with its config.json. */
function pullWithConfig(scene: ImageScene): RemedyCommand {
  const { plan, image } = scene;
  const folder = image.byRunner ? plan.runnerConfig?.directory : plan.clientConfig.directory;
  return dockerCommand(plan, [...(folder === undefined ? [] : ["--config", folder]), "pull", image.reference]);
}

function whoseFile({ plan, image }: ImageScene): string | undefined {
  return image.byRunner ? plan.runnerConfig?.file : plan.clientConfig.file;
}

function login(scene: ImageScene): readonly RemedyCommand[] {
  const { plan, reference, username } = scene;
  const file = whoseFile(scene) ?? plan.clientConfig.file;
  if (!isDockersOwnName(file)) return [];
  return [loginCommand({ plan, file, registry: reference.registry, username })];
}

function platformOf({ info, image }: ImageScene): string {
  const asked = image.images.find(({ platform }) => platform !== undefined)?.platform;
  return asked ?? `${info.os}/${goArchitecture(info.architecture)}`;
}

function tagsCommand({ reference }: ImageScene): RemedyCommand {
  const { host, port } = registryEndpoint(reference.registry);
  const url = `https://${authority(host, port)}/v2/${reference.repository}/tags/list`;
  return safe(shellLine(["curl", "-sS", "--max-time", "10", url]));
}

const WORDS: Readonly<Record<Exclude<ImageCode, NetworkFailureCode>, (scene: ImageScene) => Words>> = {
  "reference-invalid": ({ image }) => ({
    message: `The engine does not accept ${image.reference} as an image reference.`,
    summary: "Write it as HOST[:PORT]/REPOSITORY:TAG.",
  }),
  "registry-host-ambiguous": ({ image }) => ({
    message: `Docker looks for ${image.reference} on Docker Hub, because ${image.reference.split("/", 1)[0] ?? ""} has neither a dot nor a port.`,
    summary: "If a registry of your own is meant, write it with its domain or port.",
  }),
  "image-not-found": (scene) => {
    const { image, reference } = scene;
    const part = reference.digest === undefined ? `tag ${reference.tag ?? "latest"}` : `digest ${reference.digest}`;
    return {
      message: `The registry ${reference.registry} has no ${reference.repository} with the ${part}.`,
      summary: `Correct ${image.reference} (${image.images[0]?.origin ?? "start command"}), or push the image under that name.`,
      commands: reference.registry === HUB.registry ? [pullOf(scene)] : [tagsCommand(scene), pullOf(scene)],
    };
  },
  "repository-not-found": (scene) => ({
    message: `The registry ${scene.reference.registry} has no repository ${scene.reference.repository}.`,
    summary: `Correct ${scene.image.reference} (${scene.image.images[0]?.origin ?? "start command"}), or push the image under that name.`,
    commands: [pullOf(scene)],
  }),
  "image-local-only": (scene) => ({
    message: `${scene.image.reference} is on this host, but not in the registry ${scene.reference.registry}; the runner never uses local images.`,
    summary: `Push the image to a registry under the name that the runner is given.`,
    commands: [dockerCommand(scene.plan, ["push", scene.image.reference])],
  }),
  "credentials-missing": (scene) => {
    const { plan, image, reference } = scene;
    const file = whoseFile(scene);
    const key = configKey(reference.registry);
    const isUnmounted = image.byRunner && plan.runnerConfig === null;
    if (scene.username !== undefined) {
      return {
        message: `The engine sends the registry ${reference.registry} no credentials for ${image.reference}: the registry does not ask for any at /v2/, where this engine looks.`,
        summary: `Have the registry ask for a login at /v2/ too: where it lets strangers in to some images (anonymous access in Artifactory or Nexus), that has to be off for this host name; or use a host name of the registry that always asks.`,
        commands: [pullWithConfig(scene)],
      };
    }
    const { missingProgram } = scene;
    if (missingProgram !== undefined) {
      const { program, name } = missingProgram;
      return {
        message: `The registry ${reference.registry} asks for credentials for ${image.reference}, and ${file ?? "config.json"} keeps them with docker-credential-${name}, which is not on PATH: docker pulls without credentials.`,
        summary: `Install docker-credential-${name} where docker finds it on PATH; or take the ${program} out of ${file ?? "config.json"} and log in again.`,
        commands: [pullWithConfig(scene)],
      };
    }
    return {
      message: isUnmounted
        ? `The registry ${reference.registry} asks for credentials for ${image.reference}, and the runner is given no config.json.`
        : `The registry ${reference.registry} asks for credentials for ${image.reference}, and ${file ?? "config.json"} has no entry "${key}".`,
      summary: isUnmounted
        ? `Log in with a user and a lasting password, and give the runner the file. ${STORE_SIGN}`
        : `Log in with a user and a lasting password, so that ${file ?? "config.json"} gets an auth under "${key}". ${STORE_SIGN}`,
      commands: isUnmounted ? fillCommands(plan, plan.clientConfig.directory, [reference.registry]) : login(scene),
      changes: isUnmounted ? [mounting(plan, plan.clientConfig.directory, RUNNER_CONFIG_DIRECTORY.value)] : [],
    };
  },
  "credentials-rejected": (scene) => ({
    message: `The registry ${scene.reference.registry} does not accept the password of ${scene.username ?? "the user"} for ${scene.image.reference}.`,
    summary: "Log in again with a valid password.",
    commands: login(scene),
  }),
  "access-denied": (scene) => ({
    message: `The registry ${scene.reference.registry} does not let ${scene.username ?? "this host"} pull ${scene.image.reference}.`,
    summary: `Give ${scene.username ?? "the user"} the right to pull ${scene.reference.repository}, or correct the reference.`,
    commands: [pullWithConfig(scene)],
  }),
  "rate-limited": (scene) => ({
    message: `The registry ${scene.reference.registry} refuses ${scene.image.reference}: too many requests.`,
    summary: "Wait until the limit is reset, log in with an account that has a higher limit, or use a mirror.",
    commands: [pullWithConfig(scene)],
  }),
  "rate-limit-low": (scene) => ({
    message: `The registry ${scene.reference.registry} allows only a few more pulls.`,
    summary: "Log in with an account, or pull through a mirror.",
    commands: login(scene),
  }),
  "platform-mismatch": (scene) => ({
    message: `${scene.image.reference} is not made for ${platformOf(scene)}, the platform that is needed here.`,
    summary: `Build and push the image for ${platformOf(scene)}, or name one that is.`,
    commands: [dockerCommand(scene.plan, ["manifest", "inspect", scene.image.reference])],
  }),
  "manifest-unsupported": (scene) => ({
    message: `What the registry has as ${scene.image.reference} is no image that the engine can run.`,
    summary: "Push the image again with a current docker, or correct the reference.",
    commands: [pullWithConfig(scene)],
  }),
  "layer-missing": (scene) => ({
    message: `The registry ${scene.reference.registry} has lost a part of ${scene.image.reference}.`,
    summary: "Push the image again, or have the registry repaired.",
    commands: [pullWithConfig(scene)],
  }),
  "layer-corrupt": (scene) => ({
    message:
      scene.vantage === "process"
        ? `The image config of ${scene.image.reference} does not match its digest.`
        : `The engine downloaded a layer of ${scene.image.reference} that is damaged or cut short.`,
    summary: `Push the image again, or have the storage of ${scene.reference.registry}, and any proxy or cache before it, repaired.`,
    commands: [pullWithConfig(scene)],
  }),
  "layer-host-unreachable": (scene) => {
    const place = scene.place ?? "the layer host";
    const { host, port } = registryEndpoint(place);
    const curl = shellLine([
      "curl",
      "-sS",
      "-v",
      "--max-time",
      "10",
      "-o",
      "/dev/null",
      `https://${authority(host, port)}/`,
    ]);
    return {
      message: `The layers of ${scene.image.reference} are at ${place}, which cannot be reached${scene.networkCode === undefined ? "" : ` (${scene.networkCode})`}.`,
      summary: `Allow outbound HTTPS from the engine's host to ${place}.`,
      commands: [safe(shellLine(["getent", "ahosts", host])), safe(curl)],
    };
  },
  "layers-unverified": (scene) => ({
    message: `The engine finds ${scene.image.reference}; whether its pull can fetch the layers could not be proven from here.`,
    summary: "Pull the image once to be sure.",
    commands: [pullWithConfig(scene)],
  }),
  "disk-space-insufficient": (scene) => ({
    message: `The engine's disk is too full for ${scene.image.reference}.`,
    summary: "Free space on the engine's disk: look at what uses it, and remove images that no container needs.",
    commands: [dockerCommand(scene.plan, ["system", "df"]), safe(`df -h ${shellWord(scene.info.rootDirectory)}`)],
  }),
};
