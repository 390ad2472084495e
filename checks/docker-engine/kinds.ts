import type { Finding } from "../../src/contract/index.js";
import { dockerCommand, engineFlavours } from "../../src/judge/engine.js";
import type { EngineFlavour } from "../../src/judge/engine.js";
import { finding } from "../../src/judge/findings.js";
import { goArchitecture } from "../../src/docker/platform.js";
import { compareVersions } from "../../src/docker/engine-versions.js";
import { ARCHITECTURES, MINIMUM_ENGINE_VERSION } from "../../src/requirements.js";
import { ENGINE_CODES } from "./codes.js";
import { INFO_ORIGIN, type EngineScene } from "./scene.js";

/** Older than what the vendor supports; Podman counts its versions by itself. */
export function tooOld({ plan, connection, info }: EngineScene): readonly Finding[] {
  const isDocker = !engineFlavours(connection, info).some(({ flavour }) => flavour === "podman");
  const difference = compareVersions(info.serverVersion, MINIMUM_ENGINE_VERSION.value);
  if (!isDocker || difference === undefined || difference >= 0) return [];
  return [
    finding(ENGINE_CODES, "engine-too-old", {
      message: `Docker Engine ${info.serverVersion} is older than ${MINIMUM_ENGINE_VERSION.value}.`,
      evidence: [
        {
          what: "engine version",
          observed: info.serverVersion,
          expected: `${MINIMUM_ENGINE_VERSION.value} or newer`,
          ...INFO_ORIGIN,
        },
      ],
      remedy: {
        summary: `Install Docker Engine ${MINIMUM_ENGINE_VERSION.value} or newer: https://docs.docker.com/engine/install/.`,
        commands: [dockerCommand(plan, ["version"])],
      },
    }),
  ];
}

/** Containers of another operating system. */
export function notLinux({ plan, info }: EngineScene): readonly Finding[] {
  if (info.os === "linux") return [];
  return [
    finding(ENGINE_CODES, "engine-not-linux", {
      message: `The engine runs ${info.os} containers, and the runner is a Linux container.`,
      evidence: [{ what: "operating system of containers", observed: info.os, expected: "linux", ...INFO_ORIGIN }],
      remedy: {
        summary:
          'Switch Docker Desktop to Linux containers ("Switch to Linux containers" in its menu), or use a Linux host.',
        commands: [dockerCommand(plan, ["info", "--format", "{{.OSType}}"])],
      },
    }),
  ];
}

/** A CPU that there is no runner for. */
export function unsupportedArchitecture({ plan, info }: EngineScene): readonly Finding[] {
  if (ARCHITECTURES.value.includes(goArchitecture(info.architecture))) return [];
  return [
    finding(ENGINE_CODES, "architecture-unsupported", {
      message: `There is no runner for ${info.architecture}.`,
      evidence: [
        {
          what: "CPU architecture",
          observed: info.architecture,
          expected: "x86_64 (amd64) or aarch64 (arm64)",
          ...INFO_ORIGIN,
        },
      ],
      remedy: {
        summary: "Deploy the runner on an x86_64 or aarch64 machine.",
        commands: [dockerCommand(plan, ["info", "--format", "{{.Architecture}}"])],
      },
    }),
  ];
}

const FLAVOURS: Readonly<
  Record<EngineFlavour, { readonly name: string; readonly follows: string; readonly summary: string }>
> = {
  rootless: {
    name: "Rootless Docker",
    follows:
      "the socket and the log files are in the user's own folders, not under /var, and limits need delegated controllers",
    summary:
      "Mount the rootless engine's own socket and its containers folder at the documented paths, or use Docker Engine run by root.",
  },
  podman: {
    name: "Podman",
    follows: "it imitates the Docker API and keeps its containers' logs elsewhere and in another form",
    summary: "Use Docker Engine for the runner.",
  },
  desktop: {
    name: "Docker Desktop",
    follows:
      "the engine runs in a virtual machine: its socket, its data root and its paths are that machine's, and only shared folders of this one exist there",
    summary: "Use Docker Engine on a Linux host, or share the working directory with the virtual machine.",
  },
  colima: {
    name: "Colima (or Lima)",
    follows:
      "the engine runs in a virtual machine: its socket, its data root and its paths are that machine's, and only shared folders of this one exist there",
    summary: "Use Docker Engine on a Linux host, or share the working directory with the virtual machine.",
  },
  snap: {
    name: "Docker out of a snap",
    follows: "a confined engine has a /tmp of its own and sees few host paths, so that mounts come out empty",
    summary: "Replace the snap by Docker Engine from Docker's packages: https://docs.docker.com/engine/install/.",
  },
};

/** Kinds of engines that the vendor does not speak of. */
export function undocumented({ plan, connection, info }: EngineScene): readonly Finding[] {
  return engineFlavours(connection, info).map(({ flavour, sign, origin }) => {
    const { name, follows, summary } = FLAVOURS[flavour];
    return finding(ENGINE_CODES, "engine-undocumented", {
      message: `${name} is not documented for runners: ${follows}.`,
      target: flavour,
      evidence: [
        { what: "kind of engine", observed: sign, expected: "Docker Engine run by root", origin, vantage: "engine" },
        { what: "data root", observed: info.rootDirectory, ...INFO_ORIGIN },
      ],
      remedy: { summary, commands: [dockerCommand(plan, ["info", "--format", "{{.DockerRootDir}}"])] },
    });
  });
}
