import { type ConnectionDetail, type ConnectionOutcome, type Secret, UsageError } from "../contract/index.js";
import { engineClient } from "./engine/client.js";
import { readEndpoint } from "./engine/endpoint.js";
import { outcomeOf } from "./engine/failure.js";
import { containerRequest } from "./engine/index.js";
import { isObject } from "./engine/json.js";
import { jsonOf, statusLine } from "./engine/reply.js";
import { dropUserInfo } from "../secrets/user-info.js";
import { withLimit } from "./limit.js";

interface ReadContainerOptions {
  readonly dockerHost: Secret | string;
  readonly name: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The engine that should know a container did not answer. */
export class UnansweredContainer extends Error {
  /** The container's name, the engine's URL without user-info, and what was seen of the engine. */
  readonly asked: {
    readonly name: string;
    readonly shown: string;
    readonly outcome: ConnectionOutcome;
    readonly detail: ConnectionDetail;
  };

  constructor(asked: UnansweredContainer["asked"]) {
    super(asked.outcome);
    this.asked = asked;
  }
}

/**
 * `GET /containers/NAME/json` as the engine gives it, for `--container`. It holds secrets: only the plan may read it.
 * @throws UsageError if there is no such container; UnansweredContainer if the engine cannot be asked
 */
export async function readContainer(options: ReadContainerOptions): Promise<unknown> {
  const { dockerHost, name, timeoutMs, signal } = options;
  const url = typeof dockerHost === "string" ? dockerHost : dockerHost.open();
  const shown = dropUserInfo(url).text;
  const fail = (why: string): UsageError => new UsageError(`--container ${name}: ${why}`);
  if (name === "") throw fail("a container name was expected");
  const endpoint = readEndpoint(url, process.env);
  const unanswered = (outcome: ConnectionOutcome, detail: ConnectionDetail): UnansweredContainer =>
    new UnansweredContainer({ name, shown, outcome, detail });
  if ("invalid" in endpoint) throw unanswered("invalid-endpoint", endpoint.invalid);
  const client = engineClient(endpoint, process.env);
  const reply = await withLimit(
    timeoutMs,
    signal,
    (limited) =>
      client(containerRequest(name), limited).catch((error: unknown) => {
        const { outcome, detail } = outcomeOf(error, endpoint);
        throw unanswered(outcome, detail);
      }),
    () => {
      throw unanswered("timeout", { of: "silence", limitMs: timeoutMs, isConnected: false });
    },
  );
  if (reply.status === 404) throw fail(`there is no such container on ${shown}; docker ps -a lists those there are`);
  const inspected = jsonOf(reply);
  if (reply.status !== 200 || !isObject(inspected)) {
    throw fail(`the engine at ${shown} gave no container: ${reply.status === 200 ? "not JSON" : statusLine(reply)}`);
  }
  return inspected;
}
