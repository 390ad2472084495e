import type { EngineFlavour } from "../../src/judge/engine.js";

const IN_A_VIRTUAL_MACHINE = {
  follows:
    "the engine runs in a virtual machine: its socket, its data root and its paths are that machine's, and only shared folders of this one exist there",
  summary: "Use Docker Engine on a Linux host, or share the working directory with the virtual machine.",
} as const;

/** What undocumented kinds of engines are called, what follows from being one, and what to do. */
export const FLAVOUR_WORDS: Readonly<
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
  desktop: { name: "Docker Desktop", ...IN_A_VIRTUAL_MACHINE },
  colima: { name: "Colima (or Lima)", ...IN_A_VIRTUAL_MACHINE },
  snap: {
    name: "Docker out of a snap",
    follows: "a confined engine has a /tmp of its own and sees few host paths, so that mounts come out empty",
    summary: "Replace the snap with Docker Engine from Docker's packages: https://docs.docker.com/engine/install/.",
  },
};
