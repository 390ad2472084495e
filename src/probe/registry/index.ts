import type { RegistryPing, RegistryQuestion, RegistryWalk, WalkQuestion } from "../../contract/index.js";
import type { Probe, ProbeContext } from "../context.js";
import { createOrigins } from "../network/origins.js";
import type { EngineTrust } from "../network/roots.js";
import { createSession, type Session, sessionKey } from "./session.js";
import { walkProbe } from "./walk.js";

export interface RegistryProbes {
  readonly ping: Probe<RegistryQuestion, RegistryPing>;
  readonly walk: Probe<WalkQuestion, RegistryWalk>;
  /** Destroys every connection that is kept. */
  close(): Promise<void>;
}

/** The probes of `host.registry`; a registry's ping and walks share connections, tokens and answers about blobs. */
export function registryProbes(context: ProbeContext, engineTrust: EngineTrust): RegistryProbes {
  const origins = createOrigins(context.timeoutMs);
  const sessions = new Map<string, Session>();

  function sessionOf(question: RegistryQuestion): Session {
    const key = sessionKey(question);
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const session = createSession(question, { context, origins, engineTrust });
    sessions.set(key, session);
    return session;
  }

  return {
    ping: async (question, signal) => {
      const { ping } = await sessionOf(question).contact(signal);
      return ping;
    },
    walk: walkProbe(context, sessionOf),
    close: () => origins.close(),
  };
}
