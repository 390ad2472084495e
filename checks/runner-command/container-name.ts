import type { Finding, Pass } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { orNothing } from "../../src/judge/probes.js";
import { RUNNER_CODES } from "./codes.js";
import { bareUuid } from "./uuid.js";

/** Asks the engine whether another container has the runner's name. */
export async function nameTaken({ plan, host, signal }: Pass): Promise<readonly Finding[]> {
  const name = plan.containerName;
  if (name === undefined || /[^\w.-]/u.test(name.value)) return [];
  const container = await orNothing(host.engine.container({ name: name.value }, { signal }));
  if (container?.outcome !== "found") return [];
  const theirs = container.runnerUuid === undefined ? undefined : bareUuid(container.runnerUuid);
  const ours = plan.env.find((variable) => variable.name === "RUNNER_UUID")?.value;
  const isSame =
    theirs !== undefined &&
    theirs !== "" &&
    (ours === undefined ? name.value.toLowerCase().includes(theirs) : bareUuid(ours) === theirs);
  const isRunning = ["running", "paused", "restarting"].includes(container.state ?? "");
  return [
    findingFor(
      RUNNER_CODES,
      "container-name-taken",
      { plan, name: name.value, isSame, isRunning },
      {
        target: name.value,
        severity: isSame ? "warning" : "error",
        evidence: [
          {
            what: `container ${name.value}`,
            observed: `${container.state ?? "exists"}, image ${container.image ?? "unknown"}`,
            expected: "no container with this name",
            origin: `GET /containers/${name.value}/json`,
            vantage: "engine",
          },
          { what: "--name", observed: name.value, origin: name.origin },
        ],
      },
    ),
  ];
}
