import type { Finding, NamedTargetVerdict, NameServersFact, Pass } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { NETWORK_CODES } from "../../src/judge/network/findings.js";
import { orNothing } from "../../src/judge/probes.js";

/** A name that takes as long as this, in milliseconds, did not come from the first name server. */
const SLOW_NAME_MS = 1000;

/** What a server says that has no address to give; it answers all the same. */
const ANSWERS: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA", "ESERVFAIL", "EREFUSED", "EFORMERR", "ENOTIMP"]);

/**
 * Name servers that do not answer, where a registry's name took its time: the next one is asked only after seconds, by the
 * engine and by every container anew.
 */
export async function silentNameServers(
  { host, signal }: Pass,
  verdicts: readonly NamedTargetVerdict[],
): Promise<readonly Finding[]> {
  // where the name was not resolved at all, that is the finding
  const slow = verdicts.find(({ status, timings }) => status !== "fail" && (timings?.["dns"] ?? 0) >= SLOW_NAME_MS);
  if (slow === undefined) return [];
  const name = slow.target.replace(/:\d+$/u, "");
  const asked = await orNothing(host.network.nameServers({ host: name }, { signal }));
  const silent = (asked?.servers ?? []).filter((server) => !isAnswering(server)).map(({ address }) => address);
  const [first] = silent;
  if (asked === undefined || first === undefined) return [];
  return [
    findingFor(
      NETWORK_CODES,
      "dns-timeout",
      { silent, name },
      {
        target: first,
        hop: "dns",
        severity: "warning",
        evidence: [
          {
            what: `name ${name}`,
            observed: `found after ${slow.timings?.["dns"] ?? "?"} ms`,
            vantage: "process",
          },
          ...asked.servers.map((server) => ({
            what: `name server ${server.address}`,
            observed: `${isAnswering(server) ? "answers" : "no answer"} after ${server.durationMs} ms`,
            expected: "an answer",
            origin: "/etc/resolv.conf",
            vantage: "process" as const,
          })),
        ],
      },
    ),
  ];
}

function isAnswering({ error }: NameServersFact["servers"][number]): boolean {
  return error === undefined || ANSWERS.has(error.code);
}
