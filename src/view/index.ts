import type { LiveOptions } from "./live-view.js";
import type { View } from "./types.js";

export type { View } from "./types.js";

/** The view of a run on a terminal or in a log; what it needs is loaded with it. */
export async function loadView(
  kind: "live" | "plain",
  stream: NodeJS.WriteStream,
  options: LiveOptions,
): Promise<View> {
  if (kind === "live") return (await import("./live-view.js")).liveView(stream, options);
  return (await import("./plain-view.js")).plainView(stream, options.ascii);
}
