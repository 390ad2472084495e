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
import { shellExpansionWords } from "./expansion-words.js";
import {
  forgottenOptionWords,
  invalidOptionWords,
  lostOptionWords,
  loopbackProxyWords,
  missingContainerWords,
  takenNameWords,
  unknownOptionWords,
} from "./option-words.js";
import { placeholderWords } from "./placeholder-words.js";
import { issueWords } from "./problem-words.js";
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
  "Copy the start command again with the page's copy button. Or put every option on a line of its own that ends with a backslash.";

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
    meaning: "The start command does not set a variable that the runner needs, or sets it to nothing.",
    cause: "The variable was forgotten, or is given as -e NAME while the shell has no NAME.",
    remedy: "Add -e NAME=value. Bitbucket shows the value when you add a runner.",
    source: VARIABLES.required.source,
    words: missingVariableWords,
  },
  "variable-placeholder": {
    severity: "error",
    meaning: "A placeholder stands where a value belongs: {account-uuid}, <uuid>, TODO, CHANGE_ME, xxx, ***.",
    cause: "An example from the documentation, a template or a wiki was copied and not filled in.",
    remedy: "Replace the placeholder with the value of this runner, repository or registry.",
    source: SOURCE_IMAGES_PAGE,
    words: placeholderWords,
  },
  "variable-malformed": {
    severity: "warning",
    meaning:
      "The value of a variable does not have the form that Bitbucket shows. It is an error for WORKING_DIRECTORY: such a path cannot be mounted.",
    cause:
      "The braces of a UUID were lost, doubled or escaped (PowerShell, templates, URLs). Or the value was cut off, or took in quotes or line breaks.",
    remedy:
      "Copy the value again from Bitbucket's start command. A UUID keeps its braces: {…}. In YAML, put the whole value in quotes.",
    source: SOURCE_IMAGES_PAGE,
    words: malformedVariableWords,
  },
  "variable-unknown": {
    severity: "warning",
    meaning: "The start command sets a variable that no known runner reads (not documented).",
    cause: "The name is misspelt, or comes from advice for another tool.",
    remedy: "Correct the name or remove the variable.",
    source: VARIABLES.optional.source,
    words: unknownVariableWords,
  },
  "variable-without-option": {
    severity: "error",
    meaning: "A variable has no -e of its own. docker takes it for the image, for a file or for another name.",
    cause:
      "The -e was forgotten or misspelt: NAME=value alone, -env NAME=value, --env = NAME=value, --env-file=NAME=value.",
    remedy: "Write -e before NAME=value. Use --env-file for a file only.",
    source: RUN_REFERENCE,
    words: forgottenOptionWords,
  },
  "variables-swapped": {
    severity: "warning",
    meaning: "Two variables seem to hold each other's value, or the same value (inferred from the form of the values).",
    cause:
      "Values were pasted into the wrong variables. Runner UUIDs have version 5, account and repository UUIDs version 4. OAuth secrets begin with ATOA.",
    remedy: "Compare each value with the start command that Bitbucket shows.",
    source: "start commands of runners in public repositories",
    words: swappedVariablesWords,
  },
  "runner-image-unexpected": {
    severity: "warning",
    meaning: "The start command's image does not look like the runner's image or a mirror of it.",
    cause: "The name of another image was pasted, or the runner was built into a custom image.",
    remedy: `Start ${RUNNER_IMAGE.value}, or a mirror whose name ends with ${RUNNER_REPOSITORY_NAME.value}.`,
    source: RUNNER_IMAGE.source,
    words: ({ image }: { readonly image: PlannedImage }) => ({
      message: `${image.reference} does not look like the runner's image.`,
      summary: "Start the runner's image, or your mirror of it.",
      changes: [replacing([image.reference], [RUNNER_IMAGE.value], image.origin)],
    }),
  },
  "runner-not-docker": {
    severity: "error",
    meaning: "RUNTIME asks for a shell runner. A shell runner uses no containers and no images.",
    cause: "RUNTIME was copied from the start command of a shell runner.",
    remedy: "Remove RUNTIME from the start command of a Docker runner.",
    source: SOURCE_IMAGES_PAGE,
    words: ({ runtime }: { readonly runtime: PlannedVariable }) => ({
      message: `RUNTIME=${runtime.value ?? ""} asks for a shell runner, not for a Docker runner.`,
      summary: "Remove RUNTIME. The runner's image is a Docker runner without it.",
      changes: [insteadOfVariable(runtime)],
    }),
  },
  "option-unknown": {
    severity: "error",
    meaning:
      "The start command has an option that docker does not have. It is a warning where no client could be asked, and for a key of a compose file.",
    cause: "The option is misspelt, belongs to another tool, or needs a newer docker client than the one on this host.",
    remedy: "Correct or remove the option. docker run --help lists the options of the client on this host.",
    source: RUN_REFERENCE,
    words: unknownOptionWords,
  },
  "option-invalid": {
    severity: "error",
    meaning: "docker refuses an option of the start command.",
    cause:
      "A value is missing or malformed, or the engine lacks what it asks for (CPUs, a runtime, a driver). Or the option needs a newer engine.",
    remedy: "Write the option as docker expects it.",
    source: RUN_REFERENCE,
    words: invalidOptionWords,
  },
  "option-after-image": {
    severity: "warning",
    meaning:
      "An option stands after the image, or in command: of a compose service. docker hands it to the container as a command. It is an error where the runner needs the option.",
    cause: "Options were added at the end of the start command. docker reads options only before the image.",
    remedy: "Move the option before the image. In a compose file, set the service's key for it.",
    source: RUN_REFERENCE,
    words: lostOptionWords,
  },
  "shell-expansion": {
    severity: "warning",
    meaning:
      "Only a shell knows a part of the start command ($NAME, ${NAME:-…}, $(…), backticks). The run is UNDETERMINED.",
    cause: "The command is part of a script that sets the variable elsewhere. Or single quotes hide it from the shell.",
    remedy: "Use --command-file with a text that sets the variable above the command. Or export the variable first.",
    source: RUN_REFERENCE,
    words: shellExpansionWords,
  },
  "client-not-docker": {
    severity: "warning",
    meaning:
      "The start command is for podman or nerdctl, which do not use a Docker Engine (an error where no Docker Engine answers).",
    cause: "The host has no Docker, or the command was rewritten for another tool.",
    remedy: "Install Docker and start the runner with docker run, as the vendor documents it.",
    source: SOURCE_IMAGES_PAGE,
    words: ({ client, hasEngine }: { readonly client: string; readonly hasEngine: boolean }) => ({
      message: hasEngine
        ? `The start command calls ${client}, but the runner's steps use the Docker Engine. No known guide describes that.`
        : `The start command calls ${client}, but the runner needs a Docker Engine, and none answers.`,
      summary: hasEngine
        ? `Replace ${client} with docker in the start command.`
        : `Start Docker on this host, and replace ${client} with docker in the start command.`,
    }),
  },
  "network-missing": {
    severity: "error",
    meaning: "--network names a network that the engine does not have.",
    cause: "The network exists on another host, belongs to a compose project that is down, or its name is misspelt.",
    remedy: "Create it with docker network create, or remove --network.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#network",
    words: ({ plan, reference }: { readonly plan: RunnerPlan; readonly reference: PlannedReference }) => ({
      message: `The engine has no network ${reference.name}. The runner will not start.`,
      summary: `Create the network ${reference.name}. Or remove ${reference.text}: the runner works without it.`,
      commands: [dockerCommand(plan, ["network", "create", reference.name])],
    }),
  },
  "network-none": {
    severity: "error",
    meaning: "The start command gives the runner no network. The runner must reach Bitbucket.",
    cause: "--network none was copied from another container's start command.",
    remedy: "Remove --network none.",
    source: SOURCE_PROXY_PAGE,
    words: ({ network }: Pick<RunnerPlan, "network">) => ({
      message: "The start command gives the runner no network. The runner cannot reach Bitbucket.",
      summary: "Remove --network none.",
      changes: [removing(["--network", "none"], network.origin)],
    }),
  },
  "container-missing": {
    severity: "error",
    meaning:
      "An option names a container that does not exist or does not run (--network container:, --ipc, --pid, --link, --volumes-from).",
    cause: "The other container was removed or stopped, has another name, or starts later.",
    remedy: "Start the other container first, or remove the option.",
    source: RUN_REFERENCE,
    words: missingContainerWords,
  },
  "device-missing": {
    severity: "error",
    meaning: "--device names a path that the engine's host does not have.",
    cause: "The driver is not loaded, or the command was written for another host.",
    remedy: "Load the driver, or remove the option.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#device",
    words: ({ reference }: { readonly reference: PlannedReference }) => ({
      message: `The engine's host has no device ${reference.name}. The runner will not start.`,
      summary: `Load the driver that creates ${reference.name}. Or remove the option.`,
      changes: [removing(reference.words, reference.origin)],
    }),
  },
  "container-name-taken": {
    severity: "error",
    meaning: "Another container already has the runner's name. It is a warning if that container is this same runner.",
    cause: "The container of an earlier start is still there, or two runners have the same name.",
    remedy: "Remove the old container, or give this one another --name.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#name",
    words: takenNameWords,
  },
  "command-flattened": {
    severity: "warning",
    meaning:
      "The start command lost line breaks, quotes or dashes when it was copied. It is an error where the shell or docker misreads it as it stands.",
    cause:
      "A code block of a web page was copied as one line, with its line numbers and backslashes. A shell misreads that.",
    remedy: COPY_AGAIN,
    source: SOURCE_IMAGES_PAGE,
    words: ({ plan, issue, process }: FlattenedCommand) => {
      const { change } = issue;
      const commands = change === undefined ? rejoin(plan, issue, process) : [];
      return {
        message: issueWords(issue),
        summary: `${COPY_AGAIN}${commands.length > 0 ? whereToRepair(process) : ""}`,
        commands,
        changes: change === undefined ? [] : [change],
      };
    },
  },
  "proxy-loopback": {
    severity: "error",
    meaning: "The runner's proxy is a loopback address or 0.0.0.0. Inside the container nothing listens there.",
    cause:
      "The proxy runs on the host and is called 127.0.0.1 or localhost. In a container with its own network that is the container itself.",
    remedy:
      "Name the proxy with an address of the host that containers reach. Or start the runner with --network host.",
    source: SOURCE_PROXY_PAGE,
    words: loopbackProxyWords,
  },
  "secret-on-command-line": {
    severity: "warning",
    meaning:
      "OAUTH_CLIENT_SECRET, or the password of a proxy, is on the command line. Every user of the host can read it there.",
    cause: "Bitbucket shows the start command like this. The process list and the shell's history keep all arguments.",
    remedy: "Put the secret in a file with mode 0600, and name that file with --env-file.",
    source: "https://docs.docker.com/reference/cli/docker/container/run/#env",
    words: exposedSecretWords,
  },
});
