import { connect, type Socket } from "node:net";
import type { NetworkFailureCode } from "../../contract/index.js";
import { errorCode, errorWords, HopError } from "./failure.js";
import { abortReason, LimitReached, withinLimit } from "./limit.js";

/** How long one address is waited for before the next is tried beside it (RFC 8305, section 5). */
const NEXT_ADDRESS_MS = 250;

const CODES: Readonly<Record<string, NetworkFailureCode>> = {
  ECONNREFUSED: "connection-refused",
  ECONNRESET: "connection-reset",
  EPIPE: "connection-reset",
  ETIMEDOUT: "connection-timeout",
};

/** The most telling failure of several addresses comes first. */
const TELLING: readonly NetworkFailureCode[] = [
  "connection-refused",
  "connection-reset",
  "connection-timeout",
  "network-unreachable",
];

/**
 * Connects to the first of several addresses that answers; an address that is slow or broken does not hurt the others.
 * @throws HopError with `connection-refused`, `connection-timeout`, `connection-reset` or `network-unreachable`
 */
export async function connectTcp(
  addresses: readonly string[],
  port: number,
  limitMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  if (port < 1 || port > 65_535) {
    throw new HopError({ code: "network-unreachable", hop: "tcp", detail: `port ${port} does not exist` });
  }
  try {
    return await withinLimit(limitMs, signal, (inner) => raceAddresses(addresses, port, inner));
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    throw new HopError({
      code: "connection-timeout",
      hop: "tcp",
      detail: `no answer from ${places(addresses, port)}`,
      limitMs,
    });
  }
}

function places(addresses: readonly string[], port: number): string {
  return addresses.map((address) => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`)).join(", ");
}

function raceAddresses(addresses: readonly string[], port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const waiting = [...addresses];
    const trying = new Set<Socket>();
    const errors: unknown[] = [];
    let timer: NodeJS.Timeout | undefined;

    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      for (const socket of trying) socket.destroy();
      trying.clear();
    }
    function abort(): void {
      end();
      reject(abortReason(signal));
    }
    function tryNext(): void {
      clearTimeout(timer);
      const address = waiting.shift();
      if (address === undefined) {
        if (trying.size > 0) return;
        end();
        reject(worst(errors));
        return;
      }
      const socket = connect({ host: address, port, noDelay: true, autoSelectFamily: false });
      trying.add(socket);
      socket.once("connect", () => {
        trying.delete(socket);
        socket.removeAllListeners("error");
        end();
        resolve(socket);
      });
      socket.once("error", (error) => {
        trying.delete(socket);
        socket.destroy();
        errors.push(error);
        tryNext();
      });
      timer = setTimeout(tryNext, NEXT_ADDRESS_MS);
    }

    signal.addEventListener("abort", abort, { once: true });
    tryNext();
  });
}

function worst(errors: readonly unknown[]): HopError {
  const failures = errors.map((error) => ({
    code: CODES[errorCode(error)] ?? ("network-unreachable" as const),
    detail: errorWords(error),
  }));
  const ranked = failures.toSorted((a, b) => TELLING.indexOf(a.code) - TELLING.indexOf(b.code));
  const first = ranked[0] ?? { code: "network-unreachable" as const, detail: "the name has no address" };
  return new HopError({ ...first, hop: "tcp" });
}
