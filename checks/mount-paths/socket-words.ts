import type { PlannedMount, RunnerPlan } from "../../src/contract/index.js";
import type { Words } from "../../src/judge/findings.js";
import { mountSource } from "../../src/judge/mounts/covering.js";
import { mounting } from "../../src/judge/remedy/mounts.js";

/** What is mounted as the socket. */
type WrongSocket =
  | { readonly of: "no-path"; readonly mount: PlannedMount }
  /** as the engine sees it */
  | { readonly of: "engine-path"; readonly path: string; readonly is: "missing" | "directory" }
  /** as this process sees it, beside the engine's own socket */
  | {
      readonly of: "own-path";
      readonly path: string;
      readonly is: "missing" | "other-socket" | "no-socket";
      readonly listensOn: string;
    };

/** A mount of something else than the engine's socket. */
export interface DifferentSocket {
  readonly plan: RunnerPlan;
  readonly target: string;
  /** The socket that has to be mounted. */
  readonly right: string;
  readonly wrong: WrongSocket;
}

const IS: Readonly<Record<Exclude<WrongSocket, { of: "no-path" }>["is"], string>> = {
  missing: "does not exist",
  directory: "is a directory",
  "other-socket": "belongs to another engine",
  "no-socket": "is not a socket",
};

/** What is mounted instead of the engine's socket, and the mount that has to be. */
export function differentSocketWords({ plan, target, right, wrong }: DifferentSocket): Words {
  return {
    message: messageOf(wrong, target),
    summary: `Mount ${right} at ${target}.`,
    changes: [mounting(plan, right, target)],
  };
}

function messageOf(wrong: WrongSocket, target: string): string {
  switch (wrong.of) {
    case "no-path":
      return `The start command mounts ${mountSource(wrong.mount)} at ${target}, not the Docker socket.`;
    case "engine-path":
      return `The mounted socket ${wrong.path} ${IS[wrong.is]} on the engine's host.`;
    default:
      return `The mounted socket ${wrong.path} ${IS[wrong.is]}. This engine listens on ${wrong.listensOn}.`;
  }
}
