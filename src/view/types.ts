import type { RunObserver } from "../contract/index.js";

/** Shows a run while it goes on. Decides nothing. */
export interface View {
  readonly observe: RunObserver;
  /** Ends the view, also when the run never finished, and leaves the stream as it was. */
  close(): Promise<void>;
}
