export { exitCode } from "./exit-code.js";
export { keepGlobals } from "./kept-globals.js";
export { loadPlugins } from "./plugins.js";
export { type RunOptions, runChecks } from "./run-checks.js";
export { selectChecks } from "./select-checks.js";
export { traceCredentials } from "./trace-credentials.js";
export { describeCheckProblems, describeSetProblems } from "./validate-checks.js";
