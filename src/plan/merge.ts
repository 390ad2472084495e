import {
  BY_DEFAULT,
  type PlannedImage,
  type PlannedName,
  type PlannedVariable,
  type PlanSecrets,
  type RunnerPlan,
  Secret,
  type Sourced,
} from "../contract/index.js";
import { asClientPulls, clientApiVersion } from "./client-variables.js";
import { quotedBack } from "../secrets/plain-form.js";
import { createRedactor, isEveryday, isSearched } from "../secrets/redactor.js";
import { dropQuery, dropUserInfo } from "../secrets/user-info.js";
import { clientConfigOf, configFromFlag, configIn, runnerConfigOf } from "./config-location.js";
import type { Deployment, RawVariable } from "./deployment.js";
import { dockerHostOf } from "./docker-host.js";
import { parseDomain } from "./domain.js";
import { helperImages, extraImage, withoutRepetition } from "./images.js";
import type { PlanInputs, PlanWorld } from "./inputs.js";
import { findPlaceholder } from "./placeholder.js";
import { maskProxies, proxiesOf } from "./proxies.js";
import { isSecretName, splitVariable } from "./variables.js";

/** A plan, and what it holds back. */
export interface LoadedPlan {
  readonly plan: RunnerPlan;
  readonly secrets: PlanSecrets;
}

/**
 * Joins a deployment with the flags of the command line, and takes the secrets out.
 *
 * @throws UsageError for `--domain` and `--docker-host` values that cannot be read
 */
export function mergePlan(deployment: Deployment, inputs: PlanInputs, world: PlanWorld): LoadedPlan {
  const raw = lastOfEachName(deployment.variables);
  const variables = splitAll(raw);
  const clientConfig = clientConfigOf(deployment.client, world);
  const engine = dockerHostOf(inputs.dockerHost, deployment.client, clientConfig, world);
  const shownEngine = dropQuery(dropUserInfo(engine.value));
  const rawProxies = proxiesOf(
    raw,
    deployment.client.injectsProxies ? { config: clientConfig, dockerHost: engine.value } : undefined,
    world,
  );
  const { proxies, secrets: proxySecrets } = maskProxies(rawProxies);
  const credentials = raw.filter(({ name }) => isSecretName(name)).flatMap(({ value }) => value ?? []);
  const held = [...variables.secrets, ...shownEngine.secrets, ...proxySecrets, ...deployment.secrets];
  const plan: RunnerPlan = {
    source: deployment.source,
    description: deployment.description,
    directory: world.cwd,
    sudo: deployment.sudo,
    ...(deployment.foreignClient === undefined ? {} : { client: deployment.foreignClient }),
    images: planImages(deployment, raw, inputs),
    mounts: deployment.mounts,
    env: variables.shown,
    network: deployment.network ?? { value: "bridge", origin: BY_DEFAULT },
    ...optional(deployment),
    ...(deployment.privileged ? { privileged: true } : {}),
    securityOptions: deployment.securityOptions,
    issues: deployment.issues,
    domains: [...new Map((inputs.domains ?? []).map(parseDomain).map((one) => [one.value, one])).values()],
    dockerHost: { value: shownAddress(shownEngine.text), origin: engine.origin },
    ...runnerConfig(deployment, inputs, world),
    ...clientApiVersion(deployment),
    clientConfig,
    proxies,
  };
  const shown = new Set([
    ...plan.mounts.flatMap(({ source, target }) => [source ?? "", target]),
    ...variables.shown.flatMap(({ value }) => value ?? []),
  ]);
  const certain = [...credentials, ...shownEngine.secrets, ...proxySecrets, ...deployment.secrets].filter((one) =>
    held.includes(one),
  );
  const needles = searchable(certain);
  const values = [...new Set([...needles, ...held.filter((secret) => !isEveryday(secret) && !shown.has(secret))])];
  const redactor = createRedactor(undefined, "***");
  needles.forEach(redactor.add);
  return {
    plan: redactor.answer(plan),
    secrets: {
      dockerHost: new Secret(engine.value),
      proxies: {
        ...(rawProxies.http === undefined ? {} : { http: new Secret(rawProxies.http.value) }),
        ...(rawProxies.https === undefined ? {} : { https: new Secret(rawProxies.https.value) }),
      },
      values: values.map((value) => new Secret(value)),
    },
  };
}

/** What is neither a URL nor a path may be anything. */
function shownAddress(text: string): string {
  return /^(?:[a-z][\w+.-]*:\/\/|\/|context:)/i.test(text) ? text : quotedBack(text);
}

/** The secrets worth looking for in other texts, the longest first. */
function searchable(secrets: readonly string[]): readonly string[] {
  return [...new Set(secrets.filter(isSearched))].sort((one, other) => other.length - one.length);
}

function optional(
  deployment: Deployment,
): Pick<
  RunnerPlan,
  | "containerName"
  | "user"
  | "groups"
  | "userns"
  | "memoryBytes"
  | "settings"
  | "references"
  | "newerOptions"
  | "unprovable"
> {
  const { containerName, user, groups = [], userns, memoryBytes, engine } = deployment;
  const { settings = [], references = [], newerOptions = [], unprovable = [] } = engine ?? {};
  return {
    ...(settings.length === 0 ? {} : { settings }),
    ...(references.length === 0 ? {} : { references }),
    ...(newerOptions.length === 0 ? {} : { newerOptions }),
    ...(unprovable.length === 0 ? {} : { unprovable }),
    ...(containerName === undefined ? {} : { containerName: plannedName(containerName) }),
    ...(user === undefined ? {} : { user }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(userns === undefined ? {} : { userns }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}

function plannedName(name: Sourced<string>): PlannedName {
  const placeholder = findPlaceholder(name.value, "name");
  return { ...name, ...(placeholder === undefined ? {} : { placeholder }) };
}

function lastOfEachName(variables: readonly RawVariable[]): readonly RawVariable[] {
  return [...new Map(variables.map((variable) => [variable.name, variable])).values()];
}

function splitAll(raw: readonly RawVariable[]): {
  readonly shown: readonly PlannedVariable[];
  readonly secrets: readonly string[];
} {
  const credentials = new Set(
    raw.filter(({ name, value = "" }) => isSecretName(name) && value.length > 3).map(({ value }) => value ?? ""),
  );
  const split = raw.map((variable) => splitVariable(variable, credentials));
  return { shown: split.map(({ variable }) => variable), secrets: split.flatMap(({ secrets }) => secrets) };
}

function planImages(deployment: Deployment, raw: readonly RawVariable[], inputs: PlanInputs): readonly PlannedImage[] {
  const configured = (name: string): Sourced<string> | undefined => {
    const variable = raw.find((one) => one.name === name);
    if (variable?.value === undefined) return deployment.imageOverrides?.[name];
    return { value: variable.value, origin: variable.origin };
  };
  return withoutRepetition([
    ...(deployment.runnerImage === undefined ? [] : [asClientPulls(deployment.runnerImage, deployment)]),
    ...helperImages(configured),
    ...(inputs.images ?? []).map(extraImage),
  ]);
}

function runnerConfig(
  deployment: Deployment,
  { dockerConfig }: PlanInputs,
  world: PlanWorld,
): Pick<RunnerPlan, "runnerConfig" | "runnerConfigNone"> {
  if (dockerConfig === "none") return { runnerConfig: null, runnerConfigNone: "declared-none" };
  if (dockerConfig !== undefined) return { runnerConfig: configFromFlag(dockerConfig, world) };
  const mounted = runnerConfigOf(deployment.mounts);
  if (deployment.source !== "default") return mounted;
  if (mounted.runnerConfig === null) return { runnerConfig: null, runnerConfigNone: "not-found" };
  return { runnerConfig: configIn(mounted.runnerConfig.directory, mounted.runnerConfig.origin) };
}
