import type {
  CommandIssue,
  NewerOption,
  PlannedReference,
  PlannedSetting,
  RunnerPlan,
  StartCommandChange,
} from "../../src/contract/index.js";
import { firstEngineWith } from "../../src/docker/engine-versions.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { destructive, type Words } from "../../src/judge/findings.js";
import { adding, removing, replacing } from "../../src/judge/remedy/changes.js";
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
    case "newer":
      return newerOptionWords(invalid);
    default:
      return {
        message: `DOCKER_API_VERSION makes docker speak version ${invalid.version}, which the engine refuses.`,
        summary: "Take DOCKER_API_VERSION out of the environment: docker and the engine agree by themselves.",
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
    summary: isOfClient
      ? "Take DOCKER_API_VERSION out of the environment, or leave the option out."
      : `Leave the option out, or install ${newer}.`,
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
