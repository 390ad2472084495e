import type { Finding, NamedTargetVerdict, Pass } from "../../src/contract/index.js";
import { finding, safe } from "../../src/judge/findings.js";
import { NETWORK_CODES } from "../../src/judge/network/findings.js";
import { orNothing } from "../../src/judge/probes.js";
import { shellLine } from "../../src/docker/shell.js";
import { listText } from "../../src/judge/text.js";

/** A name that takes as long as this, in milliseconds, did not come from the first name server. */
const SLOW_NAME_MS = 1000;

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
  const silent = (asked?.servers ?? []).filter(({ isAnswering }) => !isAnswering).map(({ address }) => address);
  const [first] = silent;
  if (asked === undefined || first === undefined) return [];
  return [
    finding(NETWORK_CODES, "dns-timeout", {
      message: `The name server ${listText(silent)} does not answer, so that this host waits seconds for each name.`,
      target: first,
      hop: "dns",
      severity: "warning",
      evidence: [
        { what: `name of ${name}`, observed: `resolved after ${slow.timings?.["dns"] ?? "?"} ms`, vantage: "process" },
        ...asked.servers.map(({ address, isAnswering, durationMs }) => ({
          what: `name server ${address}`,
          observed: isAnswering ? `answers after ${durationMs} ms` : `no answer after ${durationMs} ms`,
          expected: "an answer",
          origin: "/etc/resolv.conf",
          vantage: "process" as const,
        })),
      ],
      remedy: {
        summary:
          "Take what does not answer out of /etc/resolv.conf (or out of what writes it), or allow UDP and TCP port 53 to it.",
        commands: [safe("cat /etc/resolv.conf"), safe(shellLine(["getent", "ahosts", name]))],
      },
    }),
  ];
}
