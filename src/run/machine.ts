import type { Host, Report } from "../contract/index.js";
import { orNothing } from "../judge/probes.js";

/** What a report says of where its facts were seen. */
export type Machine = Pick<Report, "host" | "versions">;

/** A host, and what its answers tell of itself in passing. */
export interface WatchedHost {
  readonly host: Host;
  /** Asks for this process alone, and never for the engine: what no check asked for stays unknown. */
  readonly machine: () => Promise<Machine>;
}

/** Watches what checks are told of the engine. The name of the machine is asked for at once; the signal gives that up. */
export function watchHost(host: Host, signal: AbortSignal): WatchedHost {
  let engine: string | undefined;
  const self = orNothing(host.env.process({}, { signal }));
  return {
    host: {
      ...host,
      engine: {
        ...host.engine,
        async connection(question, options) {
          const connection = await host.engine.connection(question, options);
          engine = connection.version ?? engine;
          return connection;
        },
      },
    },
    machine: async () => {
      const hostName = (await self)?.hostName ?? "";
      return {
        ...(hostName === "" ? {} : { host: hostName }),
        versions: engine === undefined ? {} : { engine },
      };
    },
  };
}
