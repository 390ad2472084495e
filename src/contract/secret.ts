import { inspect } from "node:util";

const PLACEHOLDER = "[secret]";

/**
 * A value that must never be printed, recorded or serialised. Only the probe that needs it calls {@link Secret.open}.
 * `toString`, `toJSON` and `util.inspect` all give a placeholder.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The plain value. Call it only where the value is handed to the engine or a server. */
  open(): string {
    return this.#value;
  }

  toString(): string {
    return PLACEHOLDER;
  }

  toJSON(): string {
    return PLACEHOLDER;
  }

  [inspect.custom](): string {
    return PLACEHOLDER;
  }
}

/** What the plan holds back: handed to the probes and to nothing else. */
export interface PlanSecrets {
  /** The engine's URL as given, with user-info if it had any. */
  readonly dockerHost: Secret;
  /** The plan's proxies as given, with user-info. */
  readonly proxies: { readonly http?: Secret; readonly https?: Secret };
  /** Every value that must not appear anywhere (OAuth secret, values of variables that are not allow-listed, proxy passwords). */
  readonly values: readonly Secret[];
}
