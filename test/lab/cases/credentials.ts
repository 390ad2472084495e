import type { ExpectedFinding, LabCase } from "../support/case.js";
import type { Lab } from "../support/lab.js";
import { REGISTRY_USER } from "../support/internet.js";
import { shellLine } from "../../../src/docker/shell.js";
import { startCommand, type StartChanges } from "../support/start-command.js";
import { quiet } from "../support/oracle.js";
import { base64, IDENTITY_TOKEN, REGISTRY_AUTH, REGISTRY_TOKEN, WRONG_PASSWORD } from "../support/secrets.js";
import { CONFIG_FILE, CONFIG_FOLDER_MOUNT, CONFIG_MOUNT, judging, withPause, writeConfig } from "./shared.js";

const BASIC = "basic.registry.example";
const BEARER = "bearer.registry.example";
const BASIC_IMAGE = `${BASIC}/team/pause:1`;
const BEARER_IMAGE = `${BEARER}/private/pause:1`;
const standIn = { kind: "stand-in-runner" } as const;

/** A start command that mounts a config.json because its pause image needs it. */
const NEEDY: StartChanges = { moreMounts: [CONFIG_MOUNT], env: withPause(BASIC_IMAGE) };

const right = { auths: { [BASIC]: { auth: REGISTRY_AUTH } } };
const healConfig = (lab: Lab): Promise<void> => writeConfig(lab, right);

/** A fault in the config.json that the runner is given, with its pause image in a registry that asks for Basic. */
function inConfig(fault: {
  name: string;
  broken: string;
  config: unknown;
  finding: ExpectedFinding;
  remedy?: LabCase["remedy"];
}): LabCase {
  return {
    name: fault.name,
    broken: fault.broken,
    ...judging(NEEDY),
    inject: (lab) => writeConfig(lab, fault.config),
    expect: { exit: 1, findings: [fault.finding] },
    oracle: standIn,
    remedy: fault.remedy ?? "command",
  };
}

const inEntry = (code: string): ExpectedFinding => ({ check: "docker-config", code, target: BASIC });

/** Faults of credentials and of the config.json that holds them. */
export const CREDENTIAL_CASES: readonly LabCase[] = [
  inConfig({
    name: "credential store",
    broken: "config.json sends the reader to a credential store, which the runner has not",
    config: { credsStore: "secretservice", auths: { [BASIC]: {} } },
    finding: { check: "docker-config", code: "credential-store", target: CONFIG_FILE },
    remedy: "change",
  }),
  {
    name: "credential store, default deployment",
    broken: "the invoking user's config.json, taken as mounted, keeps its credentials in a store",
    command: () => ["--image", BASIC_IMAGE],
    inject: (lab) => writeConfig(lab, { credsStore: "secretservice", auths: { [BASIC]: {} } }),
    expect: { exit: 1, findings: [{ check: "docker-config", code: "credential-store", target: CONFIG_FILE }] },
    oracle: { kind: "pull", images: [BASIC_IMAGE], config: "/root/.docker" },
    remedy: "change",
  },
  {
    name: "no credentials, default deployment",
    broken: "nobody has logged in, and the registry of an image asks for a password",
    command: () => ["--image", BASIC_IMAGE],
    expect: { exit: 1, findings: [{ check: "image-pullable", code: "credentials-missing", target: BASIC_IMAGE }] },
    oracle: { kind: "pull", images: [BASIC_IMAGE], config: "/root/.docker" },
    remedy: "change",
  },
  inConfig({
    name: "credential helper",
    broken: "config.json names a helper program for the registry",
    config: { credHelpers: { [BASIC]: "ecr-login" } },
    finding: inEntry("credential-helper"),
    remedy: "change",
  }),
  inConfig({
    name: "identity token",
    broken: "the registry's entry holds an identity token instead of a password",
    config: { auths: { [BASIC]: { auth: base64(`${REGISTRY_USER}:`), identitytoken: IDENTITY_TOKEN } } },
    finding: inEntry("identity-token"),
  }),
  inConfig({
    name: "registry token",
    broken: "the registry's entry holds a registry token instead of a password",
    config: { auths: { [BASIC]: { registrytoken: REGISTRY_TOKEN } } },
    finding: inEntry("registry-token"),
  }),
  inConfig({
    name: "empty entry",
    broken: "the registry's entry is empty, as docker login leaves it with a credential store",
    config: { auths: { [BASIC]: {} } },
    finding: inEntry("auth-empty"),
  }),
  inConfig({
    name: "auth not base64",
    broken: "the password was written into auth as it is",
    config: { auths: { [BASIC]: { auth: Buffer.from(REGISTRY_AUTH, "base64").toString() } } },
    finding: inEntry("auth-malformed"),
  }),
  inConfig({
    name: "auth without colon",
    broken: "auth decodes to a word without a colon",
    config: { auths: { [BASIC]: { auth: base64("deployer-and-no-colon") } } },
    finding: inEntry("auth-malformed"),
  }),
  inConfig({
    name: "auth with trailing newline",
    broken: "auth was made by echo without -n",
    config: { auths: { [BASIC]: { auth: base64(`${Buffer.from(REGISTRY_AUTH, "base64").toString()}\n`) } } },
    finding: inEntry("auth-trailing-newline"),
  }),
  inConfig({
    name: "empty password",
    broken: "auth decodes to a user without a password",
    config: { auths: { [BASIC]: { auth: base64(`${REGISTRY_USER}:`) } } },
    finding: inEntry("auth-incomplete"),
  }),
  inConfig({
    name: "entry for another port",
    broken: "the entry's key names a port that the image does not",
    config: { auths: { [`${BASIC}:8443`]: { auth: REGISTRY_AUTH } } },
    finding: { check: "docker-config", code: "registry-key-mismatch", target: BASIC },
  }),
  inConfig({
    name: "config.json is not JSON",
    broken: "a comma is left over in config.json",
    config: `{"auths": {"${BASIC}": {"auth": "${REGISTRY_AUTH}"},}}`,
    finding: { check: "docker-config", code: "config-invalid", target: CONFIG_FILE },
  }),
  inConfig({
    name: "wrong password, Basic",
    broken: "the registry does not know the password",
    config: { auths: { [BASIC]: { auth: base64(`${REGISTRY_USER}:${WRONG_PASSWORD}`) } } },
    finding: { check: "image-pullable", code: "credentials-rejected", target: BASIC_IMAGE },
  }),
  {
    name: "wrong password, Bearer",
    broken: "the token service does not know the password",
    ...judging({ moreMounts: [CONFIG_MOUNT], env: withPause(BEARER_IMAGE) }),
    inject: (lab) => writeConfig(lab, { auths: { [BEARER]: { auth: base64(`${REGISTRY_USER}:${WRONG_PASSWORD}`) } } }),
    expect: {
      exit: 1,
      findings: [{ check: "image-pullable", code: "credentials-rejected", target: BEARER_IMAGE }],
    },
    oracle: standIn,
    remedy: "command",
  },
  {
    name: "no credentials, Basic",
    broken: "the registry asks for a password and the runner is given no config.json",
    ...judging({ env: withPause(BASIC_IMAGE) }),
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "docker-config-not-mounted", target: CONFIG_FILE }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "no credentials, Bearer",
    broken: "the repository is private and the config.json has an entry for another registry only",
    ...judging({ moreMounts: [CONFIG_MOUNT], env: withPause(BEARER_IMAGE) }),
    inject: (lab) => writeConfig(lab, right),
    expect: {
      exit: 1,
      findings: [{ check: "image-pullable", code: "credentials-missing", target: BEARER_IMAGE }],
    },
    oracle: standIn,
    remedy: "command",
  },
  {
    name: "config.json missing under its mount",
    broken: "the mounted config.json does not exist: docker makes a directory of it",
    ...judging(NEEDY),
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "docker-config-source-missing", target: CONFIG_FILE }],
    },
    // the start makes a directory of the file that is missing
    oracle: {
      kind: "run",
      words: ["sh", "-c", `${shellLine(quiet(startCommand(NEEDY)))}; code=$?; rmdir ${CONFIG_FILE}; exit $code`],
    },
    remedy: "command",
  },
  {
    name: "config.json mounted at a wrong place",
    broken: "the runner looks in /root/.docker, not in another user's home",
    ...judging({
      moreMounts: [`${CONFIG_FILE}:/home/runner/.docker/config.json`],
      env: withPause(BASIC_IMAGE),
    }),
    inject: healConfig,
    expect: {
      exit: 1,
      findings: [
        { check: "mount-paths", code: "docker-config-target-wrong", target: "/home/runner/.docker/config.json" },
      ],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "config.json is a directory on the host",
    broken: "an earlier start without the file has made a directory of it",
    ...judging(NEEDY),
    inject: async (lab) => {
      await lab.shell(`mkdir -p ${CONFIG_FILE}`);
    },
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "docker-config-source-is-directory", target: CONFIG_FILE }],
    },
    oracle: standIn,
    remedy: "command",
  },
  {
    name: "config.json is a directory in its folder",
    broken: "the mounted folder holds a directory called config.json",
    ...judging({ moreMounts: [CONFIG_FOLDER_MOUNT], env: withPause(BASIC_IMAGE) }),
    inject: async (lab) => {
      await lab.shell(`mkdir -p ${CONFIG_FILE}`);
    },
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "docker-config-source-is-directory", target: CONFIG_FILE }],
    },
    oracle: standIn,
    remedy: "command",
  },
  {
    name: "config.json is a FIFO",
    broken: "reading config.json never ends",
    ...judging({ moreMounts: [CONFIG_FOLDER_MOUNT], env: withPause(BASIC_IMAGE) }),
    inject: async (lab) => {
      await lab.shell(`mkdir -p /root/.docker && mkfifo ${CONFIG_FILE}`);
    },
    expect: {
      exit: 1,
      findings: [{ check: "docker-config", code: "config-unreadable", target: CONFIG_FILE }],
    },
    oracle: standIn,
    remedy: "command",
  },
  {
    name: "config.json of 100 MB",
    broken: "config.json is 100 MB of nothing",
    ...judging({ moreMounts: [CONFIG_FOLDER_MOUNT], env: withPause(BASIC_IMAGE) }),
    inject: async (lab) => {
      await lab.shell(`mkdir -p /root/.docker && truncate -s 100M ${CONFIG_FILE}`);
    },
    expect: {
      exit: 1,
      findings: [{ check: "docker-config", code: "config-unreadable", target: CONFIG_FILE }],
    },
    oracle: standIn,
    remedy: "command",
  },
];
