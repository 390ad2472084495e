import type {
  ClientOptionsFact,
  CommandIssue,
  NewerOption,
  PlannedReference,
  PlannedSetting,
  RunnerPlan,
  StartCommandChange,
} from "../../src/contract/index.js";
import { firstEngineWith } from "../../src/docker/engine-versions.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { destructive, safe, showing, type Words } from "../../src/judge/findings.js";
import { adding, removing, replacing } from "../../src/judge/remedy/changes.js";
import { listText, sentence } from "../../src/judge/text.js";
import { issueWords } from "./problem-words.js";

/** An option that docker does not take as it is written. */
export interface WrongOption {
  readonly issue: CommandIssue;
}

/** The words about an option that docker does not take as it is written. */
function wrongOptionWords({ issue }: WrongOption): Words {
  const { change } = issue;
  return { message: issueWords(issue), summary: adviceOf(issue), changes: change === undefined ? [] : [change] };
}

function adviceOf({ change, suggestion, problem }: CommandIssue): string {
  if (problem.of === "image-missing-line-cut")
    return "End every line of the start command but the last with the shell's continuation mark (\\ in sh and bash, ` in PowerShell).";
  if (change === undefined && suggestion !== undefined) return `Write ${suggestion} instead.`;
  return (change?.add ?? []).length > 0 ? "Correct the option." : "Remove the option, or correct it.";
}

/** Why the client did not list its options. */
export type UnaskedClient = "missing" | Extract<ClientOptionsFact, { outcome: "no-answer" }>["why"];

/** Why the client did not list its options, as half a sentence. */
export function unaskedWords(command: string, client: UnaskedClient): string {
  switch (client) {
    case "missing":
      return `this host has no ${command.split(" ")[0]} client`;
    case "time-limit":
      return `${command} --help did not answer within 2 s`;
    case "failed":
      return `${command} --help failed`;
    default:
      return `${command} --help lists no options`;
  }
}

/** Why it is open whether the client takes options. */
export function openWords(options: readonly string[], reasons: readonly string[]): string {
  return `it is unknown whether the client has ${listText(options, "or")}: ${listText(reasons)}`;
}

/** An option that this program does not know: the client does not have it either, or could not be asked. */
export type UnknownOption = WrongOption &
  ({ readonly of: "refused" } | { readonly of: "unasked"; readonly command: string; readonly client: UnaskedClient });

/** The words about an option that this program does not know. */
export function unknownOptionWords(unknown: UnknownOption): Words {
  if (unknown.of === "refused") return wrongOptionWords(unknown);
  const { issue, command, client } = unknown;
  return {
    message: `This program does not know the option ${issue.text} of ${command}, and ${unaskedWords(command, client)}.`,
    summary: `Remove ${issue.text}, if ${command} --help does not list it.`,
    commands: [showing(safe(`${command} --help`))],
  };
}

/** The words about a variable that docker takes for something else. */
export function forgottenOptionWords({ issue, name }: WrongOption & { readonly name: string }): Words {
  return { ...wrongOptionWords({ issue }), summary: `Write -e before ${name}.` };
}

/** The words about an option that docker hands to the container. */
export function lostOptionWords({ issue }: WrongOption): Words {
  const { problem, change, suggestion } = issue;
  const isCompose = problem.of === "option-in-command" || problem.of === "needed-option-in-command";
  const key = suggestion === undefined ? "" : ` Set the service's key ${suggestion} instead.`;
  return {
    message: issueWords(issue),
    summary: isCompose ? `Remove the option from command.${key}` : "Move the option before the image.",
    changes: change === undefined ? [] : [change, adding(...change.remove)],
  };
}

/** An option that docker refuses: the client by itself, or the engine. */
export type InvalidOption =
  | ({ readonly of: "issue" } & WrongOption)
  | { readonly of: "refused"; readonly setting: PlannedSetting; readonly answer: string }
  | { readonly of: "log-driver"; readonly reference: PlannedReference }
  /** the engine's interface is too old for it, or the one that DOCKER_API_VERSION insists on */
  | { readonly of: "newer"; readonly option: NewerOption; readonly isOfClient: boolean }
  /** DOCKER_API_VERSION is outside of what the engine speaks */
  | { readonly of: "api-version"; readonly version: string };

/** The words about an option that docker refuses. */
export function invalidOptionWords(invalid: InvalidOption): Words {
  switch (invalid.of) {
    case "issue":
      return wrongOptionWords(invalid);
    case "refused": {
      const { setting, answer } = invalid;
      return {
        message: sentence(`The engine refuses ${setting.text}: ${answer}`),
        summary: "Give the option another value, or remove it.",
        changes: [removing(setting.words, setting.origin)],
      };
    }
    case "log-driver": {
      const { name, words, origin } = invalid.reference;
      return {
        message: `The engine has no logging driver ${name}. The runner will not start.`,
        summary: "Remove the option, or name a driver that the engine has.",
        changes: [removing(words, origin)],
      };
    }
    case "newer":
      return newerOptionWords(invalid);
    default:
      return {
        message: `The engine refuses API version ${invalid.version}, which DOCKER_API_VERSION demands.`,
        summary: "Unset DOCKER_API_VERSION. Without it, docker and the engine agree on a version.",
      };
  }
}

function newerOptionWords({ option, isOfClient }: Extract<InvalidOption, { readonly of: "newer" }>): Words {
  const { text, words, origin, leastApi } = option;
  const engine = firstEngineWith(leastApi);
  const newer = engine === undefined ? "a newer Docker Engine" : `Docker Engine ${engine} or newer`;
  return {
    message: isOfClient
      ? `DOCKER_API_VERSION makes docker refuse ${text}, which needs version ${leastApi} of the engine's interface.`
      : `docker refuses ${text}: it needs version ${leastApi} of the engine's interface (${newer}).`,
    summary: isOfClient ? "Unset DOCKER_API_VERSION, or remove the option." : `Remove the option, or install ${newer}.`,
    changes: [removing(words, origin)],
  };
}

/** A container that an option names and that is not there, or does not run. */
export interface MissingContainer {
  readonly plan: RunnerPlan;
  readonly reference: PlannedReference;
  /** Its state; `undefined` where it does not exist. */
  readonly state: string | undefined;
}

/** The words about a container that an option names and that is not there, or does not run. */
export function missingContainerWords({ plan, reference, state }: MissingContainer): Words {
  const { name, text, words, origin } = reference;
  if (state === undefined)
    return {
      message: `The container ${name} does not exist (${text}). The runner will not start.`,
      summary: `Create and start the container ${name} first. Or remove ${text}.`,
      changes: [removing(words, origin)],
    };
  return {
    message: `The container ${name} is not running but ${state} (${text}). The runner will not start.`,
    summary: `Start the container ${name} first. Or remove ${text}.`,
    commands: [dockerCommand(plan, ["start", name])],
  };
}

/** A container that has the name which the runner's container is to have. */
export interface TakenName {
  readonly plan: RunnerPlan;
  readonly name: string;
  /** It is this very runner's. */
  readonly isSame: boolean;
  readonly isRunning: boolean;
}

/** The words about a container that has the name of the runner's. */
export function takenNameWords({ plan, name, isSame, isRunning }: TakenName): Words {
  return {
    message: isSame
      ? `This runner's container ${name} already exists. Two containers cannot have one name.`
      : `Another container already has the name ${name}. The runner will not start.`,
    summary: isRunning
      ? "Remove the running container; its current step is lost. Or give this one another --name."
      : "Remove the stopped container. Or give this one another --name.",
    commands: isRunning
      ? [destructive(dockerCommand(plan, ["rm", "--force", name]).run)]
      : [dockerCommand(plan, ["rm", name])],
  };
}

/** The words about a proxy that is the runner's own loopback. */
export function loopbackProxyWords({ plan, name }: { readonly plan: RunnerPlan; readonly name: string }): Words {
  const { network } = plan;
  const bridge = network.value === "default" ? "bridge" : network.value;
  const gateway = ["network", "inspect", bridge, "--format", "{{range .IPAM.Config}}{{.Gateway}}{{end}}"];
  return {
    message: `${name} points the runner at its own loopback address, not at the host's.`,
    summary: `Give the runner the host's network. Or let the proxy listen on the gateway of the bridge, and name that address in ${name}.`,
    changes: [intoHostNetwork(plan)],
    commands: [showing(dockerCommand(plan, gateway))],
  };
}

/** The runner in the host's own network, where the host's loopback is its own. */
function intoHostNetwork({ network }: RunnerPlan): StartCommandChange {
  const words = ["--network", "host"];
  return network.origin.from === "default"
    ? adding(...words)
    : replacing(["--network", network.value], words, network.origin);
}
