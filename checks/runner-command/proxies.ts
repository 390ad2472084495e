import type { Finding, RunnerPlan, StartCommandChange } from "../../src/contract/index.js";
import { adding, replacing } from "../../src/judge/remedy/changes.js";
import { finding } from "../../src/judge/findings.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { RUNNER_CODES } from "./codes.js";

/** Whether a proxy URL names the machine that it is used on, or no machine at all. */
function isLoopback(url: string): boolean {
  const host = url.replace(/^[a-z][a-z\d+.-]*:\/\//iu, "").replace(/^[^@/]*@/u, "");
  return /^(?:localhost|localhost\.localdomain|ip6-localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|::1)(?:[:/]|$)/iu.test(
    host,
  );
}

/** The runner in the host's own network, where the host's loopback is its own. */
function intoHostNetwork({ network }: RunnerPlan): StartCommandChange {
  const words = ["--network", "host"];
  return network.origin.from === "default"
    ? adding(...words)
    : replacing(["--network", network.value], words, network.origin);
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
      finding(RUNNER_CODES, "proxy-loopback", {
        message: `${name} points the runner at its own loopback address, not at the host's.`,
        target: name,
        evidence: [
          { what: name, observed: proxy.value, expected: "an address that containers reach", origin: proxy.origin },
          { what: "network of the runner", observed: network.value, expected: "host", origin: network.origin },
        ],
        remedy: {
          summary: `Give the runner the host's network; or let the proxy listen on the bridge's gateway (the command shows its address), and name that in ${name}.`,
          changes: [intoHostNetwork(plan)],
          commands: [
            dockerCommand(plan, [
              "network",
              "inspect",
              network.value === "default" ? "bridge" : network.value,
              "--format",
              "{{range .IPAM.Config}}{{.Gateway}}{{end}}",
            ]),
          ],
        },
      }),
    ];
  });
}
