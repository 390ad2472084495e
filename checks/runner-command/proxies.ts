import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";

/** Whether a proxy URL names the machine that it is used on, or no machine at all. */
function isLoopback(url: string): boolean {
  const host = url.replace(/^[a-z][a-z\d+.-]*:\/\//iu, "").replace(/^[^@/]*@/u, "");
  return /^(?:localhost|localhost\.localdomain|ip6-localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|::1)(?:[:/]|$)/iu.test(
    host,
  );
}

/** Proxies that mean the container itself. */
export function loopbackProxies(plan: RunnerPlan): readonly Finding[] {
  const { network, proxies } = plan;
  if (network.value === "host" || network.value === "none") return [];
  const given = [
    { name: "HTTP_PROXY", proxy: proxies.http },
    { name: "HTTPS_PROXY", proxy: proxies.https },
  ];
  return given.flatMap(({ name, proxy }) => {
    if (proxy === undefined || !isLoopback(proxy.value)) return [];
    return [
      findingFor(
        RUNNER_CODES,
        "proxy-loopback",
        { plan, name },
        {
          target: name,
          evidence: [
            {
              what: name,
              observed: proxy.value,
              expected: "an address that containers can reach",
              origin: proxy.origin,
            },
            { what: "network of the runner", observed: network.value, expected: "host", origin: network.origin },
          ],
        },
      ),
    ];
  });
}
