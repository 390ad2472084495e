/** Go's name of this machine's architecture, and of one that it cannot run. */
export const NATIVE = process.arch === "arm64" ? "arm64" : "amd64";
export const FOREIGN = process.arch === "arm64" ? "amd64" : "arm64";
