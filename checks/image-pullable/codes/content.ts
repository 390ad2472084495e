import type { NetworkFailureCode } from "../../../src/contract/index.js";
import { registryEndpoint } from "../../../src/docker/reference.js";
import { shellLine, shellWord } from "../../../src/docker/shell.js";
import { dockerCommand } from "../../../src/judge/engine.js";
import { defineCodes, safe, showing, type Words } from "../../../src/judge/findings.js";
import { authority } from "../../../src/judge/network/findings.js";
import { adding } from "../../../src/judge/remedy/changes.js";
import { makeSpace, spaceTaken } from "../../../src/judge/remedy/space.js";
import { unsupportedWords } from "../manifest-words.js";
import { type ImageAtRegistry, imageWords, pullWithConfig } from "../words.js";
import { DISTRIBUTION_PAGE } from "./pages.js";

/** What is for another platform than the one that is needed, `os/architecture[/variant]`. */
export type OtherPlatform = { readonly wanted: string } & (
  | ({ readonly of: "image" } & ImageAtRegistry)
  | {
      readonly of: "local-copy";
      readonly image: string;
      /** Where another copy comes from, where the reference says so. */
      readonly registry: string | undefined;
      readonly offered: string;
    }
  /** the start command's option, or a variable of docker's, asks for what the machine is not */
  | { readonly of: "start-command"; readonly native: string; readonly by: "option" | "variable" }
);

function otherPlatformWords(about: OtherPlatform): Words {
  const { wanted } = about;
  switch (about.of) {
    case "start-command":
      return {
        message: `The start command asks for ${wanted}, but the engine's machine is ${about.native}. It runs that image only with emulation.`,
        summary: `${about.by === "option" ? "Remove --platform" : "Unset DOCKER_DEFAULT_PLATFORM"}.`,
      };
    case "local-copy": {
      const { image, registry, offered } = about;
      return {
        message: `The engine's copy of ${image} is for ${offered}, not ${wanted}. It runs only with emulation.`,
        summary: `Let docker pull the image for ${wanted}${registry === undefined ? "" : ` from ${registry}`} at the start.`,
        changes: [adding("--pull", "always")],
      };
    }
    default:
      return imageWords(about.image, {
        message: `The image ${about.image.reference} does not exist for ${wanted}.`,
        summary: `Build and push the image for ${wanted}. Or use one that exists for it.`,
        commands: [showing(dockerCommand(about.plan, ["manifest", "inspect", about.image.reference]))],
      });
  }
}

/** A host that the layers are fetched from, and why it cannot be reached, where that is known. */
export interface LayerHost extends ImageAtRegistry {
  /** `host[:port]`. */
  readonly place: string;
  readonly networkCode: NetworkFailureCode | undefined;
}

function layerHostWords({ image, place, networkCode }: LayerHost): Words {
  const { host, port } = registryEndpoint(place);
  const url = `https://${authority(host, port)}/`;
  const why = networkCode === undefined ? "" : ` (${networkCode})`;
  return imageWords(image, {
    message: `The layer host ${place} cannot be reached${why}. It has the layers of ${image.reference}.`,
    summary: `Allow outbound HTTPS from the engine's host to ${place}.`,
    commands: [
      showing(safe(shellLine(["getent", "ahosts", host]))),
      showing(safe(shellLine(["curl", "-sS", "-v", "--max-time", "10", "-o", "/dev/null", url]))),
    ],
  });
}

/** The codes of what an image is made of: its manifest, its parts, and where they come to lie. */
export const CONTENT_CODES = defineCodes({
  "platform-mismatch": {
    severity: "error",
    meaning: "The image does not exist for the engine's platform.",
    cause:
      "Somebody built and pushed it only for another CPU architecture. Or --platform, DOCKER_DEFAULT_PLATFORM or an old local copy stands for another one.",
    remedy:
      "Build and push it for the engine's platform too. Or remove --platform and DOCKER_DEFAULT_PLATFORM, and let docker pull the image again.",
    source: "https://docs.docker.com/build/building/multi-platform/",
    words: (about: OtherPlatform) => otherPlatformWords(about),
  },
  "manifest-unsupported": {
    severity: "error",
    meaning: "The registry has something under this name, but not an image that the engine can run.",
    cause:
      'It is an image of the old schema 1, which Engine 26 and newer refuse. Or it is a Helm chart or another artefact. Or the engine cannot unpack its layers (zstd before Engine 23) or read its index (see "Forms of images").',
    remedy:
      "Push the image again in a form that the engine takes, or install a newer engine. Instead of a chart or artefact, name the image.",
    source: "https://docs.docker.com/engine/deprecated/",
    words: unsupportedWords,
  },
  "layer-missing": {
    severity: "error",
    meaning: "The registry has the image's manifest, but not all of its parts.",
    cause: "The registry's garbage collection removed them, or its replication was interrupted.",
    remedy: "Push the image again. Or repair the registry.",
    source: DISTRIBUTION_PAGE,
    words: (about: ImageAtRegistry) =>
      imageWords(about.image, {
        message: `The registry ${about.reference.registry} has lost a part of ${about.image.reference}.`,
        summary: "Push the image again. Or repair the registry.",
        commands: [pullWithConfig(about)],
      }),
  },
  "layer-corrupt": {
    severity: "error",
    meaning:
      "The registry serves a part of the image that does not match the manifest. Only a real pull (--pull) checks the content of layers.",
    cause: "A file in the registry's storage or cache is damaged, or a proxy cuts or changes large downloads.",
    remedy: "Push the image again, repair the registry's storage, or bypass the proxy.",
    source: DISTRIBUTION_PAGE,
    words: (about: ImageAtRegistry & { readonly part: "config" | "layer" }) =>
      imageWords(about.image, {
        message:
          about.part === "config"
            ? `The image config of ${about.image.reference} does not match its digest.`
            : `The engine downloaded a layer of ${about.image.reference} that is damaged or cut short.`,
        summary: `Push the image again. Or repair the storage of ${about.reference.registry}, or the proxy or cache before it.`,
        commands: [pullWithConfig(about)],
      }),
  },
  "layer-host-unreachable": {
    severity: "error",
    meaning: "The registry sends the engine to another host for the layers. That host cannot be reached.",
    cause: "A firewall or proxy allows the registry, but not the host of its storage or CDN.",
    remedy: "Allow outbound HTTPS to the layer host too.",
    source: "https://docs.docker.com/desktop/setup/allow-list/",
    words: (about: LayerHost) => layerHostWords(about),
  },
  "layers-unverified": {
    severity: "warning",
    meaning: "The engine finds the image. This program could not check whether it can fetch the layers.",
    cause:
      "This program does not see what the engine sees: a proxy with a password, a mirror, a hosts.toml, a remote engine, or another network.",
    remedy: "Pull the image once to be sure.",
    source: DISTRIBUTION_PAGE,
    words: (about: ImageAtRegistry) =>
      imageWords(about.image, {
        message: `The engine finds ${about.image.reference}. This program could not check whether it can fetch the layers.`,
        summary: "Pull the image once to be sure.",
        commands: [pullWithConfig(about)],
      }),
  },
  "disk-space-insufficient": {
    severity: "error",
    meaning: "The engine's disk has less free space than the compressed image needs.",
    cause: "Old images, containers and build caches fill the engine's data root.",
    remedy: "Free space on the engine's disk.",
    source: "https://docs.docker.com/engine/manage-resources/pruning/",
    words: (about: ImageAtRegistry & { readonly rootDirectory: string }) =>
      imageWords(about.image, {
        message: `The engine's disk is too full for ${about.image.reference}.`,
        summary: "Free space on the engine's disk: remove images and stopped containers that are no longer needed.",
        commands: [
          spaceTaken(about.plan),
          showing(safe(`df -h ${shellWord(about.rootDirectory)}`)),
          makeSpace(about.plan),
        ],
      }),
  },
});
