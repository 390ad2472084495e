export { type LiveHost, liveHost } from "./live.js";
export { readPlanWorld } from "./plan-world.js";
export { readContainer, UnansweredContainer } from "./read-container.js";
export { recordedHost } from "./recorded.js";
