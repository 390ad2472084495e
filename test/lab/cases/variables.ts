import type { ExpectedFinding, LabCase } from "../support/case.js";
import { IMAGES } from "../support/images.js";
import { INSIDE, type Lab } from "../support/lab.js";
import { shellWord } from "../../../src/docker/shell.js";
import {
  mirrored,
  OAUTH_SECRET,
  RUNNER_NAME,
  startCommand,
  VARIABLES,
  type StartChanges,
} from "../support/start-command.js";
import { IMAGES_PAGE, judging } from "./shared.js";

const standIn = { kind: "stand-in-runner" } as const;
const run = { kind: "run" } as const;
const vendor = { kind: "vendor-rule", source: IMAGES_PAGE } as const;
const mirror = mirrored("registry.example");
const ENV_FILE = "/root/runner.env";

const ACCOUNT = "5c1e0f44-6a3b-4a0e-9d7e-1f2a3b4c5d6e";
const RUNNER = "b0ae87b8-423b-5c24-9a95-84ddad9cdfae";

const found = (code: string, target: string): ExpectedFinding => ({ check: "runner-command", code, target });

interface VariableFault {
  readonly name: string;
  readonly broken: string;
  readonly changes: StartChanges;
  readonly errors?: readonly ExpectedFinding[];
  readonly warnings?: readonly ExpectedFinding[];
  readonly inject?: NonNullable<LabCase["inject"]>;
  readonly heal?: NonNullable<LabCase["heal"]>;
  readonly oracle?: LabCase["oracle"];
  readonly remedy?: LabCase["remedy"];
}

/** A fault of the start command's variables and options; every check judges it where an oracle runs, else `runner-command` alone. */
function fault({ changes, errors = [], warnings = [], ...rest }: VariableFault): LabCase {
  const oracle = rest.oracle ?? vendor;
  const { start, command } = judging({ ...changes, env: { ...mirror, ...changes.env } });
  const only = oracle.kind === "vendor-rule" ? ["--only", "runner-command"] : [];
  return {
    remedy: rest.broken === "" ? "words" : "change",
    ...rest,
    command: (lab) => [...only, ...command(lab)],
    ...(start === undefined ? {} : { start }),
    expect: { exit: errors.length > 0 ? 1 : 0, findings: errors, warnings },
    oracle,
  };
}

/** A UUID whose form is not the one of Bitbucket's start commands. */
const malformed = (name: string, broken: string, value: string): LabCase =>
  fault({
    name,
    broken,
    changes: { env: { ACCOUNT_UUID: value } },
    warnings: [found("variable-malformed", "ACCOUNT_UUID")],
  });

const inEnvFile =
  (changes: Readonly<Record<string, string>>) =>
  async (lab: Lab): Promise<void> => {
    const lines = Object.entries({ ...VARIABLES, ...mirror, ...changes }).map(([name, value]) => `${name}=${value}\n`);
    await lab.writeFile(ENV_FILE, lines.join(""), 0o600);
  };

/** A proxy of this host on its loopback address: it hands everything on to the laboratory's. */
async function proxyOnHost(lab: Lab): Promise<void> {
  const program =
    'const net=require("net");net.createServer((s)=>{const p=net.connect(3128,"proxy.example");s.pipe(p).pipe(s);s.on("error",()=>p.destroy());p.on("error",()=>s.destroy())}).listen(3128,"127.0.0.1")';
  await lab.internet.startProxy();
  await lab.shell(`setsid ${INSIDE.node} -e '${program}' >/dev/null 2>&1 </dev/null & sleep 0.5`);
}

const withoutVariables = Object.fromEntries(Object.keys({ ...VARIABLES, ...mirror }).map((name) => [name, null]));
const fromEnvFile: StartChanges = { env: withoutVariables, flags: ["--env-file", ENV_FILE] };

const MISSING: readonly LabCase[] = [
  fault({
    name: "variable empty",
    broken: "RUNNER_UUID is given without a value",
    changes: { env: { RUNNER_UUID: "" } },
    errors: [found("variable-missing", "RUNNER_UUID")],
    oracle: standIn,
  }),
  fault({
    name: "variable inherited from nowhere",
    broken: "-e OAUTH_CLIENT_ID takes the value of a variable that is not set",
    changes: { env: { OAUTH_CLIENT_ID: null }, flags: ["-e", "OAUTH_CLIENT_ID"] },
    errors: [found("variable-missing", "OAUTH_CLIENT_ID")],
    oracle: standIn,
  }),
  fault({
    name: "variable misspelt",
    broken: "the name of a required variable has a letter too few",
    changes: { env: { ACCOUNT_UUID: null, ACOUNT_UUID: `{${ACCOUNT}}` } },
    errors: [found("variable-missing", "ACCOUNT_UUID")],
    warnings: [found("variable-unknown", "ACOUNT_UUID")],
    oracle: standIn,
  }),
  fault({
    name: "variable of a shorter name",
    broken: "WORKING_DIR is not what the runner reads",
    changes: { env: { WORKING_DIRECTORY: null, WORKING_DIR: "/tmp" } },
    errors: [found("variable-missing", "WORKING_DIRECTORY")],
    warnings: [found("variable-unknown", "WORKING_DIR")],
    oracle: standIn,
  }),
  fault({
    name: "variable missing in an env file",
    broken: "the env file has no OAUTH_CLIENT_SECRET",
    changes: fromEnvFile,
    inject: inEnvFile({ OAUTH_CLIENT_SECRET: "" }),
    errors: [found("variable-missing", "OAUTH_CLIENT_SECRET")],
    oracle: standIn,
  }),
];

const FORMS: readonly LabCase[] = [
  malformed("UUID without braces", "the braces of ACCOUNT_UUID are gone", ACCOUNT),
  malformed("UUID with one brace", "the end of ACCOUNT_UUID was cut off", `{${ACCOUNT}`),
  malformed("UUID in double braces", "a template put ACCOUNT_UUID in two pairs of braces", `{{${ACCOUNT}}}`),
  malformed(
    "UUID with PowerShell's escapes",
    "the braces are escaped for PowerShell inside quotes",
    `\`{${ACCOUNT}\`}`,
  ),
  malformed("UUID with a shell's escapes", "the braces are escaped for a shell inside quotes", `\\{${ACCOUNT}\\}`),
  malformed("UUID with encoded braces", "ACCOUNT_UUID was copied out of a URL", `%7B${ACCOUNT}%7D`),
  malformed("UUID behind a dollar", "ACCOUNT_UUID has a dollar in front, as if it were a variable", `\${${ACCOUNT}}`),
  malformed("UUID in quotes", "the quotes of ACCOUNT_UUID are part of the value", `"{${ACCOUNT}}"`),
  malformed("UUID cut off", "the last letters of ACCOUNT_UUID are gone", `{${ACCOUNT.slice(0, -4)}}`),
  malformed(
    "UUID with an invisible character",
    "a zero-width space came along when ACCOUNT_UUID was copied",
    `{${ACCOUNT}}\u200B`,
  ),
  fault({
    name: "client id with a line break",
    broken: "a line break was pasted into OAUTH_CLIENT_ID",
    changes: { env: { OAUTH_CLIENT_ID: `${VARIABLES["OAUTH_CLIENT_ID"] ?? ""}\n` } },
    warnings: [found("variable-malformed", "OAUTH_CLIENT_ID")],
  }),
  fault({
    name: "client id in quotes in an env file",
    broken: "docker takes the quotes of an env file for a part of the value",
    changes: fromEnvFile,
    inject: inEnvFile({ OAUTH_CLIENT_ID: `"${VARIABLES["OAUTH_CLIENT_ID"] ?? ""}"` }),
    warnings: [found("variable-malformed", "OAUTH_CLIENT_ID")],
  }),
  fault({
    name: "expansion in an env file",
    broken: "docker expands nothing in an env file",
    changes: fromEnvFile,
    inject: inEnvFile({ OAUTH_CLIENT_ID: "${CLIENT_ID}" }),
    warnings: [found("variable-malformed", "OAUTH_CLIENT_ID")],
  }),
  fault({
    name: "working directory in quotes",
    broken: "the quotes of WORKING_DIRECTORY are part of the value",
    changes: { env: { WORKING_DIRECTORY: '"/tmp"' } },
    errors: [found("variable-malformed", "WORKING_DIRECTORY")],
    oracle: standIn,
  }),
  fault({
    name: "working directory with a line break",
    broken: "a line break was pasted into WORKING_DIRECTORY",
    changes: { env: { WORKING_DIRECTORY: "/tmp\n" } },
    errors: [found("variable-malformed", "WORKING_DIRECTORY")],
    oracle: standIn,
  }),
  fault({
    name: "placeholder in an env file",
    broken: "the env file still holds the documentation's words",
    changes: fromEnvFile,
    inject: inEnvFile({ RUNNER_UUID: "<my-runner-id>" }),
    errors: [found("variable-placeholder", "RUNNER_UUID")],
  }),
  fault({
    name: "template's words in braces",
    broken: "a wiki's words still stand between the braces of ACCOUNT_UUID",
    changes: { env: { ACCOUNT_UUID: "{account-uuid}" } },
    errors: [found("variable-placeholder", "ACCOUNT_UUID")],
  }),
  fault({
    name: "secret that was to be replaced",
    broken: "OAUTH_CLIENT_SECRET still holds a wiki's CHANGE_ME",
    changes: fromEnvFile,
    inject: inEnvFile({ OAUTH_CLIENT_SECRET: "CHANGE_ME" }),
    errors: [found("variable-placeholder", "OAUTH_CLIENT_SECRET")],
  }),
  fault({
    name: "placeholder for a registry",
    broken: "PAUSE_IMAGE still names the documentation's registry",
    changes: { env: { PAUSE_IMAGE: "my-private-registry/google/pause:latest" } },
    errors: [found("variable-placeholder", "PAUSE_IMAGE")],
    oracle: standIn,
  }),
  fault({
    name: "placeholder in a mount",
    broken: "a mount still names the documentation's folder",
    changes: { moreMounts: ["<path_to_docker_config_directory>:/root/.docker"] },
    errors: [found("variable-placeholder", "-v <path_to_docker_config_directory>:/root/.docker")],
    oracle: run,
  }),
];

const MEANINGS: readonly LabCase[] = [
  fault({
    name: "runner and account exchanged",
    broken: "the UUIDs of the account and the runner are in each other's place",
    changes: { env: { ACCOUNT_UUID: `{${RUNNER}}`, RUNNER_UUID: `{${ACCOUNT}}` } },
    warnings: [found("variables-swapped", "RUNNER_UUID")],
  }),
  fault({
    name: "one UUID twice",
    broken: "the UUID of the account stands for the repository too",
    changes: { env: { REPOSITORY_UUID: `{${ACCOUNT}}` } },
    warnings: [found("variables-swapped", "REPOSITORY_UUID")],
  }),
  fault({
    name: "client id and secret exchanged",
    broken: "the OAuth secret is in OAUTH_CLIENT_ID",
    changes: { env: { OAUTH_CLIENT_ID: OAUTH_SECRET, OAUTH_CLIENT_SECRET: VARIABLES["OAUTH_CLIENT_ID"] ?? "" } },
    warnings: [found("variables-swapped", "OAUTH_CLIENT_ID")],
  }),
  fault({
    name: "shell runtime",
    broken: "RUNTIME asks for a runner without containers",
    changes: { env: { RUNTIME: "linux-shell" } },
    errors: [found("runner-not-docker", "RUNTIME")],
  }),
  fault({
    name: "runtime that nobody knows",
    broken: "RUNTIME is no word that a runner knows",
    changes: { env: { RUNTIME: "docker" } },
    warnings: [found("variable-malformed", "RUNTIME")],
  }),
  fault({
    name: "variable of another tool",
    broken: "no runner reads RUNNER_LABELS",
    changes: { env: { RUNNER_LABELS: "self.hosted,linux" } },
    warnings: [found("variable-unknown", "RUNNER_LABELS")],
  }),
  fault({
    name: "secret on the command line",
    broken: "every user of the host can read the secret in the process list",
    changes: {},
    warnings: [found("secret-on-command-line", "OAUTH_CLIENT_SECRET")],
    oracle: {
      kind: "run",
      words: [
        "sh",
        "-c",
        `docker run --rm -e OAUTH_CLIENT_SECRET=${OAUTH_SECRET} ${IMAGES.runner} sleep 1 & sleep 0.5; cat /proc/$!/cmdline | tr '\\0' ' ' | grep -q OAUTH_CLIENT_SECRET=A && exit 1; exit 0`,
      ],
    },
  }),
  fault({
    name: "proxy's password on the command line",
    broken: "the process list shows the password of the proxy",
    changes: { env: { HTTPS_PROXY: "http://deployer:pw@proxy.example:3128" } },
    inject: (lab) => lab.internet.startProxy(),
    warnings: [found("secret-on-command-line", "HTTPS_PROXY"), found("secret-on-command-line", "OAUTH_CLIENT_SECRET")],
  }),
  fault({
    name: "variable without its -e",
    broken: "docker takes the word NAME=value for the image",
    changes: { flags: ["NO_PROXY=localhost"] },
    errors: [found("variable-without-option", "NO_PROXY")],
    oracle: run,
  }),
  fault({
    name: "proxy on loopback",
    broken: "127.0.0.1 is the container itself",
    changes: { env: { HTTPS_PROXY: "http://127.0.0.1:3128" } },
    inject: proxyOnHost,
    errors: [found("proxy-loopback", "HTTPS_PROXY")],
    oracle: standIn,
  }),
  fault({
    name: "proxy on no address",
    broken: "0.0.0.0 is where a proxy listens, not where it is reached",
    changes: { env: { HTTPS_PROXY: "http://0.0.0.0:3128" } },
    inject: proxyOnHost,
    errors: [found("proxy-loopback", "HTTPS_PROXY")],
    oracle: standIn,
  }),
];

const FLATTENED: ExpectedFinding = { check: "runner-command", code: "command-flattened" };

/** A start command in a file, as a copy has left its lines: the text is mended, and the shell then runs it. */
function pasted(
  name: string,
  broken: string,
  spoil: (lines: readonly string[]) => string,
  found: Pick<LabCase["expect"], "exit" | "findings" | "warnings"> = { exit: 1, findings: [FLATTENED], warnings: [] },
): LabCase {
  const file = "/root/start.sh";
  const text = startCommand({ env: mirror })
    .filter((word) => word !== "-it")
    .map(shellWord)
    .join(" ");
  return {
    name,
    broken,
    command: () => ["--only", "runner-command", "--command-file", file],
    inject: (lab) => lab.writeFile(file, spoil(text.split(/ (?=-[ev] |--name )/))),
    expect: found,
    oracle: { kind: "run", words: ["sh", file] },
    remedy: "command",
  };
}

const OPTIONS: readonly LabCase[] = [
  fault({
    name: "option invalid",
    broken: "docker refuses a size that is no number",
    changes: { flags: ["--memory", "plenty"] },
    errors: [found("option-invalid", "--memory plenty")],
    oracle: run,
  }),
  fault({
    name: "option after the image",
    broken: "the container is given --stop-timeout as its command",
    changes: { behind: ["--stop-timeout", "30"] },
    warnings: [found("option-after-image", "--stop-timeout 30")],
    oracle: run,
  }),
  fault({
    name: "option after the image: variables that the runner needs",
    broken: "the container is given -e as its command, and not the variables",
    changes: {
      env: { OAUTH_CLIENT_ID: null, OAUTH_CLIENT_SECRET: null },
      behind: ["-e", `OAUTH_CLIENT_ID=${VARIABLES["OAUTH_CLIENT_ID"]}`, "-e", `OAUTH_CLIENT_SECRET=${OAUTH_SECRET}`],
    },
    errors: [
      found("option-after-image", "-e OAUTH_CLIENT_ID=…"),
      found("option-after-image", "-e OAUTH_CLIENT_SECRET=…"),
    ],
    oracle: standIn,
  }),
  fault({
    name: "option after the image: env file",
    broken: "the container is given --env-file as its command, and not the variables in the file",
    changes: { env: withoutVariables, behind: ["--env-file", ENV_FILE] },
    inject: inEnvFile({}),
    errors: [found("option-after-image", `--env-file ${ENV_FILE}`)],
    oracle: standIn,
  }),
  fault({
    name: "option after the image: network",
    broken: "the container is given --network as its command, and the bridge as its network",
    changes: { behind: ["--network", "host"] },
    errors: [found("option-after-image", "--network host")],
    oracle: standIn,
  }),
  fault({
    name: "option unknown",
    broken: "docker has no option of this name",
    changes: { flags: ["--envfile", ENV_FILE] },
    inject: inEnvFile({}),
    errors: [found("option-unknown", "--envfile")],
    oracle: run,
  }),
  fault({
    name: "option unknown, with its value in the word",
    broken: "docker has no option of this name",
    changes: { flags: [`--env-files=${ENV_FILE}`] },
    inject: inEnvFile({}),
    errors: [found("option-unknown", "--env-files")],
    oracle: run,
  }),
  fault({
    name: "option of another tool",
    broken: "docker has nothing like this option",
    changes: { flags: ["--replace", "--cgroup-manager", "systemd"] },
    errors: [found("option-unknown", "--replace"), found("option-unknown", "--cgroup-manager")],
    oracle: run,
  }),
  fault({
    name: "pull policy misspelt",
    broken: "docker knows no such pull policy",
    changes: { flags: ["--pull", "allways"] },
    errors: [found("option-invalid", "--pull allways")],
    oracle: run,
  }),
  fault({
    name: "options that exclude each other",
    broken: "docker gives no host name to a container that uses the host's",
    changes: { flags: ["--uts", "host", "--hostname=runner"] },
    errors: [found("option-invalid", "--uts --hostname")],
    oracle: run,
  }),
  fault({
    name: "image of something else",
    broken: "the image that is started is not the runner",
    changes: { image: "registry.example/team/pause:1" },
    warnings: [found("runner-image-unexpected", "registry.example/team/pause:1")],
  }),
  pasted(
    "flattened copy of the start command",
    "the page's line numbers and backslashes are in the command",
    (lines) => `1 2 3 4 5 6 ${lines.join(" \\ ")}\n`,
    { exit: 0, findings: [], warnings: [FLATTENED] },
  ),
  pasted(
    "start command out of a word processor",
    "its quotes, dashes and blanks are typographic",
    (lines) =>
      `${lines
        .join(" \\\n")
        .replaceAll(" --name ", " —name ")
        .replaceAll("'", "\u2019")
        .replace(/ (?=docker-public)/, "\u00A0")}\n`,
    { exit: 1, findings: [FLATTENED, FLATTENED], warnings: [] },
  ),
  pasted(
    "start command with blanks behind its backslashes",
    "the shell ends the command at the first line",
    (lines) => `${lines.join(" \\ \n")}\n`,
  ),
  {
    name: "braces that YAML takes for a mapping",
    broken: "ACCOUNT_UUID: {…} without quotes",
    command: () => ["--only", "runner-command", "--compose", "/root/compose.yaml"],
    inject: (lab) => lab.writeFile("/root/compose.yaml", composeFile(`{${ACCOUNT}}`)),
    expect: { exit: 1, findings: [found("option-invalid", "ACCOUNT_UUID")], warnings: [] },
    oracle: { kind: "vendor-rule", source: "https://yaml.org/spec/1.2.2/#742-flow-mappings" },
    remedy: "change",
  },
  fault({
    name: "container name taken by a running container",
    broken: "another container runs under the runner's name",
    changes: {},
    inject: async (lab) => {
      await lab.shell(`docker run -d --name ${RUNNER_NAME} ${IMAGES.runner} sleep 1000`);
    },
    errors: [found("container-name-taken", RUNNER_NAME)],
    oracle: run,
    remedy: "destructive-command",
  }),
  fault({
    name: "container name taken by this runner",
    broken: "this very runner was started before and not removed",
    changes: {},
    inject: async (lab) => {
      await lab.shell(`docker create --name ${RUNNER_NAME} -e 'RUNNER_UUID={${RUNNER}}' ${IMAGES.runner}`);
    },
    warnings: [found("container-name-taken", RUNNER_NAME)],
    oracle: run,
    remedy: "command",
  }),
];

function composeFile(account: string): string {
  const others = Object.entries({ ...VARIABLES, ...mirror }).filter(([name]) => name !== "ACCOUNT_UUID");
  return `services:
  runner:
    image: ${IMAGES.runner}
    container_name: ${RUNNER_NAME}
    volumes: ["/tmp:/tmp", "/var/run/docker.sock:/var/run/docker.sock", "/var/lib/docker/containers:/var/lib/docker/containers:ro"]
    environment:
      ACCOUNT_UUID: ${account}
${others.map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`).join("\n")}
`;
}

const RIGHT: readonly LabCase[] = [
  {
    ...fault({ name: "healthy: variables in an env file", broken: "", changes: fromEnvFile, oracle: standIn }),
    inject: inEnvFile({}),
  },
  fault({
    name: "healthy: a runner of the workspace",
    broken: "",
    changes: { env: { REPOSITORY_UUID: null } },
    oracle: standIn,
  }),
  {
    ...fault({
      name: "healthy: variables inherited from the environment",
      broken: "",
      changes: { env: { OAUTH_CLIENT_SECRET: null }, flags: ["-e", "OAUTH_CLIENT_SECRET"] },
      oracle: standIn,
    }),
    env: { OAUTH_CLIENT_SECRET: OAUTH_SECRET },
  },
];

/** Faults and right variants of the start command's variables and options. */
export const VARIABLE_CASES: readonly LabCase[] = [...MISSING, ...FORMS, ...MEANINGS, ...OPTIONS, ...RIGHT];
