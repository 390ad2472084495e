import type { AddressFault, ConnectionDetail } from "../contract/index.js";
import { type WordsOf, wordsOf } from "./problem-words.js";

const ADDRESS: Readonly<Record<AddressFault, (part: string) => string>> = {
  context: (part) => `the docker context "${part}" cannot be resolved`,
  "no-scheme": (part) => `it has no scheme (a socket is unix://${part})`,
  "relative-path": (part) => `the socket's path is not absolute: ${part}`,
  ssh: () => "this program cannot use ssh; run it on that host, or forward the engine's socket",
  "unknown-scheme": (part) => `docker has no scheme ${part}://, only unix:// and tcp://`,
  "named-pipe": () => "named pipes exist only on Windows",
  "host-and-port": () => "the address is not HOST:PORT",
  query: () => "the address has a query or a fragment",
};

const ENTRY = { directory: "it is a directory", file: "it is a file", other: "it is not a socket" } as const;

type Detail<Of extends ConnectionDetail["of"]> = Extract<ConnectionDetail, { readonly of: Of }>;

const WORDS: WordsOf<ConnectionDetail> = {
  address: ({ fault, part = "" }) => ADDRESS[fault](part),
  said: ({ words }) => words,
  silence: silenceWords,
  closed: ({ errorCode }) => `the connection was closed before the answer was complete (${errorCode})`,
  "not-http": ({ errorCode }) => `the answer is not HTTP (${errorCode})`,
  answer: answerWords,
  stranger: strangerWords,
  "tls-wanted": ({ words }) => `the engine wants TLS: ${words}`,
  entry: ({ entry }) => ENTRY[entry],
  path: pathWords,
};

/** What was seen where no engine answered, as the rest of a sentence. */
export function connectionDetailWords(detail: ConnectionDetail): string {
  return wordsOf(WORDS, detail);
}

function silenceWords({ limitMs, isConnected, address }: Detail<"silence">): string {
  const limit = `within ${limitMs / 1000} s`;
  if (isConnected) return `connected, but no answer ${limit}`;
  return address === undefined ? `no answer ${limit}` : `no connection to ${address} ${limit}`;
}

function answerWords({ path, status, words }: Detail<"answer">): string {
  const said = `HTTP ${status}${words === undefined || words === "" ? "" : `: ${words}`}`;
  if (path === "/_ping") return said;
  return status === 200 ? "GET /version: the answer is not an engine's JSON" : `GET /version: ${said}`;
}

function strangerWords({ status, server, mediaType }: Detail<"stranger">): string {
  const named = server === undefined ? [] : [`server ${server}`];
  return [`HTTP ${status}`, ...named, ...(mediaType === undefined ? [] : [mediaType])].join(", ");
}

function pathWords({ errorCode, path, leadsTo }: Detail<"path">): string {
  if (path === undefined) return errorCode;
  if (leadsTo !== undefined) return `${errorCode}: ${path} is a symbolic link to ${leadsTo}, which does not exist`;
  return errorCode === "EACCES" || errorCode === "EPERM"
    ? `${errorCode}: this user may not enter a folder of ${path}`
    : `${errorCode}: ${path}`;
}
