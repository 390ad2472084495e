import type { MountProblem, PlannedMount } from "../../contract/index.js";

/** A mount as written: what could be understood of it, and what docker or the engine refuses about it. */
export interface ReadMount {
  /** Source and target as far as they are clear; absent when they are not. */
  readonly mount?: Pick<PlannedMount, "type" | "source" | "target" | "readOnly" | "options">;
  readonly problem?: MountProblem;
  /** The value of the option as docker takes it, if that is known. */
  readonly suggestion?: string;
}

/** How the paths of a mount are resolved. */
export interface MountPaths {
  /** Folder that a `.`-relative source is relative to, absolute. */
  readonly directory: string;
  readonly home: string;
  /** Who reads the options of a volume; docker by default. Compose leaves out those that it does not know. */
  readonly reader?: "docker" | "podman" | "compose";
}
