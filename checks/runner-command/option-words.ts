import type {
  CommandIssue,
  PlannedReference,
  PlannedSetting,
  RunnerPlan,
  StartCommandChange,
} from "../../src/contract/index.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { destructive, showing, type Words } from "../../src/judge/findings.js";
import { adding, removing, replacing } from "../../src/judge/remedy/changes.js";
import { sentence } from "../../src/judge/text.js";
import { issueWords } from "./problem-words.js";

/** An option that docker does not take as it is written. */
export interface WrongOption {
  readonly issue: CommandIssue;
}

/** The words about an option that docker does not take as it is written. */
export function wrongOptionWords({ issue }: WrongOption): Words {
  const { change } = issue;
  return { message: issueWords(issue), summary: adviceOf(issue), changes: change === undefined ? [] : [change] };
}

function adviceOf({ change, suggestion }: CommandIssue): string {
  if (change === undefined && suggestion !== undefined) return `Write ${suggestion} instead.`;
  return (change?.add ?? []).length > 0 ? "Correct the option." : "Remove the option, or correct it.";
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
    default:
      return {
        message: `The engine refuses API version ${invalid.version}, which DOCKER_API_VERSION demands.`,
        summary: "Unset DOCKER_API_VERSION. Without it, docker and the engine agree on a version.",
      };
  }
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
