import { ProbeError, type WalkUnproven } from "../../contract/index.js";
import { unprovenWords } from "../../judge/images/unproven-words.js";

/** This process does not do something in the engine's place. A walk tells it as a fact; other questions have no answer then. */
export class UnprovenError extends ProbeError {
  readonly unproven: WalkUnproven;

  constructor(unproven: WalkUnproven) {
    super("not-visible", unprovenWords(unproven));
    this.unproven = unproven;
  }
}
