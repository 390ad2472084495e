import type { ServiceManager } from "./facts/process.js";

/** How an engine is installed, as far as that decides where its settings are: by packages, as a user's own, or otherwise. */
export type Installation = "packages" | "rootless" | "snap" | "desktop" | "colima" | "podman" | "rootless-podman";

/** What decides where an engine's settings are, and how it is started anew. */
export interface EngineSite {
  readonly installation: Installation;
  /** What starts it; systemd where that is not known. */
  readonly manager: ServiceManager;
  /** Its host is not the machine that printed commands are pasted on. */
  readonly isElsewhere: boolean;
  /** `undefined` where it does not answer. */
  readonly version: string | undefined;
  /** Its own proxy, user-info replaced by `***`. */
  readonly proxy: string | undefined;
  /** Containers go on while it is started anew. */
  readonly keepsContainers: boolean;
}
