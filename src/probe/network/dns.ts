import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { lookup, Resolver } from "node:dns/promises";
import type { RawError } from "../../contract/index.js";
import { HopError, rawError } from "./failure.js";
import { abortReason, createLanes, LimitReached, pause, untilAborted, withinLimit } from "./limit.js";

/** Where names are looked up; for tests. The system's own files by default. */
export interface NameSources {
  readonly hostsFile: string;
  /** Name servers as `address[:port]`; those of /etc/resolv.conf by default. */
  readonly servers?: readonly string[];
}

const SYSTEM_SOURCES: NameSources = { hostsFile: "/etc/hosts" };

/** How long the answer for the other address family is waited for once one has come (RFC 8305, section 3). */
const OTHER_FAMILY_WAIT_MS = 50;

/**
 * Calls of getaddrinfo hold one of Node's four worker threads and cannot be cancelled, so that few may run at once, and
 * none where the name servers are silent.
 */
const lookupLanes = createLanes(2);

/**
 * The addresses of a host: /etc/hosts, then the configured name servers, then whatever else the system's resolver knows
 * (search domains, mDNS). IPv4 and IPv6 alternate, IPv4 first.
 * @throws HopError at hop `dns`
 */
export async function resolveHost(
  host: string,
  limitMs: number,
  signal: AbortSignal,
  sources: NameSources = SYSTEM_SOURCES,
): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const listed = addressesInHostsFile(host, sources.hostsFile);
  if (listed.length > 0) return alternate(listed);
  const started = performance.now();
  const answer = await askServers(host, limitMs, signal, sources.servers);
  if (answer.addresses.length > 0) return alternate(answer.addresses);
  const { asked, errors } = answer;
  if (errors === undefined) throw new HopError("dns", { kind: "silence", limitMs, asked });
  const leftMs = limitMs - (performance.now() - started);
  const more = sources.servers === undefined && leftMs > 0 ? await askSystem(host, leftMs, signal) : [];
  if (more.length > 0) return alternate(more);
  throw new HopError("dns", { kind: "errors", errors, asked });
}

interface ServerAnswer {
  readonly addresses: readonly string[];
  /** The name servers. */
  readonly asked: readonly string[];
  /** Of either family; absent where nobody answered. */
  readonly errors?: readonly RawError[];
}

async function askServers(
  host: string,
  limitMs: number,
  signal: AbortSignal,
  servers: readonly string[] | undefined,
): Promise<ServerAnswer> {
  // Several tries within the limit, so that one dead name server out of two does not fail the hop.
  const resolver = new Resolver({ timeout: Math.max(200, Math.min(2500, Math.floor(limitMs / 4))), tries: 3 });
  if (servers !== undefined) resolver.setServers(servers);
  const asked = resolver.getServers();
  try {
    return await withinLimit(limitMs, signal, async (inner) => {
      const families = [resolver.resolve4(host), resolver.resolve6(host)] as const;
      for (const family of families) family.catch(() => undefined);
      const both = Promise.allSettled(families);
      const someAnswered = await Promise.any(families).then(
        () => true,
        () => false,
      );
      if (someAnswered) await Promise.race([both, pause(OTHER_FAMILY_WAIT_MS, inner)]);
      const settled = await Promise.all(families.map((family) => settledNow(family)));
      const addresses = settled.flatMap((result) => result?.addresses ?? []);
      const errors = settled.flatMap((result) => (result?.error === undefined ? [] : [rawError(result.error)]));
      const isSilent = errors.some(({ code }) => code === "ETIMEOUT");
      return { addresses, asked, ...(isSilent ? {} : { errors }) };
    });
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    return { addresses: [], asked };
  } finally {
    resolver.cancel();
  }
}

interface Settled {
  readonly addresses?: readonly string[];
  readonly error?: unknown;
}

/** The state of a promise at this moment; `undefined` while it is pending. */
async function settledNow(family: Promise<readonly string[]>): Promise<Settled | undefined> {
  const pending = Symbol("pending");
  try {
    const result = await Promise.race([family, Promise.resolve(pending)]);
    return typeof result === "symbol" ? undefined : { addresses: result };
  } catch (error) {
    return { error };
  }
}

async function askSystem(host: string, limitMs: number, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await withinLimit(limitMs, signal, (inner) =>
      lookupLanes(inner, async () => {
        const found = await untilAborted(lookup(host, { all: true }), inner);
        return found.map((entry) => entry.address);
      }),
    );
  } catch {
    if (signal.aborted) throw abortReason(signal);
    return [];
  }
}

function addressesInHostsFile(host: string, file: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  const wanted = host.toLowerCase().replace(/\.$/, "");
  const found = new Set<string>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = (line.split("#", 1)[0] ?? "").trim().split(/\s+/);
    if (isIP(address) !== 0 && names.some((name) => name.toLowerCase() === wanted)) found.add(address);
  }
  return [...found];
}

function alternate(addresses: readonly string[]): readonly string[] {
  const unique = [...new Set(addresses)];
  const v4 = unique.filter((address) => isIP(address) === 4);
  const v6 = unique.filter((address) => isIP(address) === 6);
  const longest = Math.max(v4.length, v6.length);
  return Array.from({ length: longest }, (_, index) => [v4[index], v6[index]])
    .flat()
    .filter((address) => address !== undefined);
}
