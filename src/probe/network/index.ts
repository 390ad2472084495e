import type { EndpointFact, NameFact, NameServersFact } from "../../contract/index.js";
import type { Probe, ProbeContext } from "../context.js";
import { endpointProbe, type EndpointQuestion } from "./endpoint.js";
import { nameProbe } from "./name.js";
import { readNameServers } from "./name-servers.js";
import { createOrigins } from "./origins.js";
import type { EngineTrust } from "./roots.js";

export interface NetworkProbes {
  readonly resolve: Probe<{ readonly host: string }, NameFact>;
  readonly nameServers: Probe<{ readonly host: string }, NameServersFact>;
  readonly endpoint: Probe<EndpointQuestion, EndpointFact>;
  /** Destroys every connection that is kept. */
  close(): Promise<void>;
}

/** The probes of `host.network`. */
export function networkProbes(context: ProbeContext, engineTrust: EngineTrust): NetworkProbes {
  const origins = createOrigins(context.timeoutMs);
  return {
    resolve: nameProbe(context),
    nameServers: ({ host }, signal) => readNameServers(host, signal),
    endpoint: endpointProbe(context, origins, engineTrust),
    close: () => origins.close(),
  };
}
