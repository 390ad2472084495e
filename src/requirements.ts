/**
 * What the vendor and the engine require, as data. Every entry names its source, the day it was read, and how sure it
 * is: `documented` (the vendor says so), `observed` (seen in real runs or third-party reports), `inferred` (follows from
 * the two). Only `documented` requirements and what the engine itself refuses make errors.
 */

import { HUB } from "./docker/hub.js";

type Confidence = "documented" | "observed" | "inferred";

export interface Requirement<T> {
  readonly value: T;
  readonly source: string;
  readonly confidence: Confidence;
  /** ISO date on which the source was read. */
  readonly readOn: string;
}

const READ_ON = "2026-11-01";

/** Atlassian, "Use your Docker images in self-hosted runners". */
export const SOURCE_IMAGES_PAGE =
  "https://support.atlassian.com/bitbucket-cloud/docs/use-your-docker-images-in-self-hosted-runners/";
/** Atlassian, "Runners": system requirements. */
export const SOURCE_RUNNERS_PAGE = "https://support.atlassian.com/bitbucket-cloud/docs/runners/";
/** Atlassian, "Configure a runner to use a proxy". */
export const SOURCE_PROXY_PAGE =
  "https://support.atlassian.com/bitbucket-cloud/docs/configure-a-runner-to-use-a-proxy/";
/** Atlassian knowledge base: registries to allow behind a firewall. */
export const SOURCE_FIREWALL_PAGE =
  "https://support.atlassian.com/bitbucket-cloud/kb/artifactory-domains-to-allow-when-running-self-hosted-runners-under-a-firewall/";

function documented<T>(value: T, source: string): Requirement<T> {
  return { value, source, confidence: "documented", readOn: READ_ON };
}

function observed<T>(value: T, source: string): Requirement<T> {
  return { value, source, confidence: "observed", readOn: READ_ON };
}

function inferred<T>(value: T, source: string): Requirement<T> {
  return { value, source, confidence: "inferred", readOn: READ_ON };
}

export const RUNNER_IMAGE = documented(
  "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1",
  SOURCE_IMAGES_PAGE,
);
/** Repository part that every genuine runner image ends with. */
export const RUNNER_REPOSITORY_NAME = documented("bitbucket-pipelines-runner", SOURCE_IMAGES_PAGE);
/** The pause image that current runners really ask for; decides when PAUSE_IMAGE is unset. */
export const PAUSE_IMAGE_CURRENT = documented("k8s-docker.packages.atlassian.com/pause:3.8", SOURCE_FIREWALL_PAGE);
/** The default that the images page names; older runners ask for it. Failing it is a warning. */
export const PAUSE_IMAGE_DOCUMENTED = documented(
  "docker-hub.packages.atlassian.com/google/pause:latest",
  SOURCE_IMAGES_PAGE,
);
export const AUTH_PROXY_IMAGE = documented(
  "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-auth-proxy:prod-stable",
  SOURCE_IMAGES_PAGE,
);
export const CLONE_IMAGE = documented(
  "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-dvcs-tools:prod-stable",
  SOURCE_IMAGES_PAGE,
);

export interface ServiceRequirement {
  readonly host: string;
  readonly port: number;
  readonly purpose: string;
  readonly severity: "error" | "warning";
}

/** Services that the runner talks to over HTTPS. */
export const SERVICES: readonly Requirement<ServiceRequirement>[] = [
  documented({ host: "bitbucket.org", port: 443, purpose: "git clone", severity: "error" }, SOURCE_PROXY_PAGE),
  documented({ host: "api.bitbucket.org", port: 443, purpose: "the REST API", severity: "error" }, SOURCE_PROXY_PAGE),
  documented(
    { host: "api.atlassian.com", port: 443, purpose: "runner control over HTTPS and WebSocket", severity: "error" },
    "https://community.atlassian.com/forums/Bitbucket-questions/qaq-p/2704098",
  ),
  inferred(
    { host: "auth.atlassian.com", port: 443, purpose: "OAuth tokens", severity: "error" },
    "https://developer.atlassian.com/cloud/bitbucket/oauth-2/",
  ),
  observed(
    {
      host: "micros--prod-east--bitbucketci-file-service--files.s3.amazonaws.com",
      port: 443,
      purpose: "logs, artifacts and caches",
      severity: "warning",
    },
    "third-party test fixtures of the artifact API",
  ),
  inferred(
    {
      host: "micros--prod-west--bitbucketci-file-service--files.s3.amazonaws.com",
      port: 443,
      purpose: "logs, artifacts and caches",
      severity: "warning",
    },
    "analogy with prod-east",
  ),
];

/** Oldest supported Docker Engine. */
export const MINIMUM_ENGINE_VERSION = documented("19.03", SOURCE_RUNNERS_PAGE);
/** First Engine that refuses clients older than API 1.44 by default. */
export const ENGINE_REFUSING_OLD_CLIENTS = observed(
  29,
  "https://github.com/testcontainers/testcontainers-java/issues/11211",
);
export const MINIMUM_KERNEL_VERSION = documented("4.0.0", SOURCE_RUNNERS_PAGE);
/** Go names of the CPU architectures that runners exist for. */
export const ARCHITECTURES = documented(["amd64", "arm64"] as readonly string[], SOURCE_RUNNERS_PAGE);
/** 8 GB of host memory are documented; machines sold as 8 GB report a little less, so the warning starts at 7.5 GiB. */
export const MEMORY_WARNING_BYTES = documented(7.5 * 1024 ** 3, SOURCE_RUNNERS_PAGE);
/** Less than this cannot hold the documented 512 MB runner container and anything else. */
export const MEMORY_ERROR_BYTES = inferred(1024 ** 3, SOURCE_RUNNERS_PAGE);
/** Memory of the runner container itself. */
export const RUNNER_CONTAINER_MEMORY_BYTES = documented(512 * 1024 ** 2, SOURCE_RUNNERS_PAGE);
/** CPUs that a step of size 1x is given. */
export const STEP_CPU_COUNT = observed(4, "https://github.com/tramseyer/bitbucket-pipelines-runner-unlimited");
/** No disk minimum is documented; a default build image unpacks to about 4 GB, so less than 5 GiB free is a warning. */
export const DISK_WARNING_BYTES = inferred(5 * 1024 ** 3, "size of atlassian/default-image as listed by docker images");
/** What cannot hold the runner's own first files. */
export const DISK_FULL_BYTES = inferred(1024 ** 2, "writing into a full file system fails with ENOSPC");
/** OAuth and TLS tolerate small differences; from here on it is worth a warning. Seconds. */
export const CLOCK_SKEW_WARNING_SECONDS = inferred(60, "common tolerance of OAuth servers");
/** Longest run of a step, within which a timed password must not expire. Minutes. */
export const STEP_LIMIT_MINUTES = documented(120, SOURCE_RUNNERS_PAGE);

export const SOCKET_PATH = documented("/var/run/docker.sock", SOURCE_IMAGES_PAGE);
export const LOGS_PATH = documented("/var/lib/docker/containers", SOURCE_IMAGES_PAGE);
export const DEFAULT_ROOT_DIRECTORY = documented("/var/lib/docker", SOURCE_IMAGES_PAGE);
export const DEFAULT_WORKING_DIRECTORY = documented("/tmp", SOURCE_IMAGES_PAGE);
/** Folder in the runner container that holds config.json. */
export const RUNNER_CONFIG_DIRECTORY = documented("/root/.docker", SOURCE_IMAGES_PAGE);
/** The runner makes files in its working directory and has the engine bind the same path into other containers. */
export const WORKING_DIRECTORY_SAME_PATH = documented(
  "the working directory is mounted at the same path on the host and in the runner (the vendor's start command does; two of its private-registry examples leave the mount out)",
  SOURCE_IMAGES_PAGE,
);
/** The engine's log driver that the runner can read files of. */
export const LOG_DRIVER = observed("json-file", "https://github.com/hakopod/hakopod");

/** The variables of the vendor's start command and of the runner's own scripts. */
export const VARIABLES = {
  required: documented(
    ["ACCOUNT_UUID", "RUNNER_UUID", "OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "WORKING_DIRECTORY"] as readonly string[],
    SOURCE_IMAGES_PAGE,
  ),
  uuids: documented(["ACCOUNT_UUID", "REPOSITORY_UUID", "RUNNER_UUID"] as readonly string[], SOURCE_IMAGES_PAGE),
  images: documented(["PAUSE_IMAGE", "AUTH_PROXY_IMAGE", "CLONE_IMAGE"] as readonly string[], SOURCE_IMAGES_PAGE),
  optional: observed(
    [
      "REPOSITORY_UUID",
      "RUNTIME_PREREQUISITES_ENABLED",
      "RUNTIME",
      "DOCKER_URI",
      "RUNNER_ENVIRONMENT",
      "SCHEDULED_STATE_UPDATE_INITIAL_DELAY_SECONDS",
      "SCHEDULED_STATE_UPDATE_PERIOD_SECONDS",
      "CLEANUP_PREVIOUS_FOLDERS",
      "LOGBACK_CONFIGURATION_FILE",
      "HTTP_PROXY",
      "HTTPS_PROXY",
      "NO_PROXY",
      "ALL_PROXY",
      "http_proxy",
      "https_proxy",
      "no_proxy",
      "all_proxy",
      "TZ",
      "JAVA_TOOL_OPTIONS",
    ] as readonly string[],
    "the runner's start script and container entry point",
  ),
} as const;

/** Hosts that this program names by itself: how they are spelt is not in doubt. */
export const KNOWN_HOSTS: ReadonlySet<string> = new Set([
  ...SERVICES.map(({ value }) => value.host),
  ...[RUNNER_IMAGE, PAUSE_IMAGE_CURRENT, PAUSE_IMAGE_DOCUMENTED, AUTH_PROXY_IMAGE, CLONE_IMAGE].map(({ value }) =>
    value.slice(0, value.indexOf("/")),
  ),
  HUB.endpoint,
]);
