export { liveView } from "./live-view.js";
export { plainView } from "./plain-view.js";
export type { View } from "./types.js";
