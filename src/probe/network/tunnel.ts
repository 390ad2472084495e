import type { Socket } from "node:net";
import type { HopStop } from "../../contract/index.js";
import { shortened } from "../../judge/text.js";
import { failedHop, HopError } from "./failure.js";
import { abortReason, LimitReached, withinLimit } from "./limit.js";

/** The longest answer to CONNECT that is read. */
const HEAD_LIMIT_BYTES = 32 * 1024;
/** Headers that tell why a proxy opens no tunnel. */
const TELLING_HEADERS = ["proxy-authenticate", "x-squid-error", "retry-after", "via"] as const;

/** `Basic …` out of a proxy URL's user-info, or `undefined` without one. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === "" && proxy.password === "") return undefined;
  const pair = `${decoded(proxy.username)}:${decoded(proxy.password)}`;
  return `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
}

/**
 * Asks a proxy, over a socket connected to it, for a tunnel to `authority` (`host:port`). The socket is usable for the
 * tunnelled protocol afterwards; on failure it is destroyed.
 * @throws HopError at hop `proxy`
 */
export async function openTunnel(
  socket: Socket,
  authority: string,
  proxy: URL,
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const authorization = proxyAuthorization(proxy);
  const lines = [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    "User-Agent: runner-preflight",
    "Proxy-Connection: keep-alive",
    ...(authorization === undefined ? [] : [`Proxy-Authorization: ${authorization}`]),
  ];
  try {
    const head = await withinLimit(limitMs, signal, (inner) => {
      socket.write(`${lines.join("\r\n")}\r\n\r\n`);
      return readHead(socket, inner);
    });
    const refusal = refusalIn(head);
    if (refusal !== undefined) throw new HopError("proxy", refusal);
  } catch (error) {
    socket.destroy();
    if (error instanceof LimitReached) throw new HopError("proxy", { kind: "silence", limitMs });
    throw error;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readHead(socket: Socket, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    function end(): void {
      socket.off("data", onData);
      socket.off("error", onError);
      socket.off("close", onClose);
      signal.removeEventListener("abort", onAbort);
    }
    function fail(error: HopError): void {
      end();
      reject(error);
    }
    function onError(error: Error): void {
      fail(failedHop("proxy", error));
    }
    function onClose(): void {
      fail(new HopError("proxy", { kind: "closed" }));
    }
    function onAbort(): void {
      end();
      socket.on("error", () => undefined);
      socket.destroy();
      reject(abortReason(signal));
    }
    function onData(chunk: Buffer): void {
      received = Buffer.concat([received, chunk]);
      const stop = received.indexOf("\r\n\r\n");
      if (stop === -1) {
        if (received.length > HEAD_LIMIT_BYTES) fail(new HopError("proxy", { kind: "endless" }));
        return;
      }
      socket.pause();
      end();
      const rest = received.subarray(stop + 4);
      if (rest.length > 0) socket.unshift(rest);
      resolve(received.toString("latin1", 0, stop));
    }
    socket.on("data", onData);
    socket.on("error", onError);
    socket.on("close", onClose);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** What a proxy answered in place of a tunnel; `undefined` where it opened one. */
function refusalIn(head: string): HopStop | undefined {
  const match = /^HTTP\/1\.[01] (\d{3})([^\r\n]*)/.exec(head);
  if (match === null) return { kind: "not-http", start: shortened(head, 60) };
  const status = Number(match[1]);
  if (status >= 200 && status < 300) return undefined;
  const headers = TELLING_HEADERS.flatMap((name) => {
    const value = new RegExp(String.raw`^${name}:\s*(.*)$`, "im").exec(head)?.[1];
    return value === undefined ? [] : [[name, shortened(value)]];
  });
  return {
    kind: "refused-tunnel",
    status,
    reason: shortened(match[2] ?? "", 100),
    headers: Object.fromEntries(headers) as Readonly<Record<string, string>>,
  };
}
