import type {
  ClientOptionsFact,
  CommandIssue,
  PlannedReference,
  PlannedSetting,
  RunnerPlan,
  StartCommandChange,
} from "../../src/contract/index.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { destructive, safe, showing, type Words } from "../../src/judge/findings.js";
import { adding, removing, replacing } from "../../src/judge/remedy/changes.js";
import { listText } from "../../src/judge/text.js";
import { problemWords } from "./problem-words.js";

/** An option that docker does not take as it is written. */
export interface WrongOption {
  readonly issue: CommandIssue;
}

/** The words about an option that docker does not take as it is written. */
export function wrongOptionWords({ issue }: WrongOption): Words {
  const { problem, change } = issue;
  return { message: problemWords(problem), summary: adviceOf(issue), changes: change === undefined ? [] : [change] };
}

function adviceOf({ change, suggestion }: CommandIssue): string {
  if (change === undefined && suggestion !== undefined) return `Write ${suggestion} instead.`;
  return (change?.add ?? []).length > 0
    ? "Write it as docker takes it."
    : "Leave it out, or write it as docker takes it.";
}

/** Why the client did not list its options. */
export type UnaskedClient = "missing" | Extract<ClientOptionsFact, { outcome: "no-answer" }>["why"];

/** Why the client did not list its options, as half a sentence. */
export function unaskedWords(command: string, client: UnaskedClient): string {
  switch (client) {
    case "missing":
      return `there is no ${command.split(" ")[0]} client here to ask`;
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
  return `it is not known whether the client has ${listText(options, "or")}: ${listText(reasons)}`;
}

/** An option that this program does not know: the client does not have it either, or could not be asked. */
export type UnknownOption = WrongOption &
  ({ readonly of: "refused" } | { readonly of: "unasked"; readonly command: string; readonly client: UnaskedClient });

/** The words about an option that this program does not know. */
export function unknownOptionWords(unknown: UnknownOption): Words {
  if (unknown.of === "refused") return wrongOptionWords(unknown);
  const { issue, command, client } = unknown;
  return {
    message: `This program does not know ${issue.text} as an option of ${command}, and ${unaskedWords(command, client)}.`,
    summary: `Look for ${issue.text} in what ${command} --help lists, and leave it out if it is not there.`,
    commands: [showing(safe(`${command} --help`))],
  };
}

/** The words about a variable that stands in the place of something else. */
export function forgottenOptionWords({ issue, name }: WrongOption & { readonly name: string }): Words {
  return { ...wrongOptionWords({ issue }), summary: `Write -e before ${name}.` };
}

/** The words about an option that docker hands to the container. */
export function lostOptionWords({ issue }: WrongOption): Words {
  const { problem, change, suggestion } = issue;
  const isCompose = problem.of === "option-in-command" || problem.of === "needed-option-in-command";
  const key = suggestion === undefined ? "" : `, and give the service the key ${suggestion}`;
  return {
    message: `${problemWords(problem)}.`,
    summary: isCompose ? `Take it out of command:${key}.` : "Move it in front of the image.",
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
        message: `The engine refuses ${setting.text}: ${answer}`,
        summary: "Give the option another value, or leave it out.",
        changes: [removing(setting.words, setting.origin)],
      };
    }
    case "log-driver": {
      const { name, words, origin } = invalid.reference;
      return {
        message: `The engine has no logging driver ${name}, so docker would refuse to start the runner.`,
        summary: "Leave the option out, or name a driver that is there.",
        changes: [removing(words, origin)],
      };
    }
    default:
      return {
        message: `DOCKER_API_VERSION makes docker speak version ${invalid.version}, which the engine refuses.`,
        summary: "Take DOCKER_API_VERSION out of the environment: docker and the engine agree by themselves.",
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
      message: `The container ${name} of ${text} does not exist, so docker would refuse to start the runner.`,
      summary: `Create and start the container ${name} first, or leave ${text} out.`,
      changes: [removing(words, origin)],
    };
  return {
    message: `The container ${name} of ${text} does not run (${state}), so docker would refuse to start the runner.`,
    summary: `Start the container ${name} first, or leave ${text} out.`,
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
      ? `This runner's container ${name} exists already; docker would refuse a second one of that name.`
      : `Another container has the name ${name}; docker would refuse to start the runner.`,
    summary: isRunning
      ? "Remove the running container (a step that it runs is lost), or give another --name."
      : "Remove the stopped container, or give another --name.",
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
    summary: `Give the runner the host's network; or let the proxy listen on the bridge's gateway (the command shows its address), and name that in ${name}.`,
    changes: [intoHostNetwork(plan)],
    commands: [dockerCommand(plan, gateway)],
  };
}

/** The runner in the host's own network, where the host's loopback is its own. */
function intoHostNetwork({ network }: RunnerPlan): StartCommandChange {
  const words = ["--network", "host"];
  return network.origin.from === "default"
    ? adding(...words)
    : replacing(["--network", network.value], words, network.origin);
}
