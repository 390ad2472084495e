export { type LiveHost, liveHost, type LiveHostOptions } from "./live.js";
export { type RealPlanWorld, readPlanWorld } from "./plan-world.js";
export { readContainer, type ReadContainerOptions } from "./read-container.js";
export { recordedHost } from "./recorded.js";
