import {
  type Ask,
  type EngineInfo,
  type FactRecord,
  type Host,
  mapHost,
  type PlanSecrets,
  type ProxySource,
  type RunnerPlan,
  Secret,
} from "../contract/index.js";
import { createRecorder } from "./ask.js";
import { readClientOptions } from "./client-options.js";
import { readClientVersion } from "./client-version.js";
import type { OpenProxies, ProbeContext, ReportingProbe } from "./context.js";
import { engineProbes } from "./engine/index.js";
import { filesProbes } from "./files/index.js";
import { readProcess } from "./process.js";
import { tellingSteps } from "./steps.js";
import { addUserInfo, createRedactor } from "../secrets/redactor.js";

interface LiveHostOptions {
  readonly plan: RunnerPlan;
  readonly secrets: PlanSecrets;
  /** Limit of each hop in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the whole run. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

export interface LiveHost {
  readonly host: Host;
  /** What has been asked so far, free of secrets. */
  readonly facts: () => readonly FactRecord[];
  /**
   * Gives up every open question, waits until its connections are closed, and removes what pulls have created. Gives a
   * line for each image that could not be removed.
   */
  readonly close: () => Promise<readonly string[]>;
}

/** The probe that answers each question. */
type Probes = {
  readonly [Group in keyof Host]: {
    readonly [Question in keyof Host[Group]]: Host[Group][Question] extends Ask<
      infer Asked,
      infer Answer,
      infer Progress
    >
      ? ReportingProbe<Asked, Answer, Progress>
      : never;
  };
};

/** How this program shows user-info that the engine hides. */
const HIDDEN_USER_INFO = /^(?:[a-z][a-z0-9+.-]*:\/\/)?\*\*\*@/i;

/** The real world. Each folder of probes, and the packages it needs, is loaded with its first question. */
export function liveHost(options: LiveHostOptions): LiveHost {
  const { plan, secrets, timeoutMs, env } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const onAbort = (): void => closing.abort(options.signal.reason);
  options.signal.addEventListener("abort", onAbort, { once: true });
  if (options.signal.aborted) onAbort();
  const redactor = createRedactor(plan);
  for (const value of secrets.values) redactor.add(value);
  for (const url of [secrets.dockerHost, secrets.proxies.http, secrets.proxies.https]) {
    if (url !== undefined) addUserInfo(redactor, url.open());
  }
  const recorder = createRecorder({ signal, redact: redactor.text, redactAnswer: redactor.answer });

  const files = filesProbes({ timeoutMs, env, addSecret: redactor.add });
  const context: ProbeContext = {
    plan,
    timeoutMs,
    env,
    proxies: async (source, asker) => readProxies(source, secrets, plan, () => host.engine.info({}, { signal: asker })),
    openCredential: files.openCredential,
    addSecret: redactor.add,
    redact: redactor.text,
  };
  const engine = engineProbes(context, {
    dockerHost: secrets.dockerHost,
    infoAsked: (asker) =>
      host.engine.info({}, { signal: asker }).then(
        () => undefined,
        () => undefined,
      ),
  });
  // The roots of the system are read and made ready once.
  const trust = lazily(async () => ({ ofEngine: (await import("./network/index.js")).createEngineTrust(env) }));
  const network = lazily(async () => {
    const [{ networkProbes }, { ofEngine }] = await Promise.all([import("./network/index.js"), trust.load()]);
    return networkProbes(context, ofEngine);
  });
  const registry = lazily(async () => {
    const [{ registryProbes }, { ofEngine }] = await Promise.all([import("./registry/index.js"), trust.load()]);
    return registryProbes(context, ofEngine);
  });

  const probes: Probes = {
    engine,
    files,
    network: {
      resolve: async (question, asker) => (await network.load()).resolve(question, asker),
      nameServers: async (question, asker) => (await network.load()).nameServers(question, asker),
      endpoint: tellingSteps(async (question, asker) => (await network.load()).endpoint(question, asker)),
    },
    registry: {
      ping: tellingSteps(async (question, asker) => (await registry.load()).ping(question, asker)),
      walk: tellingSteps(async (question, asker) => (await registry.load()).walk(question, asker)),
    },
    env: {
      process: () => readProcess(env),
      clientOptions: (question, asker) => readClientOptions(question, env, asker),
      clientVersion: (question, asker) => readClientVersion(question, env, asker),
    },
    clock: { now: () => Promise.resolve({ iso: new Date().toISOString() }) },
  };
  const host = mapHost((name, probe) => recorder.ask(name, probe as ReportingProbe<unknown, unknown, unknown>), probes);
  return {
    host,
    facts: recorder.facts,
    async close() {
      options.signal.removeEventListener("abort", onAbort);
      closing.abort();
      await recorder.ended();
      const [left] = await Promise.all([engine.removePulled(), network.close(), registry.close()]);
      return left.map(redactor.text);
    },
  };
}

async function readProxies(
  source: ProxySource,
  secrets: PlanSecrets,
  plan: RunnerPlan,
  readInfo: () => Promise<EngineInfo>,
): Promise<OpenProxies> {
  if (source === "none") return { masked: false };
  if (source === "plan") {
    const { http, https } = secrets.proxies;
    const no = plan.proxies.no?.value;
    return { ...(http && { http }), ...(https && { https }), ...(no !== undefined && { no }), masked: false };
  }
  const { httpProxy, httpsProxy, noProxy } = await readInfo();
  return {
    ...(httpProxy !== undefined && { http: new Secret(httpProxy) }),
    ...(httpsProxy !== undefined && { https: new Secret(httpsProxy) }),
    ...(noProxy !== undefined && { no: noProxy }),
    masked: [httpProxy, httpsProxy].some((proxy) => proxy !== undefined && HIDDEN_USER_INFO.test(proxy)),
  };
}

/** Loads with the first use; closes only what was loaded. */
function lazily<T extends object>(load: () => Promise<T>): { load: () => Promise<T>; close: () => Promise<void> } {
  let loading: Promise<T> | undefined;
  return {
    load: () => (loading ??= load()),
    async close() {
      const loaded = await loading?.catch(() => undefined);
      if (loaded !== undefined && "close" in loaded && typeof loaded.close === "function") await loaded.close();
    },
  };
}
