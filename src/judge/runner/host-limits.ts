import type { Finding, Pass, Sourced } from "../../contract/index.js";
import { dockerCommand } from "../engine.js";
import { finding } from "../findings.js";
import { orNothing } from "../probes.js";
import { RUNNER_CODES } from "./codes.js";

/** Networks that every engine has, and modes that are no network's name. */
const BUILT_IN = /^(?:default|bridge|host|none)$/;

/** Options that docker takes, and that this engine refuses because of what its host has: CPUs, networks, containers. */
export async function refusedByHost(pass: Pass): Promise<readonly Finding[]> {
  const { plan, host, signal } = pass;
  if (plan.source === "container" || plan.source === "compose") return [];
  const names = !BUILT_IN.test(plan.network.value) && !/[^\w.:-]/u.test(plan.network.value);
  if (plan.cpus === undefined && !names) return [];
  const connection = await orNothing(host.engine.connection({}, { signal }));
  if (connection?.outcome !== "answered") return [];
  return [
    ...(plan.cpus === undefined ? [] : await tooManyCpus(pass, plan.cpus)),
    ...(names ? await missingNetwork(pass, plan.network) : []),
  ];
}

async function tooManyCpus({ host, signal }: Pass, cpus: Sourced<number>): Promise<readonly Finding[]> {
  const info = await orNothing(host.engine.info({}, { signal }));
  if (info === undefined || cpus.value <= info.cpuCount) return [];
  return [
    finding(RUNNER_CODES, "option-invalid", {
      message: `The start command limits the runner to ${cpus.value} CPUs; the engine's host has ${info.cpuCount}, and the engine refuses more.`,
      target: "--cpus",
      evidence: [
        { what: "--cpus", observed: String(cpus.value), expected: `${info.cpuCount} or less`, origin: cpus.origin },
        { what: "CPUs of the engine's host", observed: String(info.cpuCount), origin: "GET /info", vantage: "engine" },
      ],
      remedy: { summary: `Write --cpus ${info.cpuCount} or less, or leave it out (${cpus.origin}).` },
    }),
  ];
}

async function missingNetwork(pass: Pass, network: Sourced<string>): Promise<readonly Finding[]> {
  const { plan, host, signal } = pass;
  const container = /^container:(.*)$/.exec(network.value)?.[1];
  pass.progress(`the engine: is there ${network.value}`);
  const answer =
    container === undefined
      ? await orNothing(host.engine.network({ name: network.value }, { signal }))
      : await orNothing(host.engine.container({ name: container }, { signal }));
  if (answer?.outcome !== "missing") return [];
  const what = container === undefined ? `network ${network.value}` : `container ${container}`;
  return [
    finding(RUNNER_CODES, "option-invalid", {
      message: `The start command puts the runner into ${container === undefined ? "the" : "the network of the"} ${what}, and the engine has none of that name.`,
      target: "--network",
      evidence: [
        { what: "--network", observed: network.value, origin: network.origin },
        {
          what,
          observed: "missing",
          expected: "there",
          origin: container === undefined ? `GET /networks/${network.value}` : `GET /containers/${container}/json`,
          vantage: "engine",
        },
      ],
      remedy:
        container === undefined
          ? {
              summary: "Create the network, or leave --network out: the runner needs none of its own.",
              commands: [dockerCommand(plan, ["network", "create", network.value])],
            }
          : { summary: "Start that container first, or leave --network out: the runner needs none of its own." },
    }),
  ];
}
