import type { PlanIssue } from "../../contract/index.js";
import type { DockerInvocation } from "./docker-prefix.js";
import { networkName } from "../../docker/options/network-values.js";
import { readBoolean, readBytes, readInteger } from "../../docker/options/values.js";
import { type GivenOption, writtenOption } from "./options.js";
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
  readonly message: string;
  readonly word: Word | undefined;
  /** The option that goes; by default the one with this value. */
  readonly gone?: string;
}

/** An option that the docker client refuses although its value is right. */
export interface Refusal {
  readonly issue: PlanIssue;
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
  ].map(({ text, message, word, gone }) => {
    const option = options.findLast(({ name, value }) => (gone === undefined ? value === word : name === gone));
    const remove = option === undefined ? undefined : writtenOption(option);
    const issue: PlanIssue = {
      kind: "option-invalid",
      // nothing but the options in front of `run` is not among these
      subject: { of: "option", name: option?.name ?? "host" },
      text,
      message,
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
  if (hosts.length > 1) found.push({ text: "-H", message: "Specify only one -H", word: hosts[1] });
  if (hosts.length > 0 && contexts.length > 0) {
    const message = "conflicting options: cannot specify both --host and --context";
    found.push({ text: "-H --context", message, word: contexts[0] });
  }
  return found;
}

function lifeConflicts({ options, valueOf, isOn }: Given): readonly Conflict[] {
  const found: Conflict[] = [];
  const restart = valueOf("restart");
  if (isOn("rm") && restart !== undefined && restart.text !== "" && restart.text !== "no") {
    const message = "conflicting options: cannot specify both --restart and --rm";
    found.push({ text: "--rm --restart", message, word: restart, gone: "rm" });
  }
  if (isOn("detach") && valueOf("attach") !== undefined) {
    const message = "conflicting options: cannot specify both --attach and --detach";
    found.push({ text: "--detach --attach", message, word: valueOf("attach") });
  }
  if (isOn("no-healthcheck") && options.some(({ name }) => name.startsWith("health-"))) {
    const message = "--no-healthcheck conflicts with --health-* options";
    found.push({ text: "--no-healthcheck", message, word: valueOf("no-healthcheck") });
  }
  if (valueOf("uts")?.text === "host" && (valueOf("hostname")?.text ?? "") !== "") {
    const message = "conflicting options: hostname and the UTS mode";
    found.push({ text: "--uts --hostname", message, word: valueOf("hostname") });
  }
  if (valueOf("log-driver")?.text === "none" && valueOf("log-opt") !== undefined) {
    const message = "invalid logging opts for driver none";
    found.push({ text: "--log-driver --log-opt", message, word: valueOf("log-opt") });
  }
  return found;
}

function memoryConflicts({ valueOf }: Given): readonly Conflict[] {
  const found: Conflict[] = [];
  const report = (name: string, message: string): void => {
    const word = valueOf(name);
    found.push({ text: `--${name} ${word?.text ?? ""}`, message, word });
  };
  const bytes = (name: string): number => readBytes(valueOf(name)?.text ?? "") ?? 0;
  const [memory, swap, reservation] = [bytes("memory"), bytes("memory-swap"), bytes("memory-reservation")];
  if (memory > 0 && memory < LEAST_MEMORY_BYTES) report("memory", "Minimum memory limit allowed is 6MB");
  if (swap > 0 && memory === 0)
    report("memory-swap", "You should always set the Memory limit when using Memoryswap limit: --memory is missing");
  if (swap > 0 && swap < memory) report("memory-swap", "Minimum memoryswap limit should be larger than memory limit");
  if (reservation > 0 && reservation < LEAST_MEMORY_BYTES)
    report("memory-reservation", "Minimum memory reservation allowed is 6MB");
  if (memory > 0 && reservation > memory)
    report("memory-reservation", "Minimum memory limit can not be less than memory reservation limit");
  const swappiness = readInteger(valueOf("memory-swappiness")?.text ?? "") ?? -1;
  if (swappiness < -1 || swappiness > 100) report("memory-swappiness", "Valid memory swappiness range is 0-100");
  const score = readInteger(valueOf("oom-score-adj")?.text ?? "") ?? 0;
  if (Math.abs(score) > 1000) report("oom-score-adj", "range for oom score adj is [-1000, 1000]");
  return found;
}

function cpuConflicts({ valueOf }: Given): readonly Conflict[] {
  const found: Conflict[] = [];
  const report = (name: string, message: string): void => {
    const word = valueOf(name);
    found.push({ text: `--${name} ${word?.text ?? ""}`, message, word });
  };
  const number = (name: string): number => readInteger(valueOf(name)?.text ?? "") ?? 0;
  const [period, quota] = [number("cpu-period"), number("cpu-quota")];
  const hasCpus = !/^[+-]?[0.]*$/.test(valueOf("cpus")?.text ?? "");
  if (period !== 0 && (period < 1000 || period > 1_000_000))
    report("cpu-period", "CPU cfs period can not be less than 1ms (1000) or larger than 1s (1000000)");
  if (quota > 0 && quota < 1000) report("cpu-quota", "CPU cfs quota can not be less than 1ms (1000)");
  if (hasCpus && period > 0) report("cpu-period", "Conflicting options: Nano CPUs and CPU Period cannot both be set");
  if (hasCpus && quota > 0) report("cpu-quota", "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
  return found;
}

const NOT_USER_DEFINED = /^(?:|default|bridge|host|none|container:.*)$/;

function networkConflicts({ options, valueOf }: Given): readonly Conflict[] {
  const found: Conflict[] = [];
  const networks = options.filter(({ name, invalid }) => name === "network" && !invalid);
  const names = networks.map(({ value }) => networkName(value.text) ?? "");
  if (networks.length > 1 && names.some((name) => /^(?:host|none|container:.*)$/.test(name))) {
    const message = "conflicting options: cannot attach both user-defined and non-user-defined network-modes";
    found.push({ text: "--network", message, word: networks[1]?.value });
  }
  const first = names[0] ?? "";
  if (networks[0]?.value.unexpanded.length === 0 || networks.length === 0) {
    for (const name of NOT_USER_DEFINED.test(first) ? ["network-alias", "ip", "ip6"] : []) {
      const word = valueOf(name);
      const message = "the engine takes this option for networks that were created with docker network create only";
      if (word !== undefined && word.text !== "") found.push({ text: `--${name}`, message, word });
    }
  }
  if (first === "host" && valueOf("link") !== undefined) {
    const message = "conflicting options: host type networking can't be used with links";
    found.push({ text: "--link", message, word: valueOf("link") });
  }
  for (const name of first.startsWith("container:")
    ? ["hostname", "publish", "expose", "dns", "link", "add-host"]
    : []) {
    const message = `conflicting options: ${name} and the network mode container:…`;
    if (valueOf(name) !== undefined) found.push({ text: `--network --${name}`, message, word: valueOf(name) });
  }
  return found;
}
