import type { Evidence, Finding, Pass, PlannedReference, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
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
  const { outcome, detail = "missing" } = await host.engine.path({ path: reference.name }, { signal });
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
  return findingFor(
    RUNNER_CODES,
    "network-missing",
    { plan, reference },
    {
      target: name,
      evidence: [
        optionEvidence(reference),
        {
          what: `network ${name}`,
          observed: "missing",
          expected: "found",
          origin: `GET /networks/${name}`,
          vantage: "engine",
        },
      ],
    },
  );
}

function missingContainer(plan: RunnerPlan, reference: PlannedReference, state: string | undefined): Finding {
  const { name } = reference;
  return findingFor(
    RUNNER_CODES,
    "container-missing",
    { plan, reference, state },
    {
      target: name,
      evidence: [
        optionEvidence(reference),
        {
          what: `container ${name}`,
          observed: state ?? "missing",
          expected: reference.isRunning === true ? "running" : "found",
          origin: `GET /containers/${name}/json`,
          vantage: "engine",
        },
      ],
    },
  );
}

function missingDevice(reference: PlannedReference, words: string): Finding {
  const { name } = reference;
  return findingFor(
    RUNNER_CODES,
    "device-missing",
    { reference },
    {
      target: name,
      evidence: [
        optionEvidence(reference),
        { what: name, observed: words, expected: "a device", origin: "POST /containers/create", vantage: "engine" },
      ],
    },
  );
}

function missingDriver(reference: PlannedReference, drivers: readonly string[]): Finding {
  const { name, text } = reference;
  const observed = drivers.join(" ") || "none";
  return findingFor(
    RUNNER_CODES,
    "option-invalid",
    { of: "log-driver", reference },
    {
      target: text,
      evidence: [
        optionEvidence(reference),
        { what: "logging drivers", observed, expected: name, origin: "GET /info", vantage: "engine" },
      ],
    },
  );
}
