/** What plugins and scripts import: the contract's types, its errors, and helpers for writing checks. */
export * from "./contract/index.js";
export { parseReference, registryEndpoint, type ImageReference } from "./reference.js";
export { adding, removing, replacing } from "./judge/changes.js";
export { dockerLine, shellLine, shellWord } from "./judge/shell.js";
export * from "./judge/findings.js";
