/** What plugins and scripts import: the contract's types, its errors, and helpers for writing checks. */
export * from "./contract/index.js";
export {
  parseReference,
  registryEndpoint,
  type ImageReference,
  type ReferenceHint,
  type ReferenceProblem,
} from "./docker/reference.js";
export { adding, removing, replacing } from "./judge/remedy/changes.js";
export { shellLine, shellWord } from "./docker/shell.js";
export { dockerLine } from "./judge/remedy/docker-line.js";
export * from "./judge/findings.js";
