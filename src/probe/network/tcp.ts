import { connect, type Socket } from "node:net";
import { HopError, rawError } from "./failure.js";
import { abortReason, LimitReached, withinLimit } from "./limit.js";

/** How long one address is waited for before the next is tried beside it (RFC 8305, section 5). */
const NEXT_ADDRESS_MS = 250;

/**
 * Connects to the first of several addresses that answers; an address that is slow or broken does not hurt the others.
 * @throws HopError at hop `tcp`
 */
export async function connectTcp(
  addresses: readonly string[],
  port: number,
  limitMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  if (port < 1 || port > 65_535) throw new HopError("tcp", { kind: "no-such-port", port });
  if (addresses.length === 0) throw new HopError("tcp", { kind: "no-address" });
  try {
    return await withinLimit(limitMs, signal, (inner) => raceAddresses(addresses, port, inner));
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    throw new HopError("tcp", { kind: "silence", limitMs, asked: places(addresses, port) });
  }
}

function places(addresses: readonly string[], port: number): readonly string[] {
  return addresses.map((address) => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`));
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
        reject(new HopError("tcp", { kind: "errors", errors: errors.map(rawError) }));
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
