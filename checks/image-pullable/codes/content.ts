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
        message: `The start command asks for ${wanted}; the engine's machine is ${about.native} and runs that only by emulation.`,
        summary: `${about.by === "option" ? "Leave --platform out" : "Take DOCKER_DEFAULT_PLATFORM out of the environment"}, so that the engine takes the image for its own machine.`,
      };
    case "local-copy": {
      const { image, registry, offered } = about;
      return {
        message: `The engine's local copy of ${image} is for ${offered}; it runs on ${wanted} only by emulation.`,
        summary: `Let docker pull the image for ${wanted}${registry === undefined ? "" : ` from ${registry}`} at the start.`,
        changes: [adding("--pull", "always")],
      };
    }
    default:
      return imageWords(about.image, {
        message: `${about.image.reference} is not made for ${wanted}, the platform that is needed here.`,
        summary: `Build and push the image for ${wanted}, or name one that is.`,
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
    message: `The layers of ${image.reference} are at ${place}, which cannot be reached${why}.`,
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
    meaning: "The image is not made for the engine's platform.",
    cause:
      "The image was pushed for another CPU architecture only. Or --platform, DOCKER_DEFAULT_PLATFORM or an old local copy stands for another one.",
    remedy:
      "Push the image for the engine's platform too. Or remove --platform and DOCKER_DEFAULT_PLATFORM, and let docker pull the image again.",
    source: "https://docs.docker.com/build/building/multi-platform/",
    words: (about: OtherPlatform) => otherPlatformWords(about),
  },
  "manifest-unsupported": {
    severity: "error",
    meaning: "What the registry has under this name is no image that the engine can run.",
    cause: "A manifest of the old schema 1, which Engine 26 and newer refuse, a Helm chart or another artefact.",
    remedy:
      "Push an image of schema 1 again with a current docker; in the place of a chart or artefact name the image that is meant.",
    source: "https://docs.docker.com/engine/deprecated/",
    words: unsupportedWords,
  },
  "layer-missing": {
    severity: "error",
    meaning: "The registry has the image's manifest, but not all of its parts.",
    cause: "Garbage collection or an interrupted replication of the registry.",
    remedy: "Push the image again, or have the registry repaired.",
    source: DISTRIBUTION_PAGE,
    words: (about: ImageAtRegistry) =>
      imageWords(about.image, {
        message: `The registry ${about.reference.registry} has lost a part of ${about.image.reference}.`,
        summary: "Push the image again, or have the registry repaired.",
        commands: [pullWithConfig(about)],
      }),
  },
  "layer-corrupt": {
    severity: "error",
    meaning:
      "What the registry serves is not what the manifest names: an image config, a layer of another length, or one of other content, which only a real pull (--pull) shows.",
    cause:
      "A damaged or incomplete file in the registry's storage or its cache, or a proxy that cuts or changes large downloads.",
    remedy: "Push the image again, have the registry's storage repaired, or take the proxy out of the way.",
    source: DISTRIBUTION_PAGE,
    words: (about: ImageAtRegistry & { readonly part: "config" | "layer" }) =>
      imageWords(about.image, {
        message:
          about.part === "config"
            ? `The image config of ${about.image.reference} does not match its digest.`
            : `The engine downloaded a layer of ${about.image.reference} that is damaged or cut short.`,
        summary: `Push the image again, or have the storage of ${about.reference.registry}, and any proxy or cache before it, repaired.`,
        commands: [pullWithConfig(about)],
      }),
  },
  "layer-host-unreachable": {
    severity: "error",
    meaning: "The registry sends the engine to another host for the layers, and that host cannot be reached.",
    cause: "A firewall or proxy allows the registry and not the host of its storage or CDN.",
    remedy: "Allow outbound HTTPS to the layer host too.",
    source: "https://docs.docker.com/desktop/setup/allow-list/",
    words: (about: LayerHost) => layerHostWords(about),
  },
  "layers-unverified": {
    severity: "warning",
    meaning: "The engine finds the image, but whether its layers can be fetched could not be looked at from here.",
    cause:
      "This process cannot stand in for the engine: a proxy with a hidden password, a mirror, a hosts.toml that only the pull follows, a remote engine, or another way into the network.",
    remedy: "Pull the image once to be sure.",
    source: DISTRIBUTION_PAGE,
    words: (about: ImageAtRegistry) =>
      imageWords(about.image, {
        message: `The engine finds ${about.image.reference}; whether its pull can fetch the layers could not be proven from here.`,
        summary: "Pull the image once to be sure.",
        commands: [pullWithConfig(about)],
      }),
  },
  "disk-space-insufficient": {
    severity: "error",
    meaning: "The engine's disk has less free space than the image's compressed size.",
    cause: "Old images, containers and build cache fill the engine's data root.",
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
