import type {
  CommandIssue,
  CommandProblem,
  NewerOption,
  Origin,
  PlannedReference,
  PlannedVariable,
} from "../../src/contract/index.js";
import {
  EXAMPLE_PLAN,
  EXAMPLE_PROCESS,
  exampleMount,
  exampleVariable,
  type ExamplesOf,
} from "../../src/judge/examples.js";
import type { RUNNER_CODES } from "./codes.js";
import { SECRET } from "./secrets.js";

const plan = EXAMPLE_PLAN;
const AT: Origin = { from: "word", word: 12 };

function issue(problem: CommandProblem, more: Partial<CommandIssue> = {}): CommandIssue {
  return { kind: "option-invalid", subject: { of: "command" }, text: "", problem, origin: AT, ...more };
}

function reference(kind: PlannedReference["kind"], name: string, ...words: readonly string[]): PlannedReference {
  return { kind, name, words, text: words.join(" "), origin: AT };
}

function uuid(name: string, value: string): PlannedVariable {
  return exampleVariable(name, { value });
}

const [RUNNER, ACCOUNT] = [
  uuid("RUNNER_UUID", "{2b3c4d5e-1111-4222-8333-444455556666}"),
  uuid("ACCOUNT_UUID", "{6f7a8b9c-1111-5222-8333-444455556666}"),
];

const ANNOTATION = ["--annotation", "team=build"];
const NEWER: NewerOption = { words: ANNOTATION, text: ANNOTATION.join(" "), origin: AT, leastApi: "1.43" };

/** Cases of what can be wrong with the start command itself. */
export const RUNNER_EXAMPLES: ExamplesOf<typeof RUNNER_CODES> = {
  "variable-missing": [
    { plan, name: "OAUTH_CLIENT_ID", lack: "not-given", typo: undefined },
    { plan, name: "RUNNER_UUID", lack: "not-given", typo: uuid("RUNER_UUID", "…") },
    { plan, name: SECRET, lack: "unset", typo: undefined },
    { plan, name: "WORKING_DIRECTORY", lack: "empty", typo: undefined },
  ],
  "variable-placeholder": [
    { plan, target: "ACCOUNT_UUID", text: "{account-uuid}", holder: { of: "variable", name: "ACCOUNT_UUID" } },
    { plan, target: "CLONE_IMAGE", text: "<registry>", holder: { of: "image-variable", name: "CLONE_IMAGE" } },
    {
      plan,
      target: "<registry>/runner:1",
      text: "<registry>",
      holder: {
        of: "image",
        image: { role: "runner", reference: "<registry>/runner:1", puller: "start-command", origin: AT },
      },
    },
    {
      plan,
      target: "-v <path_to_docker_config>:/root/.docker",
      text: "<path_to_docker_config>",
      holder: { of: "mount", mount: exampleMount("<path_to_docker_config>", "/root/.docker") },
    },
    {
      plan,
      target: "--name runner-<uuid>",
      text: "<uuid>",
      holder: { of: "container-name", name: { value: "runner-<uuid>", origin: AT } },
    },
  ],
  "variable-malformed": [
    { plan, variable: RUNNER, malformation: { of: "braces-missing" } },
    { plan, variable: RUNNER, malformation: { of: "braces-escaped" } },
    { plan, variable: RUNNER, malformation: { of: "no-uuid", length: 12 } },
    { plan, variable: exampleVariable(SECRET), malformation: { of: "quoted" } },
    { plan, variable: exampleVariable("RUNTIME", { value: "linux" }), malformation: { of: "runtime" } },
    {
      plan,
      variable: exampleVariable("OAUTH_CLIENT_ID", {
        via: "env-file",
        origin: { from: "file", file: "runner.env", line: 3, path: "/home/op/runner.env" },
      }),
      malformation: { of: "unexpanded", by: "env-file", parts: ["$ID"] },
    },
  ],
  "variable-unknown": [
    { variable: exampleVariable("HTTP_TIMEOUT"), nearest: undefined, isNearestMissing: false },
    { variable: uuid("RUNER_UUID", "…"), nearest: "RUNNER_UUID", isNearestMissing: true },
  ],
  "variable-without-option": [
    { issue: issue({ of: "variable-taken-for-image", name: "RUNNER_UUID" }), name: "RUNNER_UUID=…" },
    { issue: issue({ of: "env-misspelt" }), name: "RUNNER_UUID=…" },
  ],
  "variables-swapped": [
    { plan, of: "same-uuid", first: ACCOUNT, second: RUNNER },
    { plan, of: "uuids", runner: RUNNER, others: [ACCOUNT] },
    { plan, of: "oauth" },
  ],
  "runner-image-unexpected": [
    { image: { role: "runner", reference: "debian:12", puller: "start-command", origin: AT } },
  ],
  "runner-not-docker": [{ runtime: exampleVariable("RUNTIME", { value: "linux-shell" }) }],
  "option-unknown": [
    {
      of: "refused",
      issue: issue(
        { of: "option-unknown", command: "docker run", option: "--nam" },
        { suggestion: "--name", change: { remove: ["--nam"], add: ["--name"], origin: AT } },
      ),
    },
    {
      of: "unasked",
      command: "docker run",
      client: "missing",
      issue: issue({ of: "option-unknown", command: "docker run", option: "--fresh-thing" }, { text: "--fresh-thing" }),
    },
  ],
  "client-not-docker": [
    { client: "podman", hasEngine: false },
    { client: "podman", hasEngine: true },
  ],
  "shell-expansion": [
    { plan, expression: "$(cat image.txt)", mayGive: undefined },
    { plan: { ...plan, source: "command-file" }, expression: "$RUNNER", mayGive: undefined },
    { plan: { ...plan, source: "command-file" }, expression: "$OPTIONS", mayGive: "options" },
    { plan, variable: SECRET, mayGive: undefined },
  ],
  "option-invalid": [
    { of: "issue", issue: issue({ of: "value-missing", option: "--cpus" }) },
    { of: "issue", issue: issue({ of: "image-missing-line-cut", command: "docker run" }, { text: "docker run" }) },
    {
      of: "issue",
      issue: issue(
        { of: "restart-and-rm" },
        { text: "--rm --restart", change: { remove: ["--rm"], add: [], origin: AT } },
      ),
    },
    {
      of: "refused",
      setting: { text: "--cpus 64", words: ["--cpus", "64"], origin: AT, body: {} },
      answer: "range of CPUs is from 0.01 to 8.00, as there are only 8 CPUs available",
    },
    { of: "log-driver", reference: reference("log-driver", "loki", "--log-driver", "loki") },
    { of: "newer", option: NEWER, isOfClient: false },
    { of: "newer", option: NEWER, isOfClient: true },
    { of: "newer", option: { ...NEWER, leastApi: "1.25" }, isOfClient: false },
    { of: "api-version", version: "1.30" },
  ],
  "option-after-image": [
    {
      issue: issue(
        { of: "needed-option-after-image", option: "-v" },
        { change: { remove: ["-v", "/tmp:/tmp"], add: [], origin: AT } },
      ),
    },
    {
      issue: issue(
        { of: "option-in-command", option: "--restart" },
        { suggestion: "restart", change: { remove: ["--restart", "always"], add: [], origin: AT } },
      ),
    },
  ],
  "network-missing": [{ plan, reference: reference("network", "ci", "--network", "ci") }],
  "network-none": [{ network: { value: "none", origin: AT } }],
  "container-missing": [
    { plan, reference: reference("container", "vpn", "--network", "container:vpn"), state: undefined },
    { plan, reference: reference("container", "vpn", "--network", "container:vpn"), state: "exited" },
  ],
  "device-missing": [{ reference: reference("device", "/dev/kvm", "--device", "/dev/kvm") }],
  "container-name-taken": [
    { plan, name: "runner-1", isSame: true, isRunning: true },
    { plan, name: "runner-1", isSame: false, isRunning: false },
  ],
  "command-flattened": [
    {
      plan: { ...plan, source: "command-file" },
      issue: issue(
        { of: "breaks-lost", mark: "\\" },
        { origin: { from: "file", file: "runner.sh", line: 1, path: "/home/op/runner.sh" } },
      ),
      process: EXAMPLE_PROCESS,
    },
    { plan, issue: issue({ of: "blank-after-mark", mark: "\\" }), process: EXAMPLE_PROCESS },
  ],
  "proxy-loopback": [{ plan, name: "HTTPS_PROXY" }],
  "secret-on-command-line": [
    { plan, name: SECRET },
    { plan, name: "HTTPS_PROXY" },
  ],
};
