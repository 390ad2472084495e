import { posix } from "node:path";
import { type CommandProblem, type PlanIssue, type Sourced } from "../../contract/index.js";
import { parseReference } from "../../docker/reference.js";
import { RUNNER_REPOSITORY_NAME } from "../../requirements.js";
import { clientOfCommand } from "./command-client.js";
import type { Deployment, RawVariable } from "../deployment.js";
import type { DockerInvocation } from "./docker-prefix.js";
import { lastSourced } from "./docker-prefix.js";
import { type EngineSettings, newerOptionsOf, readEngineSettings } from "./engine-settings.js";
import type { GivenOption } from "./given-option.js";
import { readMeantOptions } from "./forgotten-option.js";
import { networkName } from "../../docker/options/network-values.js";
import { readBoolean, readBytes } from "../../docker/options/values.js";
import { withoutOddParts } from "../hidden-parts.js";
import type { PlanWorld } from "../inputs.js";
import { readMounts } from "./mount-options.js";
import { type Given, type LostOptions, readLostOptions } from "./lost-options.js";
import { type ReadOptions, readOptions } from "./options.js";
import { findPlaceholder } from "../placeholder.js";
import { conflictsOf, type Refusal } from "./run-conflicts.js";
import { RUN_OPTIONS } from "../../docker/options/index.js";
import { saysSecret } from "../../secrets/names.js";
import { isWholeExpansion, type Word } from "./word.js";
import { clientWords, openWords, unexpandedIssues } from "./left-expansions.js";
import { missingImage, namesRunner, readImage, spilledSecret, withPull } from "./run-image.js";
import { isMissingFile, readVariables } from "./run-variables.js";

/** Where a command comes from. */
export interface CommandOrigin {
  readonly source: "docker-run" | "command-file";
  /** `words after --` or the file's name. */
  readonly label: string;
  /** Exported variables of the script around it. */
  readonly exported: Readonly<Record<string, string>>;
  /** Values of secret variables that the text repeats. */
  readonly secrets: ReadonlySet<string>;
  /** Issues found while reading the text. */
  readonly issues: readonly PlanIssue[];
  /** The line after the command begins with an option. */
  readonly cutShort: boolean;
}

/**
 * Understands a `docker run`. What docker would refuse becomes an issue; only an env file that cannot be read is the
 * user's error.
 *
 * @throws UsageError for an env file that is missing or that docker would refuse
 */
export function readDockerRun(written: DockerInvocation, origin: CommandOrigin, world: PlanWorld): Deployment {
  const grammar = {
    flags: RUN_OPTIONS,
    command: `${written.tool} run`,
    takesUnknownValue: unknownValueReader(written.words),
  };
  const meant = readMeantOptions(written.words, (words) => readOptions(words, grammar), world);
  const invocation = { ...written, words: meant.words };
  const { options, rest, issues: optionIssues } = meant.read;
  const client = clientOfCommand(invocation, origin.exported, world);
  const lost = lostOptions(meant.read, invocation, world, (of) => readVariables(of, client.env, world, origin.label));
  const used = [...options, ...lost.needed];
  const { mounts, issues: mountIssues, secrets: mountSecrets } = readMounts(used, world, invocation.tool);
  const image = readImage(rest, options, invocation);
  const given = (name: string): readonly GivenOption[] => used.filter((option) => option.name === name);
  const last = (name: string): Sourced<string> | undefined => {
    const value = lastSourced(given(name).map((option) => option.value));
    return value?.value === "" ? undefined : value;
  };
  const named = {
    containerName: last("name"),
    user: last("user"),
    userns: withPlainValue(last("userns")),
    network: readNetwork(given("network")),
    memoryBytes: readMemory(given("memory")),
  };
  const refusals = [...conflictsOf(invocation, options), ...clientFiles(options, world)];
  const allIssues = [
    ...origin.issues,
    ...invocation.issues,
    ...optionIssues,
    ...meant.issues,
    ...refusals.map(({ issue }) => issue),
    ...mountIssues,
    ...image.issues,
    ...lost.issues,
    ...(rest.length === 0 ? [missingImage(invocation, origin.cutShort)] : []),
    ...unexpandedIssues([...clientWords(invocation), ...rest.slice(0, 1)], openWords(invocation, meant.read), options),
  ];
  const note = invocation.tool === "docker" ? "" : `; ${invocation.tool} is not Docker`;
  return {
    source: origin.source,
    description:
      origin.source === "docker-run"
        ? `${invocation.tool} run … (${origin.label}${note})`
        : `${origin.label}${note === "" ? "" : ` (${note.slice(2)})`}`,
    sudo: invocation.sudo !== undefined,
    ...(invocation.tool === "docker" ? {} : { foreignClient: invocation.tool }),
    ...(image.image === undefined ? {} : { runnerImage: withPull(image.image, last("pull"), last("platform")) }),
    mounts,
    variables: lost.variables,
    ...(named.network === undefined ? {} : { network: named.network }),
    ...(named.containerName === undefined ? {} : { containerName: named.containerName }),
    ...(named.user === undefined ? {} : { user: named.user }),
    ...(named.userns === undefined ? {} : { userns: named.userns }),
    ...(named.memoryBytes === undefined ? {} : { memoryBytes: named.memoryBytes }),
    privileged: readBoolean(given("privileged").at(-1)?.value.text ?? "false") === true,
    groups: given("group-add").map(({ value }) => ({ value: value.text, origin: value.origin })),
    securityOptions: given("security-opt").map(({ value }) => ({
      value: withoutOddParts(value.text),
      origin: value.origin,
    })),
    ...readContentTrust(given("disable-content-trust")),
    engine: readSettings(options, new Set(refusals.flatMap(({ option }) => option ?? []))),
    issues: allIssues,
    client,
    secrets: [
      ...meant.secrets,
      ...image.secrets,
      ...mountSecrets,
      ...lost.secrets,
      ...secretsAround(invocation, origin),
    ],
  };
}

/**
 * The options behind the image, and all variables: those before it, and those that the runner needs of what is behind it. There
 * are none where the image may be something else, or where the words are for an entrypoint of one's own.
 */
function lostOptions(
  { options, rest }: ReadOptions,
  invocation: DockerInvocation,
  world: PlanWorld,
  variablesOf: (options: readonly GivenOption[]) => readonly RawVariable[],
): LostOptions {
  const variables = variablesOf(options);
  const [image, ...behind] = rest;
  const isElsewhere =
    image === undefined ||
    spilledSecret(image, rest, options, invocation) !== undefined ||
    (!namesRunner(image) && behind.some(namesRunner));
  if (isElsewhere || options.some(({ name }) => name === "entrypoint"))
    return { issues: [], needed: [], variables, secrets: [] };
  const { mounts } = readMounts(options, world, invocation.tool);
  const given: Given = {
    place: "after-image",
    variables,
    mounts,
    has: (name) => options.some((option) => option.name === name),
    variablesOf: (option) => (isMissingFile(option, world) ? [] : variablesOf([option])),
  };
  const lost = readLostOptions(behind, given, world, invocation.tool);
  return { ...lost, variables: [...variables, ...lost.variables] };
}

/** Values of the script's variables whose names say that they are secret: an option may repeat them. */
function secretsAround({ assignments }: DockerInvocation, { exported, secrets }: CommandOrigin): readonly string[] {
  const given = [...Object.entries(exported), ...assignments.map(({ name, value }) => [name, value.text] as const)];
  return [...secrets, ...given.filter(([name]) => saysSecret(name)).map(([, value]) => value)];
}

function readContentTrust(options: readonly GivenOption[]): Pick<Deployment, "contentTrust"> {
  const isDisabled = readBoolean(options.at(-1)?.value.text ?? "");
  return isDisabled === undefined ? {} : { contentTrust: !isDisabled };
}

/** What the engine has to accept, of that which the docker client accepts and which is known. */
function readSettings(options: readonly GivenOption[], refused: ReadonlySet<GivenOption>): EngineSettings {
  const given = options.filter(({ invalid, value }) => !invalid && value.unexpanded.length === 0);
  const settingOf = ({ name, value, words }: GivenOption) => ({
    name,
    value: value.text,
    words,
    text: words.join(" "),
    origin: value.origin,
  });
  const { references } = readEngineSettings(given.map(settingOf));
  return {
    ...readEngineSettings(given.filter((option) => !refused.has(option)).map(settingOf)),
    references,
    newerOptions: newerOptionsOf(options.map(settingOf), "run"),
  };
}

/**
 * The word after an unknown option is its value when more options or a runner image still follow, or when it could not
 * be an image: docker's options end at the image.
 */
function unknownValueReader(words: readonly Word[]): (value: string, behind: number) => boolean {
  const lastTelling = words.findLastIndex(
    ({ text }) => text.startsWith("-") || text.includes(RUNNER_REPOSITORY_NAME.value),
  );
  return (value, behind) => {
    if (value.includes(RUNNER_REPOSITORY_NAME.value)) return false;
    if (behind <= lastTelling) return true;
    return !parseReference(value).ok && !isWholeExpansion(value) && findPlaceholder(value, "image") === undefined;
  };
}

function withPlainValue(given: Sourced<string> | undefined): Sourced<string> | undefined {
  return given === undefined ? undefined : { ...given, value: withoutOddParts(given.value) };
}

function readNetwork(options: readonly GivenOption[]): Sourced<string> | undefined {
  const first = options.find(({ invalid }) => !invalid)?.value;
  if (first === undefined) return undefined;
  const name = networkName(first.text);
  return { value: name === undefined || name === "default" ? "bridge" : name, origin: first.origin };
}

function readMemory(options: readonly GivenOption[]): Sourced<number> | undefined {
  const value = options.at(-1)?.value;
  const bytes = value === undefined ? undefined : readBytes(value.text);
  return value === undefined || bytes === undefined || bytes === 0 ? undefined : { value: bytes, origin: value.origin };
}

/** Files that the docker client itself looks at before it asks the engine. */
function clientFiles(options: readonly GivenOption[], world: PlanWorld): readonly Refusal[] {
  return options.flatMap((option): readonly Refusal[] => {
    const { name, value, written } = option;
    if (value.unexpanded.length > 0) return [];
    const issue = (problem: CommandProblem): readonly Refusal[] => {
      const [subject, text] = [{ of: "option", name }, `${written} ${withoutOddParts(value.text)}`] as const;
      return [{ issue: { kind: "option-invalid", subject, text, problem, origin: value.origin }, option }];
    };
    if (name === "cidfile" && value.text !== "" && world.exists(posix.resolve(world.cwd, value.text)))
      return issue({ of: "id-file-exists", file: withoutOddParts(value.text) });
    const profile = name === "security-opt" ? /^seccomp[:=](.*)$/s.exec(value.text)?.[1] : undefined;
    if (profile === undefined || profile === "unconfined" || profile === "builtin" || profile.startsWith("{"))
      return [];
    return world.exists(posix.resolve(world.cwd, profile))
      ? []
      : issue({ of: "seccomp-profile-missing", file: withoutOddParts(profile) });
  });
}
