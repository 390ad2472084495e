import type {
  CommandIssue,
  PlannedImage,
  PlannedReference,
  PlannedVariable,
  ProcessFact,
  RunnerPlan,
} from "../../src/contract/index.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { defineCodes } from "../../src/judge/findings.js";
import { insteadOfVariable, removing, replacing } from "../../src/judge/remedy/changes.js";
import { whereToRepair } from "../../src/judge/remedy/self-command.js";
import {
  RUNNER_IMAGE,
  RUNNER_REPOSITORY_NAME,
  SOURCE_IMAGES_PAGE,
  SOURCE_PROXY_PAGE,
  VARIABLES,
} from "../../src/requirements.js";
import {
  forgottenOptionWords,
  invalidOptionWords,
  lostOptionWords,
  loopbackProxyWords,
  missingContainerWords,
  takenNameWords,
  wrongOptionWords,
} from "./option-words.js";
import { placeholderWords } from "./placeholder-words.js";
import { problemWords } from "./problem-words.js";
import { rejoin } from "./rejoin.js";
import {
  exposedSecretWords,
  malformedVariableWords,
  missingVariableWords,
  swappedVariablesWords,
  unknownVariableWords,
} from "./variable-words.js";

const RUN_REFERENCE = "https://docs.docker.com/reference/cli/docker/container/run/";

const COPY_AGAIN =
  "Copy it again with the page's copy button, or put every option on a line of its own that ends with a backslash.";

/** A start command that lost its line breaks. */
interface FlattenedCommand {
  readonly plan: RunnerPlan;
  readonly issue: CommandIssue;
  readonly process: ProcessFact | undefined;
}

/** What can be wrong with the start command itself. */
export const RUNNER_CODES = defineCodes({
  "variable-missing": {
    severity: "error",
    meaning: "A variable that the runner needs is not given, or is empty.",
    cause: "It was left out of the start command, or given as -e NAME while NAME is unset in the shell.",
    remedy: "Add it with -e NAME=value as in the start command that Bitbucket shows when a runner is created.",
    source: VARIABLES.required.source,
    words: missingVariableWords,
  },
  "variable-placeholder": {
    severity: "error",
    meaning: "A placeholder stands where a value belongs: {account-uuid}, <uuid>, TODO, CHANGE_ME, xxx, ***.",
    cause: "The example of the documentation, a template or a wiki was copied and not filled in.",
    remedy: "Replace the placeholder with the value of this runner, repository or registry.",
    source: SOURCE_IMAGES_PAGE,
    words: placeholderWords,
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
    words: malformedVariableWords,
  },
  "variable-unknown": {
    severity: "warning",
    meaning: "A variable is given that no known runner reads; not documented.",
    cause: "A misspelt name, or advice for another tool.",
    remedy: "Correct the name or remove the variable.",
    source: VARIABLES.optional.source,
    words: unknownVariableWords,
  },
  "variable-without-option": {
    severity: "error",
    meaning:
      "A variable is given without an option of its own, so that docker takes it for the image, for a file or for another name.",
    cause:
      "-e was forgotten or misspelt: NAME=value alone, -env NAME=value, --env = NAME=value, --env-file=NAME=value.",
    remedy: "Write -e before NAME=value, or name a file with --env-file.",
    source: RUN_REFERENCE,
    words: forgottenOptionWords,
  },
  "variables-swapped": {
    severity: "warning",
    meaning:
      "Values look as if they were in each other's place, or one stands in two places (inferred from their form).",
    cause:
      "Values were pasted into the wrong variables: runner UUIDs are of version 5, account and repository UUIDs of version 4, and OAuth secrets begin with ATOA.",
    remedy: "Compare each value with the start command that Bitbucket showed.",
    source: "start commands of runners in public repositories",
    words: swappedVariablesWords,
  },
  "runner-image-unexpected": {
    severity: "warning",
    meaning: "The image that is started does not look like the runner's image or a mirror of it.",
    cause: "Another image's name was pasted, or the runner was built into an image of one's own.",
    remedy: `Start ${RUNNER_IMAGE.value}, or a mirror whose last name is ${RUNNER_REPOSITORY_NAME.value}.`,
    source: RUNNER_IMAGE.source,
    words: ({ image }: { readonly image: PlannedImage }) => ({
      message: `${image.reference} does not look like the runner's image.`,
      summary: "Start the runner's image, or your mirror of it.",
      changes: [replacing([image.reference], [RUNNER_IMAGE.value], image.origin)],
    }),
  },
  "runner-not-docker": {
    severity: "error",
    meaning: "RUNTIME asks for a shell runner, which uses no containers and no images.",
    cause: "RUNTIME was copied from the start command of a shell runner.",
    remedy: "Remove RUNTIME from the start command of a Docker runner.",
    source: SOURCE_IMAGES_PAGE,
    words: ({ runtime }: { readonly runtime: PlannedVariable }) => ({
      message: `RUNTIME=${runtime.value ?? ""} asks for a shell runner, which uses no images.`,
      summary: "Leave RUNTIME out: the runner's image is the Docker runner.",
      changes: [insteadOfVariable(runtime)],
    }),
  },
  "option-unknown": {
    severity: "warning",
    meaning: "The start command has an option that no known docker client has.",
    cause: "A misspelt option, or one of a newer docker client than this program knows.",
    remedy: "Correct or remove the option.",
    source: RUN_REFERENCE,
    words: wrongOptionWords,
  },
  "option-invalid": {
    severity: "error",
    meaning: "docker would refuse an option of the start command.",
    cause:
      "A value is missing or malformed, or asks the engine for more than it has (CPUs, a runtime, a driver), or the option came with a newer engine.",
    remedy: "Write the option as docker expects it.",
    source: RUN_REFERENCE,
    words: invalidOptionWords,
  },
  "option-after-image": {
    severity: "warning",
    meaning:
      "An option of docker run stands after the image, or in command: of a compose service, so that the container is given it as a command (an error where the runner needs what it gives).",
    cause: "Options were added at the end of the start command: docker reads options only before the image.",
    remedy: "Move the option in front of the image; in a compose file, give the service the key that stands for it.",
    source: RUN_REFERENCE,
    words: lostOptionWords,
  },
  "network-missing": {
    severity: "error",
    meaning: "The start command's --network names a network that the engine does not have.",
    cause: "The network was made on another host or by a compose project that is not up, or its name is misspelt.",
    remedy: "Create it with docker network create, or remove --network.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#network",
    words: ({ plan, reference }: { readonly plan: RunnerPlan; readonly reference: PlannedReference }) => ({
      message: `The engine has no network ${reference.name}, so docker would refuse to start the runner.`,
      summary: `Create the network, or leave ${reference.text} out: the runner needs none of its own.`,
      commands: [dockerCommand(plan, ["network", "create", reference.name])],
    }),
  },
  "network-none": {
    severity: "error",
    meaning: "The start command gives the runner no network, and it has to reach Bitbucket.",
    cause: "--network none was copied from another container's start command.",
    remedy: "Remove --network none.",
    source: SOURCE_PROXY_PAGE,
    words: ({ network }: Pick<RunnerPlan, "network">) => ({
      message: "The start command gives the runner no network, so it cannot reach Bitbucket.",
      summary: "Leave --network none out.",
      changes: [removing(["--network", "none"], network.origin)],
    }),
  },
  "container-missing": {
    severity: "error",
    meaning:
      "An option of the start command (--network container:, --ipc, --pid, --link, --volumes-from) names a container that does not exist or does not run.",
    cause: "The other container was removed or stopped, has another name, or is started later.",
    remedy: "Start the other container first, or remove the option.",
    source: RUN_REFERENCE,
    words: missingContainerWords,
  },
  "device-missing": {
    severity: "error",
    meaning: "The start command's --device names a path that the engine's host does not have.",
    cause: "The driver is not loaded, or the command was written for another host.",
    remedy: "Load the driver, or remove the option.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#device",
    words: ({ reference }: { readonly reference: PlannedReference }) => ({
      message: `The engine's host has no device ${reference.name}, so docker would refuse to start the runner.`,
      summary: `Load the driver that makes ${reference.name}, or leave the option out.`,
      changes: [removing(reference.words, reference.origin)],
    }),
  },
  "container-name-taken": {
    severity: "error",
    meaning:
      "A container with the name of the runner's container exists already (a warning if it is this same runner).",
    cause: "An earlier start of the runner was not removed, or two runners are given the same name.",
    remedy: "Remove the old container, or start this one under another name.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#name",
    words: takenNameWords,
  },
  "command-flattened": {
    severity: "warning",
    meaning: "The start command lost its line breaks when it was copied.",
    cause:
      "A code block of a web page was copied as one line, with line numbers and backslashes in it; a shell would misread it.",
    remedy: COPY_AGAIN,
    source: SOURCE_IMAGES_PAGE,
    words: ({ plan, issue, process }: FlattenedCommand) => {
      const { problem, change } = issue;
      const commands = change === undefined ? rejoin(plan, issue, process) : [];
      return {
        message: problemWords(problem),
        summary: `${COPY_AGAIN}${commands.length > 0 ? whereToRepair(process) : ""}`,
        commands,
        changes: change === undefined ? [] : [change],
      };
    },
  },
  "proxy-loopback": {
    severity: "error",
    meaning:
      "The runner is told to use a proxy on its own loopback address (or on 0.0.0.0, which is no address to reach), where nothing listens inside the container.",
    cause:
      "The proxy runs on the host and is named 127.0.0.1 or localhost, which in a bridged container is the container itself.",
    remedy: "Name the proxy by an address of the host that containers reach, or start the runner with --network host.",
    source: SOURCE_PROXY_PAGE,
    words: loopbackProxyWords,
  },
  "secret-on-command-line": {
    severity: "warning",
    meaning:
      "OAUTH_CLIENT_SECRET, or a proxy with a user and a password, is on the command line, where every user of the host can read it.",
    cause:
      "The start command is used as Bitbucket shows it; arguments are in the process list and in the shell's history.",
    remedy: "Keep the secret in a file of mode 0600 and give it with --env-file.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#env",
    words: exposedSecretWords,
  },
});
