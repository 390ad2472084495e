import type { EngineSite } from "../../src/contract/index.js";
import type {
  JudgedEndpoint,
  EngineDistribution,
  EngineInfo,
  Evidence,
  Pass,
  ProbeError,
  JudgedPing,
  RunnerPlan,
} from "../../src/contract/index.js";
import { registryEndpoint } from "../../src/docker/reference.js";
import { classifyEngineMessage, type EngineCause } from "../../src/judge/network/engine-message.js";
import { authority } from "../../src/judge/network/findings.js";
import { askable, plannedPulls, type PlannedPull } from "../../src/judge/images/planned.js";
import { isMirrorQuirk } from "../../src/judge/images/mirror-quirk.js";
import type { PullQuestion } from "../../src/judge/images/pull-question.js";
import type { Settled } from "../../src/judge/patience.js";

/** A registry and the planned images that live there. */
export interface PlannedRegistry {
  readonly registry: string;
  readonly images: readonly PlannedPull[];
}

/** What is known about a registry when its verdict is made. */
export interface RegistryScene {
  readonly pass: Pass;
  readonly target: string;
  readonly registry: string;
  readonly info: EngineInfo;
  /** How the engine is set up. */
  readonly site: EngineSite;
  /** The images that have to be fetched from it. */
  readonly needed: readonly PlannedPull[];
  readonly ping: Settled<JudgedPing>;
  readonly pull: PullQuestion | undefined;
  readonly engine: Settled<EngineDistribution> | undefined;
  /** What works instead, at the registry and at its token service. */
  readonly tried?: { readonly registry: readonly Evidence[]; readonly token: readonly Evidence[] };
}

/** Registries of the plan by target, `host:port`. */
export function registriesOf(plan: RunnerPlan): ReadonlyMap<string, PlannedRegistry> {
  const byTarget = new Map<string, { registry: string; images: PlannedPull[] }>();
  for (const image of plannedPulls(plan)) {
    const reference = askable(image);
    if (reference === undefined) continue;
    const { host, port } = registryEndpoint(reference.registry);
    const target = authority(host, port);
    const known = byTarget.get(target) ?? { registry: reference.registry, images: [] };
    byTarget.set(target, { ...known, images: [...known.images, image] });
  }
  return byTarget;
}

/** What the engine's failure says; `undefined` if it resolved the image, was silent, or says something unknown. */
export function engineCause({ engine, pull, info, registry }: RegistryScene): EngineCause | undefined {
  if (engine === undefined || "silent" in engine || engine.answer.outcome === "resolved") return undefined;
  if (isMirrorQuirk(info, registry)) return undefined;
  return classifyEngineMessage(engine.answer.message ?? "", {
    status: engine.answer.status,
    imageStore: info.imageStore,
    hasCredentials: pull?.question.credential.kind === "config",
  });
}

/** The proxy that the engine pulls through. */
export function proxyOf({ httpsProxy, httpProxy }: EngineInfo): string | undefined {
  return httpsProxy ?? httpProxy;
}

/** One endpoint as both vantages see it. */
export interface EndpointSeen {
  readonly target: string;
  /** What it is needed for: `as the registry of the clone image`. */
  readonly need: string;
  readonly path: string;
  readonly fact: JudgedEndpoint | undefined;
  readonly silent: ProbeError | undefined;
  /** What came of other ways there. */
  readonly tried: readonly Evidence[];
  /** What the engine's failure comes down to, if it is about this endpoint. */
  readonly cause: EngineCause | undefined;
  /** The engine got as far as an answer about the image. */
  readonly engineWorks: boolean;
}

/** The engine has not answered within its limit. */
export function isEngineTimeout({ engine }: RegistryScene): boolean {
  return engine !== undefined && "silent" in engine && engine.silent.kind === "timeout";
}
