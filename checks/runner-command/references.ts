import type { Evidence, Finding, Pass, PlannedReference, RunnerPlan } from "../../src/contract/index.js";
import { removing } from "../../src/judge/remedy/changes.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { finding } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";

/**
 * Asks the engine for what the options name: networks, containers, devices, logging drivers.
 *
 * @throws ProbeError where the engine does not answer
 */
export async function missingReferences(pass: Pass): Promise<readonly Finding[]> {
  const found = await Promise.all(
    (pass.plan.references ?? []).map((reference) => LOOKS[reference.kind](pass, reference)),
  );
  return found.flat();
}

type Look = (pass: Pass, reference: PlannedReference) => Promise<readonly Finding[]>;

const lookForNetwork: Look = async ({ plan, host, signal }, reference) => {
  const { outcome } = await host.engine.network({ name: reference.name }, { signal });
  return outcome === "found" ? [] : [missingNetwork(plan, reference)];
};

const lookForContainer: Look = async ({ plan, host, signal }, reference) => {
  const { outcome, state = "" } = await host.engine.container({ name: reference.name }, { signal });
  if (outcome === "missing") return [missingContainer(plan, reference, undefined)];
  const isUsable = reference.isRunning !== true || ["running", "paused"].includes(state);
  return isUsable ? [] : [missingContainer(plan, reference, state)];
};

const lookForDevice: Look = async ({ host, signal }, reference) => {
  const { outcome, detail = "there is no such file" } = await host.engine.path({ path: reference.name }, { signal });
  return outcome === "missing" ? [missingDevice(reference, detail)] : [];
};

const lookForDriver: Look = async ({ host, signal }, reference) => {
  const { loggingDrivers } = await host.engine.info({}, { signal });
  const names = [reference.name, `${reference.name}:latest`];
  const isThere = loggingDrivers === undefined || loggingDrivers.some((driver) => names.includes(driver));
  return isThere ? [] : [missingDriver(reference, loggingDrivers)];
};

const LOOKS: Readonly<Record<PlannedReference["kind"], Look>> = {
  network: lookForNetwork,
  container: lookForContainer,
  device: lookForDevice,
  "log-driver": lookForDriver,
};

function optionEvidence({ text, origin }: PlannedReference): Evidence {
  return { what: "option", observed: text, origin };
}

function missingNetwork(plan: RunnerPlan, reference: PlannedReference): Finding {
  const { name } = reference;
  return finding(RUNNER_CODES, "network-missing", {
    message: `The engine has no network ${name}, so docker would refuse to start the runner.`,
    target: name,
    evidence: [
      optionEvidence(reference),
      {
        what: `network ${name}`,
        observed: "missing",
        expected: "a network of this name",
        origin: `GET /networks/${name}`,
        vantage: "engine",
      },
    ],
    remedy: {
      summary: `Create the network, or leave ${reference.text} out: the runner needs none of its own.`,
      commands: [dockerCommand(plan, ["network", "create", name])],
    },
  });
}

function missingContainer(plan: RunnerPlan, reference: PlannedReference, state: string | undefined): Finding {
  const { name, text } = reference;
  const isStopped = state !== undefined;
  return finding(RUNNER_CODES, "container-missing", {
    message: isStopped
      ? `The container ${name} of ${text} does not run (${state}), so docker would refuse to start the runner.`
      : `The container ${name} of ${text} does not exist, so docker would refuse to start the runner.`,
    target: name,
    evidence: [
      optionEvidence(reference),
      {
        what: `container ${name}`,
        observed: state ?? "missing",
        expected: reference.isRunning === true ? "running" : "a container of this name",
        origin: `GET /containers/${name}/json`,
        vantage: "engine",
      },
    ],
    remedy: {
      summary: `${isStopped ? "Start" : "Create and start"} the container ${name} first, or leave ${text} out.`,
      ...(isStopped
        ? { commands: [dockerCommand(plan, ["start", name])] }
        : { changes: [removing(reference.words, reference.origin)] }),
    },
  });
}

function missingDevice(reference: PlannedReference, words: string): Finding {
  const { name } = reference;
  return finding(RUNNER_CODES, "device-missing", {
    message: `The engine's host has no device ${name}, so docker would refuse to start the runner.`,
    target: name,
    evidence: [
      optionEvidence(reference),
      { what: name, observed: words, expected: "a device", origin: "POST /containers/create", vantage: "engine" },
    ],
    remedy: {
      summary: `Load the driver that makes ${name}, or leave the option out.`,
      changes: [removing(reference.words, reference.origin)],
    },
  });
}

function missingDriver(reference: PlannedReference, drivers: readonly string[]): Finding {
  const { name, text } = reference;
  return finding(RUNNER_CODES, "option-invalid", {
    message: `The engine has no logging driver ${name}, so docker would refuse to start the runner.`,
    target: text,
    evidence: [
      optionEvidence(reference),
      { what: "logging drivers", observed: drivers.join(" "), expected: name, origin: "GET /info", vantage: "engine" },
    ],
    remedy: {
      summary: "Leave the option out, or name a driver that is there.",
      changes: [removing(reference.words, reference.origin)],
    },
  });
}
