import type { CommandIssue, ConflictProblem } from "../../contract/index.js";
import type { DockerInvocation } from "./docker-prefix.js";
import { networkName } from "../../docker/options/network-values.js";
import { readBoolean, readBytes, readInteger } from "../../docker/options/values.js";
import type { GivenOption } from "./given-option.js";
import { shownWords } from "./option-value.js";
import type { Word } from "./word.js";

/** Least memory that the engine gives a container, in bytes. Engine 20.10 and later, November 2026. */
const LEAST_MEMORY_BYTES = 6 * 1024 ** 2;

interface Given {
  readonly options: readonly GivenOption[];
  /** The value that counts of an option. */
  readonly valueOf: (name: string) => Word | undefined;
  readonly isOn: (name: string) => boolean;
}

interface Conflict {
  readonly text: string;
  readonly problem: ConflictProblem;
  readonly word: Word | undefined;
  /** The option that goes; by default the one with this value. */
  readonly gone?: string;
}

/** An option that the docker client refuses although its value is right. */
export interface Refusal {
  readonly issue: CommandIssue;
  /** The option that has to go, where it is one. */
  readonly option?: GivenOption;
}

/**
 * Options that docker or its engine refuses together, and numbers outside of what the engine takes. Measured against
 * docker CLI 28.2 and Engine 20.10, November 2026.
 */
export function conflictsOf(invocation: DockerInvocation, options: readonly GivenOption[]): readonly Refusal[] {
  const valueOf = (name: string): Word | undefined =>
    options.findLast((option) => option.name === name && !option.invalid)?.value;
  const isOn = (name: string): boolean => readBoolean(valueOf(name)?.text ?? "false") === true;
  const given: Given = { options, valueOf, isOn };
  return [
    ...engineConflicts(invocation),
    ...lifeConflicts(given),
    ...memoryConflicts(given),
    ...cpuConflicts(given),
    ...networkConflicts(given),
  ].map(({ text, problem, word, gone }) => {
    const option = options.findLast(({ name, value }) => (gone === undefined ? value === word : name === gone));
    const remove = option === undefined ? undefined : shownWords(option);
    const issue: CommandIssue = {
      kind: "option-invalid",
      // nothing but the options in front of `run` is not among these
      subject: { of: "option", name: option?.name ?? "host" },
      text,
      problem,
      origin: word?.origin ?? invocation.origin,
      ...(remove === undefined
        ? {}
        : { change: { remove, add: [], origin: option?.value.origin ?? invocation.origin } }),
    };
    return { issue, ...(option === undefined ? {} : { option }) };
  });
}

function engineConflicts({ hosts, contexts }: DockerInvocation): readonly Conflict[] {
  const found: Conflict[] = [];
  if (hosts.length > 1) found.push({ text: "-H", problem: { of: "hosts-repeated" }, word: hosts[1] });
  if (hosts.length > 0 && contexts.length > 0) {
    found.push({ text: "-H --context", problem: { of: "host-and-context" }, word: contexts[0] });
  }
  return found;
}

function lifeConflicts({ options, valueOf, isOn }: Given): readonly Conflict[] {
  const found: Conflict[] = [];
  const restart = valueOf("restart");
  if (isOn("rm") && restart !== undefined && restart.text !== "" && restart.text !== "no") {
    found.push({ text: "--rm --restart", problem: { of: "restart-and-rm" }, word: restart, gone: "rm" });
  }
  if (isOn("detach") && valueOf("attach") !== undefined) {
    found.push({ text: "--detach --attach", problem: { of: "attach-and-detach" }, word: valueOf("attach") });
  }
  if (isOn("no-healthcheck") && options.some(({ name }) => name.startsWith("health-"))) {
    found.push({ text: "--no-healthcheck", problem: { of: "healthcheck-and-none" }, word: valueOf("no-healthcheck") });
  }
  if (valueOf("uts")?.text === "host" && (valueOf("hostname")?.text ?? "") !== "") {
    found.push({ text: "--uts --hostname", problem: { of: "hostname-and-uts" }, word: valueOf("hostname") });
  }
  if (valueOf("log-driver")?.text === "none" && valueOf("log-opt") !== undefined) {
    found.push({
      text: "--log-driver --log-opt",
      problem: { of: "log-options-without-driver" },
      word: valueOf("log-opt"),
    });
  }
  return found;
}

function memoryConflicts({ valueOf }: Given): readonly Conflict[] {
  const found: Conflict[] = [];
  const report = (name: string, problem: ConflictProblem): void => {
    const word = valueOf(name);
    found.push({ text: `--${name} ${word?.text ?? ""}`, problem, word });
  };
  const bytes = (name: string): number => readBytes(valueOf(name)?.text ?? "") ?? 0;
  const [memory, swap, reservation] = [bytes("memory"), bytes("memory-swap"), bytes("memory-reservation")];
  if (memory > 0 && memory < LEAST_MEMORY_BYTES) report("memory", { of: "memory-too-small" });
  if (swap > 0 && memory === 0) report("memory-swap", { of: "swap-without-memory" });
  if (swap > 0 && swap < memory) report("memory-swap", { of: "swap-below-memory" });
  if (reservation > 0 && reservation < LEAST_MEMORY_BYTES)
    report("memory-reservation", { of: "reservation-too-small" });
  if (memory > 0 && reservation > memory) report("memory-reservation", { of: "reservation-above-memory" });
  const swappiness = readInteger(valueOf("memory-swappiness")?.text ?? "") ?? -1;
  if (swappiness < -1 || swappiness > 100) report("memory-swappiness", { of: "swappiness-out-of-range" });
  const score = readInteger(valueOf("oom-score-adj")?.text ?? "") ?? 0;
  if (Math.abs(score) > 1000) report("oom-score-adj", { of: "oom-score-out-of-range" });
  return found;
}

function cpuConflicts({ valueOf }: Given): readonly Conflict[] {
  const found: Conflict[] = [];
  const report = (name: string, problem: ConflictProblem): void => {
    const word = valueOf(name);
    found.push({ text: `--${name} ${word?.text ?? ""}`, problem, word });
  };
  const number = (name: string): number => readInteger(valueOf(name)?.text ?? "") ?? 0;
  const [period, quota] = [number("cpu-period"), number("cpu-quota")];
  const hasCpus = !/^[+-]?[0.]*$/.test(valueOf("cpus")?.text ?? "");
  if (period !== 0 && (period < 1000 || period > 1_000_000)) report("cpu-period", { of: "cpu-period-out-of-range" });
  if (quota > 0 && quota < 1000) report("cpu-quota", { of: "cpu-quota-too-small" });
  if (hasCpus && period > 0) report("cpu-period", { of: "cpus-and-period" });
  if (hasCpus && quota > 0) report("cpu-quota", { of: "cpus-and-quota" });
  return found;
}

const NOT_USER_DEFINED = /^(?:|default|bridge|host|none|container:.*)$/;

function networkConflicts({ options, valueOf }: Given): readonly Conflict[] {
  const found: Conflict[] = [];
  const networks = options.filter(({ name, invalid }) => name === "network" && !invalid);
  const names = networks.map(({ value }) => networkName(value.text) ?? "");
  if (networks.length > 1 && names.some((name) => /^(?:host|none|container:.*)$/.test(name))) {
    found.push({ text: "--network", problem: { of: "networks-mixed" }, word: networks[1]?.value });
  }
  const first = names[0] ?? "";
  if (networks[0]?.value.unexpanded.length === 0 || networks.length === 0) {
    for (const name of NOT_USER_DEFINED.test(first) ? ["network-alias", "ip", "ip6"] : []) {
      const word = valueOf(name);
      if (word !== undefined && word.text !== "")
        found.push({ text: `--${name}`, problem: { of: "network-not-user-defined" }, word });
    }
  }
  if (first === "host" && valueOf("link") !== undefined) {
    found.push({ text: "--link", problem: { of: "host-network-and-link" }, word: valueOf("link") });
  }
  for (const name of first.startsWith("container:")
    ? ["hostname", "publish", "expose", "dns", "link", "add-host"]
    : []) {
    const problem = { of: "container-network-and-option", option: name } as const;
    if (valueOf(name) !== undefined) found.push({ text: `--network --${name}`, problem, word: valueOf(name) });
  }
  return found;
}
