/** Docker Hub, in its three names. */
export const HUB = {
  registry: "docker.io",
  endpoint: "registry-1.docker.io",
  configKey: "https://index.docker.io/v1/",
} as const;
