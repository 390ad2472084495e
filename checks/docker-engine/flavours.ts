import type { EngineFlavour } from "../../src/judge/engine.js";

const IN_A_VIRTUAL_MACHINE = {
  follows:
    "The engine runs in a virtual machine with its own socket, data root and paths. It sees only shared folders of this machine",
  summary: "Use Docker Engine on a Linux host. Or share the working directory with the virtual machine.",
} as const;

/** What undocumented kinds of engines are called, what follows from being one, and what to do. */
export const FLAVOUR_WORDS: Readonly<
  Record<EngineFlavour, { readonly name: string; readonly follows: string; readonly summary: string }>
> = {
  rootless: {
    name: "rootless Docker",
    follows:
      "The socket and the log files are in the user's folders, not under /var. Limits need delegated controllers",
    summary:
      "Mount the rootless engine's socket and containers folder at the documented paths. Or use Docker Engine as root.",
  },
  podman: {
    name: "Podman",
    follows: "It imitates the Docker API, and keeps container logs elsewhere and in another form",
    summary: "Use Docker Engine for the runner.",
  },
  desktop: { name: "Docker Desktop", ...IN_A_VIRTUAL_MACHINE },
  colima: { name: "Colima (or Lima)", ...IN_A_VIRTUAL_MACHINE },
  snap: {
    name: "Docker from a snap",
    follows: "The engine has its own /tmp and sees few paths of the host, so mounts can be empty",
    summary: "Replace the snap with Docker Engine from Docker's packages: https://docs.docker.com/engine/install/.",
  },
};
