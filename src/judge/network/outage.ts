import ipaddr from "ipaddr.js";
import type { NetworkFailureCode, NetworkLook, Severity } from "../../contract/index.js";
import { authority } from "./reproduce.js";

/** A look that a check has judged. */
export interface JudgedLook {
  readonly check: string;
  readonly target: string;
  readonly look: NetworkLook;
  /** Absent where it got through. */
  readonly failure?: LookFailure | undefined;
}

interface LookFailure {
  readonly code: NetworkFailureCode;
  readonly hop: string;
  readonly severity: Severity;
}

/** A look that did not get through. */
export interface FailedLook extends JudgedLook {
  readonly failure: LookFailure;
}

/** What keeps several hosts, and every one that was looked at by the same way, from being reached. */
export interface Outage {
  /** The one whose finding stands for all: the first error of the most frequent kind. */
  readonly root: FailedLook;
  /** All that fail by it. */
  readonly looks: readonly FailedLook[];
  /** Those of others that got through. */
  readonly through: readonly JudgedLook[];
}

/** Fewer are no sign of anything but themselves. Hosts. */
const FEWEST_HOSTS = 2;

/** The way is cut before the host matters: one is enough. */
const BEFORE_ANY_HOST: ReadonlySet<NetworkFailureCode> = new Set(["proxy-unreachable"]);

/** The connection does not come about, whatever the network does to it. */
const NO_CONNECTION: ReadonlySet<NetworkFailureCode> = new Set([
  "connection-refused",
  "connection-timeout",
  "connection-reset",
  "network-unreachable",
]);

/** Failures that the name servers, a proxy, or the network have in common: never one that only some of its users meet. */
export function findOutages(looks: readonly JudgedLook[]): readonly Outage[] {
  const named = looks.filter(({ look }) => look.proxy === undefined && !ipaddr.isValid(look.host));
  const atNames = alike(named, ({ hop }) => hop === "dns");
  const proxies = [...new Set(looks.flatMap(({ look }) => look.proxy ?? []))];
  const atProxies = proxies.map((proxy) =>
    alike(
      looks.filter(({ look }) => look.proxy === proxy),
      ({ hop }) => hop === "proxy",
    ),
  );
  const found = [atNames, ...atProxies, ...beyond(looks)].filter((failed) => failed.length > 0);
  return found.map((failed) => outageOf(failed, looks));
}

/** What fails once the name is known and the proxy is passed: for all, or else for the runner or for the engine alone. */
function beyond(looks: readonly JudgedLook[]): readonly (readonly FailedLook[])[] {
  const direct = looks.filter(
    ({ look, failure }) => look.proxy === undefined && failure?.hop !== "dns" && failure?.hop !== "proxy",
  );
  const ofAll = alikeInKind(direct);
  if (ofAll.length > 0) return [ofAll];
  return (["runner", "engine"] as const).map((asker) => alikeInKind(direct.filter(({ look }) => look.asker === asker)));
}

function alikeInKind(looks: readonly JudgedLook[]): readonly FailedLook[] {
  const [first] = looks;
  const code = first?.failure?.code;
  if (code === undefined) return [];
  return alike(looks, (failure) => (NO_CONNECTION.has(code) ? NO_CONNECTION.has(failure.code) : failure.code === code));
}

/** All of them, if every one fails so and they are enough; none otherwise. */
function alike(looks: readonly JudgedLook[], isSo: (failure: LookFailure) => boolean): readonly FailedLook[] {
  const failed = looks.filter((look): look is FailedLook => look.failure !== undefined && isSo(look.failure));
  const isEnough =
    hostsOf(failed).length >= FEWEST_HOSTS || failed.some(({ failure }) => BEFORE_ANY_HOST.has(failure.code));
  return failed.length === looks.length && isEnough ? failed : [];
}

function outageOf(looks: readonly FailedLook[], all: readonly JudgedLook[]): Outage {
  const kinds = new Map<string, FailedLook[]>();
  const errors = looks.filter(({ failure }) => failure.severity === "error");
  for (const look of errors.length > 0 ? errors : looks) {
    const kind = JSON.stringify([look.failure.code, look.failure.hop]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), look]);
  }
  const [[root] = []] = [...kinds.values()].toSorted((a, b) => b.length - a.length);
  if (root === undefined) throw new Error("an outage of nothing");
  const askers = new Set(looks.map(({ look }) => look.asker));
  return {
    root,
    looks,
    through: all.filter(({ look, failure }) => failure === undefined && !askers.has(look.asker)),
  };
}

/** `host:port` of each host once. */
export function hostsOf(looks: readonly JudgedLook[]): readonly string[] {
  return [...new Set(looks.map(({ look }) => authority(look.host, look.port)))];
}
