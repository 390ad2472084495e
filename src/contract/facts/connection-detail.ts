/** What is wrong with the address of an engine. */
export type AddressFault =
  /** The docker context that is named cannot be resolved. */
  | "context"
  /** A path without `unix://`. */
  | "no-scheme"
  | "relative-path"
  /** ssh:// is known to the docker client and not spoken here. */
  | "ssh"
  | "unknown-scheme"
  /** A named pipe on a system that has none. */
  | "named-pipe"
  | "host-and-port"
  /** A query or a fragment in the address. */
  | "query";

/** What was seen where nothing answered as an engine; `connectionDetailWords` makes the sentence. */
export type ConnectionDetail =
  | {
      readonly of: "address";
      readonly fault: AddressFault;
      /** The part of the address that it is about. */ readonly part?: string;
    }
  /** The system's, the TLS library's or the server's own words. */
  | { readonly of: "said"; readonly words: string }
  | {
      readonly of: "silence";
      readonly limitMs: number;
      /** A connection was made, and then nothing came. */
      readonly isConnected: boolean;
      /** `HOST:PORT` of an engine over TCP. */
      readonly address?: string;
    }
  /** The connection ended before the answer was complete. */
  | { readonly of: "closed"; readonly errorCode: string }
  | { readonly of: "not-http"; readonly errorCode: string }
  /** An engine's answer that is not the one asked for; without words, status 200 and no JSON of an engine. */
  | {
      readonly of: "answer";
      readonly path: "/_ping" | "/version";
      readonly status: number;
      readonly words?: string;
    }
  /** The answer of something that is no engine: not its words, which may be a whole page. */
  | { readonly of: "stranger"; readonly status: number; readonly server?: string; readonly mediaType?: string }
  /** The engine asks for TLS, in its own words. */
  | { readonly of: "tls-wanted"; readonly words: string }
  /** Something else stands in the place of the socket. */
  | { readonly of: "entry"; readonly entry: "directory" | "file" | "other" }
  /** The operating system's answer about the path of the socket; with `leadsTo` it is a symbolic link to nothing. */
  | { readonly of: "path"; readonly errorCode: string; readonly path?: string; readonly leadsTo?: string };
