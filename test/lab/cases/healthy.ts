import { HOST_ADDRESS, SITES, WRONG } from "../support/addresses.js";
import type { LabCase } from "../support/case.js";
import { readFile } from "node:fs/promises";
import { IMAGES } from "../support/images.js";
import { FOREIGN, NATIVE } from "../support/platform.js";
import { base64, REGISTRY_AUTH } from "../support/secrets.js";
import { mirrored, MOUNTS, OAUTH_SECRET, RUNNER_NAME, startCommand } from "../support/start-command.js";
import { proxyOnly } from "./network.js";
import { byDefault, CONFIG_FOLDER_MOUNT, CONFIG_MOUNT, judging, withPause, writeConfig } from "./shared.js";

const healthy = {
  broken: "",
  expect: { exit: 0, findings: [] },
  oracle: { kind: "stand-in-runner" },
  remedy: "words",
} as const;

const LOCAL_RUNNER = "bitbucket-pipelines-runner:local";

/** Hosts that are right, each in its own way. */
export const HEALTHY_CASES: readonly LabCase[] = [
  { name: "healthy: default deployment", ...healthy, ...byDefault },
  { name: "healthy: the vendor's start command", ...healthy, ...judging({}) },
  {
    name: "healthy: private registry, Basic",
    ...healthy,
    ...judging({ moreMounts: [CONFIG_MOUNT], env: mirrored("basic.registry.example") }),
    inject: (lab) => writeConfig(lab, { auths: { "basic.registry.example": { auth: REGISTRY_AUTH } } }),
  },
  {
    name: "healthy: private registry, Bearer",
    ...healthy,
    ...judging({
      moreMounts: [CONFIG_FOLDER_MOUNT],
      env: { ...mirrored("bearer.registry.example"), PAUSE_IMAGE: "bearer.registry.example/private/pause:1" },
    }),
    inject: (lab) => writeConfig(lab, { auths: { "https://bearer.registry.example": { auth: REGISTRY_AUTH } } }),
  },
  {
    name: "healthy: image on Docker Hub",
    ...healthy,
    ...judging({ moreMounts: [CONFIG_FOLDER_MOUNT], env: withPause("private/pause:1") }),
    inject: (lab) => writeConfig(lab, { auths: { "https://index.docker.io/v1/": { auth: REGISTRY_AUTH } } }),
  },
  {
    name: "healthy: working directory below a mount",
    ...healthy,
    ...judging({ env: { WORKING_DIRECTORY: "/tmp/runner/work" } }),
    inject: async (lab) => {
      await lab.shell("mkdir -p /tmp/runner/work");
    },
  },
  {
    name: "healthy: custom data root with its logs mount",
    ...healthy,
    ...judging({
      mounts: [MOUNTS.work, MOUNTS.socket, "/run/docker-data/containers:/var/lib/docker/containers:ro"],
    }),
    inject: (lab) => lab.configureEngine({ "data-root": "/run/docker-data" }),
  },
  {
    name: "healthy: pinned by digest",
    ...healthy,
    command: (lab) => ["--", ...startCommand({ env: pinned(lab.digests) })],
    start: (lab) => startCommand({ env: pinned(lab.digests) }),
  },
  {
    name: `healthy: index of ${NATIVE} and ${FOREIGN}`,
    ...healthy,
    ...judging({ env: withPause("registry.example/team/multi:1") }),
  },
  {
    name: "healthy: layers on another host",
    ...healthy,
    ...judging({ env: mirrored("redirect.registry.example") }),
  },
  {
    name: "healthy: only a proxy leads out",
    ...healthy,
    ...judging({ env: { ...mirrored("registry.example"), HTTPS_PROXY: "http://proxy.example:3128" } }),
    inject: proxyOnly,
  },
  {
    name: "healthy: firewall allows the mirror and the services only",
    ...healthy,
    ...judging({ env: mirrored("registry.example") }),
    inject: async (lab) => {
      const allowed = SITES.filter(({ name, role }) => role.kind === "service" || name === "registry.example");
      for (const { address } of allowed) await lab.internet.addRule("-d", address, "-j", "ACCEPT");
      await lab.internet.addRule("-s", HOST_ADDRESS, "-p", "tcp", "-j", "DROP");
    },
  },
  {
    name: "healthy: runner image only local",
    ...healthy,
    ...judging({ image: LOCAL_RUNNER, env: mirrored("registry.example") }),
    inject: async (lab) => {
      await lab.shell(`docker tag ${IMAGES.runner} ${LOCAL_RUNNER}`);
      await lab.drop("registry-1.docker.io", "auth.docker.io");
    },
    limits: { timeoutS: 3 },
  },
  {
    name: "healthy: registry with its CA in certs.d",
    ...healthy,
    ...judging({ env: withPause("private-ca.registry.example/team/pause:1") }),
    inject: async (lab) => {
      const authority = await readFile(lab.certificates.privateAuthority, "utf8");
      await lab.writeFile("/etc/docker/certs.d/private-ca.registry.example/ca.crt", authority);
    },
  },
  {
    name: "healthy: hosts.toml, which this engine takes no notice of",
    ...healthy,
    ...judging({ env: mirrored("registry.example") }),
    inject: (lab) =>
      lab.writeFile("/etc/docker/certs.d/registry.example/hosts.toml", `server = "https://${WRONG.closed}"\n`),
  },
  {
    name: "healthy: config.json with an entry that nobody needs",
    ...healthy,
    ...judging({ moreMounts: [CONFIG_MOUNT], env: mirrored("basic.registry.example") }),
    inject: (lab) =>
      writeConfig(lab, {
        auths: {
          "basic.registry.example": { auth: REGISTRY_AUTH },
          "unused.registry.example": { auth: base64("somebody:") },
        },
      }),
  },
  {
    name: "healthy: compose file",
    ...healthy,
    command: () => ["--compose", "/root/compose.yaml"],
    inject: (lab) =>
      lab.writeFile(
        "/root/compose.yaml",
        `services:
  runner:
    image: ${IMAGES.runner}
    container_name: ${RUNNER_NAME}
    volumes:
      - /tmp:/tmp
      - /var/run/docker.sock:/var/run/docker.sock
      - /var/lib/docker/containers:/var/lib/docker/containers:ro
    environment:
      ACCOUNT_UUID: "{5c1e0f44-6a3b-4a0e-9d7e-1f2a3b4c5d6e}"
      REPOSITORY_UUID: "{0b7e6a52-93c4-4f57-8a11-7d0c2e9b4a63}"
      RUNNER_UUID: "{b0ae87b8-423b-5c24-9a95-84ddad9cdfae}"
      RUNTIME_PREREQUISITES_ENABLED: "true"
      OAUTH_CLIENT_ID: q3ZkP0f7Lx1nVb8sYt5wRd2uHc9eGm4a
      OAUTH_CLIENT_SECRET: ${OAUTH_SECRET}
      WORKING_DIRECTORY: /tmp
`,
      ),
  },
  {
    name: "healthy: command file as pasted",
    ...healthy,
    command: () => ["--command-file", "/root/runner.sh"],
    inject: (lab) =>
      lab.writeFile(
        "/root/runner.sh",
        `${startCommand()
          .map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`))
          .join(" ")
          .replaceAll(" -", " \\\n  -")}\n`,
      ),
  },
  {
    name: "healthy: a container that exists",
    ...healthy,
    command: () => ["--container", "existing-runner"],
    inject: async (lab) => {
      const words = startCommand().flatMap((word) => {
        if (word === "run") return ["create"];
        return [word === RUNNER_NAME ? "existing-runner" : word];
      });
      await lab.exec(words);
    },
  },
];

function pinned(digests: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const of = (name: string): string => `registry.example/${name}@${digests.get(`${name}:1`) ?? "unknown"}`;
  return { PAUSE_IMAGE: of("team/pause"), AUTH_PROXY_IMAGE: of("team/auth-proxy"), CLONE_IMAGE: of("team/clone") };
}
