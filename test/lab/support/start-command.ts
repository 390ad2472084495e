import { IMAGES } from "./images.js";

/** Values that must not appear in anything that the product prints or records. */
export const OAUTH_SECRET = "ATOAlab-oauth-secret_9f2c-51e07d";

/** Variables of the vendor's start command. */
export const VARIABLES: Readonly<Record<string, string>> = {
  ACCOUNT_UUID: "{5c1e0f44-6a3b-4a0e-9d7e-1f2a3b4c5d6e}",
  REPOSITORY_UUID: "{0b7e6a52-93c4-4f57-8a11-7d0c2e9b4a63}",
  RUNNER_UUID: "{b0ae87b8-423b-5c24-9a95-84ddad9cdfae}",
  RUNTIME_PREREQUISITES_ENABLED: "true",
  OAUTH_CLIENT_ID: "q3ZkP0f7Lx1nVb8sYt5wRd2uHc9eGm4a",
  OAUTH_CLIENT_SECRET: OAUTH_SECRET,
  WORKING_DIRECTORY: "/tmp",
};

/** Mounts of the vendor's start command. */
export const MOUNTS = {
  work: "/tmp:/tmp",
  socket: "/var/run/docker.sock:/var/run/docker.sock",
  logs: "/var/lib/docker/containers:/var/lib/docker/containers:ro",
} as const;

export const RUNNER_NAME = "runner-b0ae87b8-423b-5c24-9a95-84ddad9cdfae";

export interface StartChanges {
  /** Mounts instead of the vendor's. */
  readonly mounts?: readonly string[];
  /** Mounts besides the others. */
  readonly moreMounts?: readonly string[];
  /** Variables besides, or instead of, the vendor's; `null` leaves one out. */
  readonly env?: Readonly<Record<string, string | null>>;
  /** More options. */
  readonly flags?: readonly string[];
  readonly image?: string;
  /** Words behind the image. */
  readonly behind?: readonly string[];
}

/** The vendor's start command as words, with changes. */
export function startCommand(changes: StartChanges = {}): readonly string[] {
  const mounts = [...(changes.mounts ?? Object.values(MOUNTS)), ...(changes.moreMounts ?? [])];
  const env = Object.entries({ ...VARIABLES, ...changes.env }).filter(([, value]) => value !== null);
  return [
    "docker",
    "container",
    "run",
    "-it",
    ...mounts.flatMap((mount) => ["-v", mount]),
    ...env.flatMap(([name, value]) => ["-e", `${name}=${value}`]),
    ...(changes.flags ?? []),
    "--name",
    RUNNER_NAME,
    changes.image ?? IMAGES.runner,
    ...(changes.behind ?? []),
  ];
}

/** The three image variables. */
export function imageVariables(pause: string, authProxy: string, clone: string): Readonly<Record<string, string>> {
  return { PAUSE_IMAGE: pause, AUTH_PROXY_IMAGE: authProxy, CLONE_IMAGE: clone };
}

/** The three images out of one registry. */
export function mirrored(registry: string): Readonly<Record<string, string>> {
  return imageVariables(`${registry}/team/pause:1`, `${registry}/team/auth-proxy:1`, `${registry}/team/clone:1`);
}
