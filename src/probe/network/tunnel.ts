import type { Socket } from "node:net";
import { errorWords, HopError, shortened } from "./failure.js";
import { abortReason, LimitReached, withinLimit } from "./limit.js";

/** The longest answer to CONNECT that is read. */
const HEAD_LIMIT_BYTES = 32 * 1024;

/** `Basic …` out of a proxy URL's user-info, or `undefined` without one. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === "" && proxy.password === "") return undefined;
  const pair = `${decoded(proxy.username)}:${decoded(proxy.password)}`;
  return `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
}

/**
 * Asks a proxy, over a socket connected to it, for a tunnel to `authority` (`host:port`). The socket is usable for the
 * tunnelled protocol afterwards; on failure it is destroyed.
 * @throws HopError with `proxy-auth-required`, `proxy-denied` or `proxy-failed`
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
    judge(head, authority);
  } catch (error) {
    socket.destroy();
    if (error instanceof LimitReached) {
      throw new HopError({
        code: "proxy-failed",
        hop: "proxy",
        detail: `the proxy does not answer CONNECT ${authority}`,
        limitMs,
      });
    }
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
    function fail(detail: string): void {
      end();
      reject(new HopError({ code: "proxy-failed", hop: "proxy", detail }));
    }
    function onError(error: Error): void {
      fail(errorWords(error));
    }
    function onClose(): void {
      fail("the proxy closed the connection instead of answering CONNECT");
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
        if (received.length > HEAD_LIMIT_BYTES) fail("the proxy's answer to CONNECT has no end");
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

function judge(head: string, authority: string): void {
  const match = /^HTTP\/1\.[01] (\d{3})([^\r\n]*)/.exec(head);
  if (match === null) {
    throw new HopError({
      code: "proxy-failed",
      hop: "proxy",
      detail: `the answer to CONNECT ${authority} is not HTTP: ${shortened(head, 60)}`,
    });
  }
  const status = Number(match[1]);
  if (status >= 200 && status < 300) return;
  const extras = ["proxy-authenticate", "x-squid-error", "retry-after", "via"].flatMap((name) => {
    const value = new RegExp(String.raw`^${name}:\s*(.*)$`, "im").exec(head)?.[1];
    return value === undefined ? [] : [`${name}: ${value.trim()}`];
  });
  const detail = shortened([`CONNECT ${authority}: ${status}${match[2] ?? ""}`, ...extras].join("; "));
  if (status === 407) throw new HopError({ code: "proxy-auth-required", hop: "proxy", detail });
  if (status >= 400 && status < 500) throw new HopError({ code: "proxy-denied", hop: "proxy", detail });
  throw new HopError({ code: "proxy-failed", hop: "proxy", detail });
}
