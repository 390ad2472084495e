import type { Finding } from "../../src/contract/index.js";
import { engineFlavours } from "../../src/judge/engine.js";
import { findingFor } from "../../src/judge/findings.js";
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
  const { serverVersion: version } = info;
  const expected = `${MINIMUM_ENGINE_VERSION.value} or newer`;
  const evidence = [{ what: "engine version", observed: version, expected, ...INFO_ORIGIN }];
  return [findingFor(ENGINE_CODES, "engine-too-old", { plan, version }, { evidence })];
}

/** Containers of another operating system. */
export function notLinux({ plan, info }: EngineScene): readonly Finding[] {
  if (info.os === "linux") return [];
  const evidence = [{ what: "operating system of containers", observed: info.os, expected: "linux", ...INFO_ORIGIN }];
  return [findingFor(ENGINE_CODES, "engine-not-linux", { plan, os: info.os }, { evidence })];
}

/** A CPU that there is no runner for. */
export function unsupportedArchitecture({ plan, info }: EngineScene): readonly Finding[] {
  if (ARCHITECTURES.value.includes(goArchitecture(info.architecture))) return [];
  const { architecture } = info;
  const expected = "x86_64 (amd64) or aarch64 (arm64)";
  const evidence = [{ what: "CPU architecture", observed: architecture, expected, ...INFO_ORIGIN }];
  return [findingFor(ENGINE_CODES, "architecture-unsupported", { plan, architecture }, { evidence })];
}

/** Kinds of engines that the vendor does not speak of. */
export function undocumented({ plan, connection, info }: EngineScene): readonly Finding[] {
  return engineFlavours(connection, info).map(({ flavour, sign, origin }) => {
    const facts = {
      target: flavour,
      evidence: [
        { what: "kind of engine", observed: sign, expected: "Docker Engine as root", origin, vantage: "engine" },
        { what: "data root", observed: info.rootDirectory, ...INFO_ORIGIN },
      ],
    } as const;
    return findingFor(ENGINE_CODES, "engine-undocumented", { plan, flavour }, facts);
  });
}
