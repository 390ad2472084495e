import type { PlannedImage, RunnerPlan } from "../contract/index.js";
import type { Deployment } from "./deployment.js";
import { withoutOddParts } from "./hidden-parts.js";
import { readBoolean } from "../docker/options/values.js";
import { normalPlatform } from "../docker/platform.js";

/** Variables of the docker client that change what the start command does; docker CLI 28.2, tried November 2026. */
export function clientApiVersion({ source, client }: Deployment): Pick<RunnerPlan, "clientApiVersion"> {
  const value = client.env["DOCKER_API_VERSION"] ?? "";
  if (source === "container" || value === "") return {};
  return { clientApiVersion: { value: withoutOddParts(value), origin: client.envOrigin("DOCKER_API_VERSION") } };
}

/** The runner image with what the client adds to it: a platform, and the wish for a signature. */
export function asClientPulls(image: PlannedImage, { source, client, contentTrust }: Deployment): PlannedImage {
  if (source === "container") return image;
  const platform = client.env["DOCKER_DEFAULT_PLATFORM"] ?? "";
  const normal = withoutOddParts(normalPlatform(platform) ?? platform);
  const isPlatformGiven = image.platform !== undefined || normal === "";
  // compose does not look for signatures
  const trust = source === "compose" ? undefined : (contentTrust ?? trustOf(client.env["DOCKER_CONTENT_TRUST"] ?? ""));
  const trustOrigin =
    contentTrust === undefined
      ? client.envOrigin("DOCKER_CONTENT_TRUST")
      : ({ from: "option", option: "--disable-content-trust" } as const);
  return {
    ...image,
    ...(isPlatformGiven ? {} : { platform: normal, platformOrigin: client.envOrigin("DOCKER_DEFAULT_PLATFORM") }),
    ...(trust === true ? { contentTrust: trustOrigin } : {}),
  };
}

/** The client takes anything but a clear no for a yes. */
function trustOf(value: string): boolean {
  return value !== "" && readBoolean(value) !== false;
}
