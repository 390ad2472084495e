import type { Host, Report } from "../contract/index.js";
import { orNothing } from "../judge/probes.js";

/** What a report says of where its facts were seen. */
export type Machine = Pick<Report, "host" | "versions">;

/** A host, and what its answers tell of itself in passing. */
export interface WatchedHost {
  readonly host: Host;
  /** Asks about this process and the docker client, and never the engine: what no check asked it stays unknown. */
  readonly machine: () => Promise<Machine>;
}

/** Watches what checks are told of the engine. What is asked for besides is asked for at once; the signal gives that up. */
export function watchHost(host: Host, signal: AbortSignal): WatchedHost {
  let engine: string | undefined;
  const self = orNothing(host.env.process({}, { signal }));
  const client = orNothing(host.env.clientVersion({}, { signal }));
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
      const clientVersion = (await client)?.version;
      return {
        ...(hostName === "" ? {} : { host: hostName }),
        versions: {
          ...(engine === undefined ? {} : { engine }),
          ...(clientVersion === undefined ? {} : { client: clientVersion }),
        },
      };
    },
  };
}
