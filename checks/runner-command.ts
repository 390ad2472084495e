import type {
  Check,
  CodeEntry,
  Evidence,
  Finding,
  ImageRole,
  Pass,
  PlanIssue,
  PlannedVariable,
  RunnerPlan,
  Verdict,
} from "../src/contract/index.js";
import { dockerCommand } from "../src/judge/engine.js";
import { destructive, failed, finding, safe, skipped } from "../src/judge/findings.js";
import { nearestWord } from "../src/judge/nearest.js";
import { orNothing } from "../src/judge/probes.js";
import { listText } from "../src/judge/text.js";
import { parseReference } from "../src/reference.js";
import {
  RUNNER_IMAGE,
  RUNNER_REPOSITORY_NAME,
  SOURCE_IMAGES_PAGE,
  SOURCE_PROXY_PAGE,
  VARIABLES,
} from "../src/requirements.js";

const RUN_REFERENCE = "https://docs.docker.com/reference/cli/docker/container/run/";

const CODES = {
  "variable-missing": {
    severity: "error",
    meaning: "A variable that the runner needs is not given, or is empty.",
    cause: "It was left out of the start command, or given as -e NAME while NAME is unset in the shell.",
    remedy: "Add it with -e NAME=value as in the start command that Bitbucket shows when a runner is created.",
    source: VARIABLES.required.source,
  },
  "variable-placeholder": {
    severity: "error",
    meaning: "A placeholder of the documentation stands where a value belongs.",
    cause: "The example was copied and not filled in.",
    remedy: "Replace the placeholder by the value of this runner, repository or registry.",
    source: SOURCE_IMAGES_PAGE,
  },
  "variable-malformed": {
    severity: "warning",
    meaning:
      "A variable's value does not have the form that the start commands of Bitbucket have (an error where WORKING_DIRECTORY can then be no path).",
    cause:
      "Braces around a UUID were lost, doubled or escaped (PowerShell, templates, URLs), a value was cut off, or quotes or line breaks became part of it.",
    remedy:
      "Copy the value again from the runner's start command; UUIDs are in braces, {…}, and in YAML the whole value is in quotes.",
    source: SOURCE_IMAGES_PAGE,
  },
  "variable-unknown": {
    severity: "warning",
    meaning: "A variable is given that no known runner reads; not documented.",
    cause: "A misspelt name, or advice for another tool.",
    remedy: "Correct the name or remove the variable.",
    source: VARIABLES.optional.source,
  },
  "variables-swapped": {
    severity: "warning",
    meaning:
      "Values look as if they were in each other's place, or one stands in two places (inferred from their form).",
    cause:
      "Values were pasted into the wrong variables: runner UUIDs are of version 5, account and repository UUIDs of version 4, and OAuth secrets begin with ATOA.",
    remedy: "Compare each value with the start command that Bitbucket showed.",
    source: "start commands of runners in public repositories",
  },
  "runner-image-unexpected": {
    severity: "warning",
    meaning: "The image that is started does not look like the runner's image or a mirror of it.",
    cause: "Another image's name was pasted, or the runner was built into an image of one's own.",
    remedy: `Start ${RUNNER_IMAGE.value}, or a mirror whose last name is ${RUNNER_REPOSITORY_NAME.value}.`,
    source: RUNNER_IMAGE.source,
  },
  "runner-not-docker": {
    severity: "error",
    meaning: "RUNTIME asks for a shell runner, which uses no containers and no images.",
    cause: "RUNTIME was copied from the start command of a shell runner.",
    remedy: "Remove RUNTIME from the start command of a Docker runner.",
    source: SOURCE_IMAGES_PAGE,
  },
  "option-unknown": {
    severity: "warning",
    meaning: "The start command has an option that no known docker client has.",
    cause: "A misspelt option, or one of a newer docker client than this program knows.",
    remedy: "Correct or remove the option.",
    source: RUN_REFERENCE,
  },
  "option-invalid": {
    severity: "error",
    meaning: "docker would refuse an option of the start command.",
    cause: "A value is missing or malformed.",
    remedy: "Write the option as docker expects it.",
    source: RUN_REFERENCE,
  },
  "container-name-taken": {
    severity: "error",
    meaning:
      "A container with the name of the runner's container exists already (a warning if it is this same runner).",
    cause: "An earlier start of the runner was not removed, or two runners are given the same name.",
    remedy: "Remove the old container, or start this one under another name.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#name",
  },
  "command-flattened": {
    severity: "warning",
    meaning: "The start command lost its line breaks when it was copied.",
    cause:
      "A code block of a web page was copied as one line, with line numbers and backslashes in it; a shell would misread it.",
    remedy:
      "Copy it again with the page's copy button, or put every option on a line of its own that ends with a backslash.",
    source: SOURCE_IMAGES_PAGE,
  },
  "proxy-loopback": {
    severity: "error",
    meaning:
      "The runner is told to use a proxy on its own loopback address (or on 0.0.0.0, which is no address to reach), where nothing listens inside the container.",
    cause:
      "The proxy runs on the host and is named 127.0.0.1 or localhost, which in a bridged container is the container itself.",
    remedy: "Name the proxy by an address of the host that containers reach, or start the runner with --network host.",
    source: SOURCE_PROXY_PAGE,
  },
  "secret-on-command-line": {
    severity: "warning",
    meaning:
      "OAUTH_CLIENT_SECRET, or a proxy with a user and a password, is on the command line, where every user of the host can read it.",
    cause:
      "The start command is used as Bitbucket shows it; arguments are in the process list and in the shell's history.",
    remedy: "Keep the secret in a file of mode 0600 and give it with --env-file.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#env",
  },
} as const satisfies Record<string, CodeEntry>;

const KNOWN_VARIABLES = [
  ...new Set([
    ...VARIABLES.required.value,
    ...VARIABLES.uuids.value,
    ...VARIABLES.images.value,
    ...VARIABLES.optional.value,
  ]),
];

/** The variable that sets the image of a role. */
const IMAGE_VARIABLES: Partial<Readonly<Record<ImageRole, string>>> = {
  pause: "PAUSE_IMAGE",
  "auth-proxy": "AUTH_PROXY_IMAGE",
  clone: "CLONE_IMAGE",
};

const WHERE_TO_FIND = "Bitbucket shows it in the runner's start command (Settings > Runners > Add runner)";

function isGiven({ absent, traits }: PlannedVariable): boolean {
  return absent !== true && !traits.empty;
}

/** The known variable that was probably meant: a near spelling, or the only one that has the parts of this name (`WORKING_DIR`, `OAUTH_SECRET`). */
function nearestVariable(name: string): string | undefined {
  const near = nearestWord(name, KNOWN_VARIABLES);
  const parts = name.toUpperCase().split("_");
  if (near !== undefined || parts.length < 2 || parts.some((part) => part.length < 2)) return near;
  const whole = KNOWN_VARIABLES.filter((known) => {
    const rest = known.split("_");
    return parts.every((part) => {
      const at = rest.findIndex((one) => one.startsWith(part));
      if (at >= 0) rest.splice(0, at + 1);
      return at >= 0;
    });
  });
  return whole.length === 1 ? whole[0] : undefined;
}

function missingVariables({ env, description }: RunnerPlan): readonly Finding[] {
  return VARIABLES.required.value.flatMap((name) => {
    const variable = env.find((candidate) => candidate.name === name);
    if (variable !== undefined && isGiven(variable)) return [];
    const isInherited = variable?.absent === true;
    const observed =
      variable === undefined ? "not given" : isInherited ? "taken from the environment, where it is unset" : "empty";
    const typo = env.find(
      (candidate) => !KNOWN_VARIABLES.includes(candidate.name) && nearestVariable(candidate.name) === name,
    );
    return [
      finding(CODES, "variable-missing", {
        message: `${name} is ${observed}.`,
        target: name,
        evidence: [
          { what: name, observed, expected: "a value", origin: variable?.origin ?? description },
          ...(typo === undefined
            ? []
            : [{ what: typo.name, observed: `given, and close to ${name}`, origin: typo.origin }]),
        ],
        remedy: {
          summary: isInherited
            ? `Set ${name} in the environment before the start command, or add -e ${name}=value to it; ${WHERE_TO_FIND}.`
            : `Add -e ${name}=value to the start command; ${name === "WORKING_DIRECTORY" ? "the vendor's value is /tmp" : WHERE_TO_FIND}.`,
        },
      }),
    ];
  });
}

interface Placeholder {
  readonly target: string;
  readonly text: string;
  readonly origin: string;
  readonly summary: string;
}

function placeholdersOf({ env, images, mounts, containerName }: RunnerPlan): readonly Placeholder[] {
  const inVariables = env.flatMap(({ name, origin, traits }): readonly Placeholder[] =>
    traits.placeholder === undefined
      ? []
      : [{ target: name, text: traits.placeholder, origin, summary: `Give ${name} its real value; ${WHERE_TO_FIND}.` }],
  );
  const inImages = images.flatMap(({ role, reference, origin, placeholder }): readonly Placeholder[] => {
    if (placeholder === undefined) return [];
    const name = IMAGE_VARIABLES[role];
    const summary = `Replace ${placeholder} by your registry and repository${name === undefined ? "" : ` in -e ${name}=…, or remove ${name} to use the vendor's image`}.`;
    return [{ target: name ?? reference, text: placeholder, origin, summary }];
  });
  const inMounts = mounts.flatMap(({ text, origin, placeholder }): readonly Placeholder[] =>
    placeholder === undefined
      ? []
      : [{ target: text, text: placeholder, origin, summary: `Replace ${placeholder} by the real path on the host.` }],
  );
  const inName = /<[^>]*>/u.exec(containerName?.value ?? "")?.[0];
  const all = [
    // the image's words are the better ones where both the variable and the image name the placeholder
    ...inImages,
    ...inVariables,
    ...inMounts,
    ...(inName === undefined
      ? []
      : [
          {
            target: "--name",
            text: inName,
            origin: containerName?.origin ?? "",
            summary: `Replace ${inName} in --name.`,
          },
        ]),
  ];
  return all.filter(({ target }, index) => all.findIndex((other) => other.target === target) === index);
}

function placeholders(plan: RunnerPlan): readonly Finding[] {
  return placeholdersOf(plan).map(({ target, text, origin, summary }) =>
    finding(CODES, "variable-placeholder", {
      message: target.includes(text)
        ? `${target} still holds a placeholder of the documentation.`
        : `${target} still holds the placeholder ${text} of the documentation.`,
      target,
      evidence: [{ what: target, observed: text, expected: "a real value", origin }],
      remedy: { summary },
    }),
  );
}

/** What quoting, templates and URLs do to the braces of a UUID. */
function braceTrap(value: string): string | undefined {
  if (/%7B|%7D/iu.test(value)) return "has its braces encoded as in a URL; the form is {UUID}";
  if (/[`\\^][{}]/u.test(value))
    return "has escape characters at its braces, which belong to PowerShell or a shell and not into quotes; the form is {UUID}";
  if (value.startsWith("{{") || value.endsWith("}}")) return "has two pairs of braces; the form is {UUID}";
  if (/^\$\{[\da-f]{8}-/iu.test(value))
    return "has a $ before its braces, as if it were a variable; the form is {UUID}";
  return undefined;
}

/** What is wrong with the form of a value, in words that do not show it. */
function malformation({ name, via, value, traits }: PlannedVariable): string | undefined {
  if (traits.lineBreak) return "contains a line break";
  if (traits.quoted) return "has quotation marks at its ends, which are part of the value";
  if (traits.padded) return "has blanks or invisible characters at its ends";
  if (name === "RUNTIME")
    return value === undefined || value === "linux-docker" || isShellRuntime(value)
      ? undefined
      : "is none of the runtimes that are known (linux-docker)";
  const braces = VARIABLES.uuids.value.includes(name) ? braceTrap(value ?? "") : undefined;
  if (braces !== undefined) return braces;
  if (traits.unexpanded !== undefined)
    return via === "env-file"
      ? `contains ${traits.unexpanded.join(" ")}, which an env file does not expand`
      : undefined;
  if (!VARIABLES.uuids.value.includes(name)) return undefined;
  if (traits.braces === "unbalanced") return "has one brace only; the form is {UUID}";
  if (traits.uuidVersion === undefined) return `is not a UUID (${traits.length} characters)`;
  return traits.braces === "none" ? "is not in braces; the form is {UUID}" : undefined;
}

function malformedVariables({ env }: RunnerPlan): readonly Finding[] {
  // an image variable is judged as an image
  const judged = new Set(KNOWN_VARIABLES.filter((name) => !VARIABLES.images.value.includes(name)));
  return env.flatMap((variable) => {
    if (!judged.has(variable.name) || !isGiven(variable) || variable.traits.placeholder !== undefined) return [];
    const problem = malformation(variable);
    if (problem === undefined) return [];
    const { name, origin } = variable;
    return [
      finding(CODES, "variable-malformed", {
        message: `The value of ${name} ${problem}.`,
        target: name,
        // what is no path cannot work, whatever the rest
        severity: name === "WORKING_DIRECTORY" ? "error" : "warning",
        evidence: [
          { what: name, observed: `its value ${problem}`, expected: "the value as Bitbucket shows it", origin },
        ],
        remedy: { summary: `Copy the value of ${name} again; ${WHERE_TO_FIND}.` },
      }),
    ];
  });
}

function swappedVariables(plan: RunnerPlan): readonly Finding[] {
  return [...swappedUuids(plan), ...repeatedUuids(plan), ...swappedCredentials(plan)];
}

/** One UUID under two names: at least one of them is wrong. */
function repeatedUuids({ env }: RunnerPlan): readonly Finding[] {
  const uuids = env.filter(
    ({ name, value, traits }) =>
      VARIABLES.uuids.value.includes(name) && value !== undefined && traits.uuidVersion !== undefined,
  );
  return uuids.flatMap((variable, index) => {
    const other = uuids
      .slice(0, index)
      .find(({ name, value }) => name !== variable.name && bareUuid(value ?? "") === bareUuid(variable.value ?? ""));
    if (other === undefined) return [];
    return [
      finding(CODES, "variables-swapped", {
        message: `${other.name} and ${variable.name} hold the same UUID.`,
        target: variable.name,
        evidence: [other, variable].map(({ name, origin }) => ({
          what: name,
          observed: "the same UUID",
          expected: "a UUID of its own",
          origin,
        })),
        remedy: { summary: `Compare every UUID with the original; ${WHERE_TO_FIND}.` },
      }),
    ];
  });
}

function swappedCredentials({ env }: RunnerPlan): readonly Finding[] {
  const id = env.find(({ name }) => name === "OAUTH_CLIENT_ID");
  const secret = env.find(({ name }) => name === "OAUTH_CLIENT_SECRET");
  if (id?.traits.secretLike !== true || secret?.traits.secretLike === true) return [];
  return [
    finding(CODES, "variables-swapped", {
      message: "OAUTH_CLIENT_ID holds what looks like an OAuth secret.",
      target: "OAUTH_CLIENT_ID",
      evidence: [
        { what: "OAUTH_CLIENT_ID", observed: "begins as OAuth secrets do", expected: "an id", origin: id.origin },
        ...(secret === undefined
          ? []
          : [{ what: "OAUTH_CLIENT_SECRET", observed: "begins otherwise", expected: "ATOA…", origin: secret.origin }]),
      ],
      remedy: { summary: `Exchange OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; ${WHERE_TO_FIND}.` },
    }),
  ];
}

function swappedUuids({ env }: RunnerPlan): readonly Finding[] {
  const runner = env.find(({ name }) => name === "RUNNER_UUID");
  const others = env.filter(
    ({ name, traits }) => (name === "ACCOUNT_UUID" || name === "REPOSITORY_UUID") && traits.uuidVersion === 5,
  );
  if (runner?.traits.uuidVersion !== 4 || others.length === 0) return [];
  return [
    finding(CODES, "variables-swapped", {
      message: `RUNNER_UUID and ${listText(others.map(({ name }) => name))} look exchanged.`,
      target: "RUNNER_UUID",
      evidence: [
        { what: "RUNNER_UUID", observed: "a UUID of version 4", expected: "version 5", origin: runner.origin },
        ...others.map(({ name, origin }) => ({
          what: name,
          observed: "a UUID of version 5",
          expected: "version 4",
          origin,
        })),
      ],
      remedy: { summary: `Compare every UUID with the original; ${WHERE_TO_FIND}.` },
    }),
  ];
}

function unknownVariables({ env }: RunnerPlan): readonly Finding[] {
  return env.flatMap(({ name, origin, via }) => {
    if (KNOWN_VARIABLES.includes(name)) return [];
    const nearest = nearestVariable(name);
    // a container also has the variables of its image, which nobody chose
    if (via === "container" && nearest === undefined) return [];
    return [
      finding(CODES, "variable-unknown", {
        message: `No known runner reads ${name}${nearest === undefined ? "" : `; ${nearest} was probably meant`} (not documented).`,
        target: name,
        evidence: [{ what: name, observed: "given", ...(nearest === undefined ? {} : { expected: nearest }), origin }],
        remedy: {
          summary:
            nearest === undefined ? `Remove ${name} if nothing of yours reads it.` : `Rename ${name} to ${nearest}.`,
        },
      }),
    ];
  });
}

function unexpectedImage({ images }: RunnerPlan): readonly Finding[] {
  const runner = images.find(({ role }) => role === "runner");
  if (runner === undefined || runner.placeholder !== undefined) return [];
  const parsed = parseReference(runner.reference);
  if (!parsed.ok || parsed.reference.repository.split("/").at(-1) === RUNNER_REPOSITORY_NAME.value) return [];
  return [
    finding(CODES, "runner-image-unexpected", {
      message: `${runner.reference} does not look like the runner's image.`,
      target: runner.reference,
      evidence: [
        {
          what: "image of the start command",
          observed: runner.reference,
          expected: `a repository that ends with ${RUNNER_REPOSITORY_NAME.value}`,
          origin: runner.origin,
        },
      ],
      remedy: { summary: `Start ${RUNNER_IMAGE.value}, or your mirror of it.` },
    }),
  ];
}

function isShellRuntime(value: string): boolean {
  return /(?:shell|bash)/iu.test(value);
}

function shellRuntime({ env }: RunnerPlan): readonly Finding[] {
  const runtime = env.find(({ name }) => name === "RUNTIME");
  const value = runtime?.value;
  if (runtime === undefined || value === undefined || !isShellRuntime(value)) return [];
  return [
    finding(CODES, "runner-not-docker", {
      message: `RUNTIME=${value} asks for a shell runner, which uses no images.`,
      target: "RUNTIME",
      evidence: [{ what: "RUNTIME", observed: value, expected: "not given, or linux-docker", origin: runtime.origin }],
      remedy: { summary: `Remove -e RUNTIME=${value} from the start command.` },
    }),
  ];
}

const ISSUE_CODES: Partial<
  Readonly<Record<PlanIssue["kind"], "option-unknown" | "option-invalid" | "command-flattened">>
> = {
  "option-unknown": "option-unknown",
  "option-invalid": "option-invalid",
  "command-flattened": "command-flattened",
};

const MAX_SHOWN = 120;

function issues(plan: RunnerPlan): readonly Finding[] {
  return plan.issues.flatMap((issue) => {
    const code = ISSUE_CODES[issue.kind];
    if (code === undefined) return [];
    const isWhole = code === "command-flattened";
    const shown = issue.text.length > MAX_SHOWN ? `${issue.text.slice(0, MAX_SHOWN)}…` : issue.text;
    const advice = issue.suggestion === undefined ? "Correct or remove it" : `Write ${issue.suggestion} instead`;
    return [
      finding(CODES, code, {
        message: issue.message,
        target: isWhole ? undefined : issue.text,
        evidence: [
          {
            what: isWhole ? "text of the start command" : "option",
            observed: shown,
            ...(issue.suggestion === undefined ? {} : { expected: issue.suggestion }),
            origin: issue.origin,
          },
        ],
        remedy: { summary: isWhole ? CODES[code].remedy : `${advice} (${issue.origin}).` },
      }),
    ];
  });
}

/** Whether a proxy URL names the machine that it is used on, or no machine at all. */
function isLoopback(url: string): boolean {
  const host = url.replace(/^[a-z][a-z\d+.-]*:\/\//iu, "").replace(/^[^@/]*@/u, "");
  return /^(?:localhost|localhost\.localdomain|ip6-localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|::1)(?:[:/]|$)/iu.test(
    host,
  );
}

function loopbackProxies(plan: RunnerPlan): readonly Finding[] {
  const { network, proxies } = plan;
  if (network.value === "host" || network.value === "none") return [];
  const given = [
    { name: "HTTP_PROXY", proxy: proxies.http },
    { name: "HTTPS_PROXY", proxy: proxies.https },
  ];
  return given.flatMap(({ name, proxy }) => {
    if (proxy === undefined || !isLoopback(proxy.value)) return [];
    return [
      finding(CODES, "proxy-loopback", {
        message: `${name} points the runner at its own loopback address, not at the host's.`,
        target: name,
        evidence: [
          { what: name, observed: proxy.value, expected: "an address that containers reach", origin: proxy.origin },
          { what: "network of the runner", observed: network.value, expected: "host", origin: network.origin },
        ],
        remedy: {
          summary: `Let the proxy listen on the bridge's gateway (the command shows its address) and name that in ${name}, or add --network host to the start command.`,
          commands: [
            dockerCommand(plan, [
              "network",
              "inspect",
              network.value === "default" ? "bridge" : network.value,
              "--format",
              "{{range .IPAM.Config}}{{.Gateway}}{{end}}",
            ]),
          ],
        },
      }),
    ];
  });
}

/** Whether a variable holds something that nobody else is to read: the OAuth secret, or a proxy with user-info. */
function isSecretHolder({ name, value }: PlannedVariable): boolean {
  return name === "OAUTH_CLIENT_SECRET" || (/^https?_proxy$/iu.test(name) && (value ?? "").includes("***@"));
}

function exposedSecrets({ env }: RunnerPlan): readonly Finding[] {
  return env.flatMap((variable) => {
    const { name, origin, via, traits } = variable;
    if (via !== "command-line" || !isSecretHolder(variable)) return [];
    if (!isGiven(variable) || traits.placeholder !== undefined) return [];
    const what = name === "OAUTH_CLIENT_SECRET" ? name : `${name} holds a password and`;
    return [
      finding(CODES, "secret-on-command-line", {
        message: `${what} is on the command line, where the process list and the shell's history show it.`,
        target: name,
        evidence: [{ what: name, observed: "given with -e", expected: "given with --env-file", origin }],
        remedy: {
          summary: `Write ${name}=… (without quotes) into runner.env with an editor, and replace -e ${name}=… by --env-file runner.env in the start command.`,
          commands: [safe("touch runner.env && chmod 600 runner.env")],
        },
      }),
    ];
  });
}

const JUDGES = [
  placeholders,
  missingVariables,
  malformedVariables,
  swappedVariables,
  unknownVariables,
  unexpectedImage,
  shellRuntime,
  issues,
  loopbackProxies,
  exposedSecrets,
];

/** Why there is no start command to judge. */
function nothingToJudge({ source, env, issues: found }: RunnerPlan): string | undefined {
  if (source === "default") return "no start command was given, so there are no variables and options to judge";
  if (source === "container" && env.length === 0 && found.length === 0)
    return "the container's variables are not known, so there is nothing to judge";
  return undefined;
}

function fromPlan(plan: RunnerPlan): readonly Finding[] {
  return nothingToJudge(plan) === undefined ? JUDGES.flatMap((judge) => judge(plan)) : [];
}

function bareUuid(text: string): string {
  return text.replaceAll(/[{}"']/gu, "").toLowerCase();
}

async function nameTaken({ plan, host, signal }: Pass): Promise<readonly Finding[]> {
  const name = plan.containerName;
  if (name === undefined || plan.source === "container" || /[^\w.-]/u.test(name.value)) return [];
  const connection = await orNothing(host.engine.connection({}, { signal }));
  if (connection?.outcome !== "answered") return [];
  const container = await orNothing(host.engine.container({ name: name.value }, { signal }));
  if (container?.outcome !== "found") return [];
  const theirs = container.runnerUuid === undefined ? undefined : bareUuid(container.runnerUuid);
  const ours = plan.env.find((variable) => variable.name === "RUNNER_UUID")?.value;
  const isSame =
    theirs !== undefined &&
    theirs !== "" &&
    (ours === undefined ? name.value.toLowerCase().includes(theirs) : bareUuid(ours) === theirs);
  const isRunning = ["running", "paused", "restarting"].includes(container.state ?? "");
  const removal = dockerCommand(plan, isRunning ? ["rm", "--force", name.value] : ["rm", name.value]);
  return [
    finding(CODES, "container-name-taken", {
      message: isSame
        ? `This runner's container ${name.value} exists already; docker would refuse a second one of that name.`
        : `Another container has the name ${name.value}; docker would refuse to start the runner.`,
      target: name.value,
      severity: isSame ? "warning" : "error",
      evidence: [
        {
          what: `container ${name.value}`,
          observed: `${container.state ?? "exists"}, image ${container.image ?? "unknown"}`,
          expected: "no such container",
          origin: `GET /containers/${name.value}/json`,
          vantage: "engine",
        },
        { what: "--name", observed: name.value, origin: name.origin },
      ],
      remedy: {
        summary: isRunning
          ? "Remove the running container (a step that it runs is lost), or give another --name."
          : "Remove the stopped container, or give another --name.",
        commands: [isRunning ? destructive(removal.run) : removal],
      },
    }),
  ];
}

function evidenceOf(plan: RunnerPlan): readonly Evidence[] {
  const names = plan.env.filter(isGiven).map(({ name }) => name);
  return [
    { what: "start command", observed: plan.description },
    { what: "variables given", observed: names.length === 0 ? "none" : names.join(" ") },
    {
      what: "kind of runner",
      observed: names.includes("REPOSITORY_UUID")
        ? "of one repository (REPOSITORY_UUID is given)"
        : "of the workspace (no REPOSITORY_UUID)",
    },
    ...plan.issues
      .filter(({ kind }) => kind === "unexpanded")
      .map(({ text, message, origin }) => ({ what: text, observed: message, origin })),
  ];
}

async function run(pass: Pass): Promise<Verdict> {
  const { plan } = pass;
  const reason = nothingToJudge(plan);
  if (reason !== undefined) return skipped(reason);
  const found = fromPlan(plan);
  if (plan.containerName !== undefined) pass.progress(`the engine: is the name ${plan.containerName.value} free`);
  return failed([...found, ...(await nameTaken(pass))], evidenceOf(plan));
}

/** The start command has what a runner needs, and docker would accept it. */
export const runnerCommand: Check = {
  id: "runner-command",
  title: "Start command is complete and docker accepts it",
  group: "runner",
  severity: "error",
  codes: CODES,
  fromPlan,
  run,
};
