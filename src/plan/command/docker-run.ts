import { posix } from "node:path";
import {
  type CommandIssue,
  type CommandProblem,
  isSameOrigin,
  type Origin,
  originText,
  type PlanIssue,
  type PlannedImage,
  type Sourced,
  UsageError,
} from "../../contract/index.js";
import { absolutePath, currentFolder } from "../../docker/paths.js";
import { parseReference } from "../../docker/reference.js";
import { RUNNER_IMAGE, RUNNER_REPOSITORY_NAME } from "../../requirements.js";
import { clientOfCommand } from "./command-client.js";
import { requireShortReference } from "../bounds.js";
import type { Deployment, RawVariable } from "../deployment.js";
import type { DockerInvocation } from "./docker-prefix.js";
import { lastSourced } from "./docker-prefix.js";
import { type EngineSettings, newerOptionsOf, readEngineSettings } from "./engine-settings.js";
import type { GivenOption } from "./given-option.js";
import { readMeantOptions } from "./forgotten-option.js";
import { parseEnvFile } from "../env-file.js";
import { networkName } from "../../docker/options/network-values.js";
import { readBoolean, readBytes } from "../../docker/options/values.js";
import { withoutOddParts } from "../hidden-parts.js";
import { maskImage } from "../image-text.js";
import type { PlanWorld } from "../inputs.js";
import { type NamedFile, nameOf, readNamedFile } from "../named-file.js";
import { readMounts } from "./mount-options.js";
import { type Given, type LostOptions, readLostOptions } from "./lost-options.js";
import { type ReadOptions, readOptions } from "./options.js";
import { findPlaceholder } from "../placeholder.js";
import { normalPlatform } from "../../docker/platform.js";
import { conflictsOf, type Refusal } from "./run-conflicts.js";
import { RUN_OPTIONS, runOption } from "../../docker/options/index.js";
import { hideForms } from "../../secrets/forms.js";
import { saysSecret } from "../../secrets/names.js";
import { isRead, isSecretName, maySayExpansions } from "../variables.js";
import { isNamedExpansion, isWholeExpansion, partOfWord, type Word } from "./word.js";

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

const MASK = "[secret]";

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
    ...(rest.length === 0 ? [missingImage(invocation, origin)] : []),
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

/** An env file that nobody reads has not to be there. */
function isMissingFile({ name, value }: GivenOption, world: PlanWorld): boolean {
  return name === "env-file" && (value.unexpanded.length > 0 || !world.exists(posix.resolve(world.cwd, value.text)));
}

/** It is read as the option that was meant: there is an issue about its name. */
function isMisspelt({ name, written }: GivenOption): boolean {
  return written !== `--${name}`;
}

function namesRunner({ text }: Word): boolean {
  return text.includes(RUNNER_REPOSITORY_NAME.value);
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

function readVariables(
  options: readonly GivenOption[],
  env: Readonly<Record<string, string | undefined>>,
  world: PlanWorld,
  label: string,
): readonly RawVariable[] {
  const fromFiles = options
    .filter((option) => option.name === "env-file" && !(isMisspelt(option) && isMissingFile(option, world)))
    .flatMap(({ value }) => readFile(value, env, world, label));
  const fromOptions = options.flatMap(({ name, value, invalid }): readonly RawVariable[] => {
    if (name !== "env" || invalid || isNamelessHere(value)) return [];
    const equals = value.text.indexOf("=");
    if (equals < 0) return [inherit(value.text, env, value.origin)];
    return [
      {
        name: value.text.slice(0, equals),
        value: value.text.slice(equals + 1),
        origin: value.origin,
        via: "command-line",
        unexpanded: value.unexpanded,
      },
    ];
  });
  return [...fromFiles, ...fromOptions];
}

/** `-e $NAME`, `-e "$PREFIX_UUID=…"`: only a shell knows which variable it gives. */
function isNamelessHere({ text, unexpanded }: Word): boolean {
  const name = text.split("=")[0] ?? "";
  return unexpanded.some((one) => name.includes(one.split("=")[0] ?? one));
}

function inherit(name: string, env: Readonly<Record<string, string | undefined>>, origin: Origin): RawVariable {
  const value = env[name];
  return { name, origin, via: "inherited", unexpanded: [], ...(value === undefined ? {} : { value }) };
}

function readFile(
  path: Word,
  env: Readonly<Record<string, string | undefined>>,
  world: PlanWorld,
  label: string,
): readonly RawVariable[] {
  if (path.unexpanded.length > 0) return [];
  const placeholder = findPlaceholder(path.text, "other");
  if (placeholder !== undefined) {
    throw new UsageError(
      `${label}: --env-file ${hideForms(path.text)} (${originText(path.origin)}): ${placeholder} is a placeholder; expected the path of a file`,
    );
  }
  const named: NamedFile = {
    by: "--env-file",
    path: path.text,
    origin: path.origin,
    base: currentFolder(world.cwd),
  };
  const file = absolutePath(path.text, named.base);
  return parseEnvFile(readNamedFile(world, named), nameOf(named)).map(({ name, value, line }) => {
    const origin: Origin = { from: "file", file: path.text, line, path: file };
    return value === undefined ? inherit(name, env, origin) : { name, value, origin, via: "env-file", unexpanded: [] };
  });
}

interface ReadImage {
  readonly image?: PlannedImage;
  readonly issues: readonly PlanIssue[];
  readonly secrets: readonly string[];
}

function readImage(rest: readonly Word[], options: readonly GivenOption[], invocation: DockerInvocation): ReadImage {
  const word = rest[0];
  if (word === undefined) return { issues: [], secrets: [] };
  const planned = { role: "runner", puller: "start-command", origin: word.origin } as const;
  const spilled = spilledSecret(word, rest, options, invocation);
  if (spilled !== undefined) {
    const issue: CommandIssue = {
      kind: "option-invalid",
      subject: { of: "variable", name: spilled },
      text: `-e ${spilled} ${MASK}`,
      problem: { of: "value-taken-for-image", name: spilled },
      origin: word.origin,
      change: { remove: ["-e", spilled, "…"], add: ["-e", `${spilled}=…`], origin: word.origin },
    };
    return {
      image: { ...planned, reference: MASK },
      issues: [issue],
      secrets: [word.text, word.text.replace(/^=/, "")],
    };
  }
  requireShortReference(word.text, word.origin);
  const { text, secrets } = maskImage(word.text);
  const placeholder = findPlaceholder(text, "image");
  return {
    image: { ...planned, reference: text, ...(placeholder === undefined ? {} : { placeholder }) },
    issues: [],
    secrets,
  };
}

/**
 * The name of the secret variable whose value stands in the place of the image, because the value was set apart by a
 * blank: `-e OAUTH_CLIENT_SECRET abc …/bitbucket-pipelines-runner:1`.
 */
function spilledSecret(
  image: Word,
  rest: readonly Word[],
  options: readonly GivenOption[],
  invocation: DockerInvocation,
): string | undefined {
  const position = invocation.words.indexOf(image);
  const last = options.at(-1);
  if (last === undefined || last.name !== "env" || !isSamePlace(invocation.words[position - 1], last.value))
    return undefined;
  const name = /^[A-Za-z_]\w*/.exec(last.value.text)?.[0] ?? "";
  if (!isSecretName(name) || image.text.includes(RUNNER_REPOSITORY_NAME.value)) return undefined;
  const goesOn = rest.slice(1).some(({ text }) => text.startsWith("-") || /^[^=]+\//.test(text));
  return goesOn ? name : undefined;
}

function isSamePlace(one: Word | undefined, other: Word): boolean {
  return one !== undefined && isSameOrigin(one.origin, other.origin);
}

function withPull(
  image: PlannedImage,
  pull: Sourced<string> | undefined,
  platform: Sourced<string> | undefined,
): PlannedImage {
  const policy = pull?.value;
  const normal = platform === undefined ? "" : withoutOddParts(normalPlatform(platform.value) ?? platform.value);
  return {
    ...image,
    ...(policy === "always" || policy === "missing" || policy === "never" ? { pullPolicy: policy } : {}),
    ...(normal === "" ? {} : { platform: normal }),
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

function missingImage(invocation: DockerInvocation, { cutShort }: CommandOrigin): CommandIssue {
  return {
    kind: "option-invalid",
    subject: { of: "image" },
    text: `${invocation.tool} run`,
    problem: { of: cutShort ? "image-missing-line-cut" : "image-missing", command: `${invocation.tool} run` },
    origin: invocation.words.at(-1)?.origin ?? invocation.origin,
    ...(cutShort ? {} : { change: { remove: [], add: [RUNNER_IMAGE.value] } }),
  };
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

/** What tells docker's client which engine, config and platform are meant. */
function clientWords({ hosts, contexts, configs, assignments }: DockerInvocation): readonly Word[] {
  const own = assignments.flatMap(({ name, value }) => (name.startsWith("DOCKER_") ? [value] : []));
  return [...hosts, ...contexts, ...configs, ...own];
}

/** Words that a shell could replace by any options. */
function openWords({ words }: DockerInvocation, { rest, options }: ReadOptions): ReadonlySet<Word> {
  const values = new Set(options.map(({ value }) => value));
  return new Set(words.slice(0, words.length - rest.length).filter((word) => word.open && !values.has(word)));
}

/** What of an option may give variables that only a shell knows: a file, or a name. */
function namelessPart({ name, value }: GivenOption): readonly Word[] {
  if (name === "env-file") return [value];
  return name === "env" && isNamelessHere(value) ? [partOfWord(value, value.text.split("=")[0] ?? "")] : [];
}

/** Names every expansion that is left, once; not those inside a value that may be secret. */
function unexpandedIssues(
  words: readonly Word[],
  open: ReadonlySet<Word>,
  options: readonly GivenOption[],
): readonly PlanIssue[] {
  const nameless = new Set(options.flatMap(namelessPart));
  const judged = options.flatMap(({ name, value }) =>
    runOption(name)?.isUnread === true || isHidden(name, value) || isForOthers(name, value) ? [] : [value],
  );
  const mayGive = (word: Word): CommandIssue["mayGive"] =>
    open.has(word) ? "options" : nameless.has(word) ? "variables" : undefined;
  // of several places the one counts that leaves most open
  const found = [...open, ...nameless, ...judged, ...words].flatMap((word) =>
    word.unexpanded.map((text) => ({ text, origin: word.origin, gives: mayGive(word) })),
  );
  const firstOfEach = new Map<string, (typeof found)[number]>();
  for (const one of found) if (!firstOfEach.has(one.text)) firstOfEach.set(one.text, one);
  return [...firstOfEach.values()].map(({ text, origin, gives }) => ({
    kind: "unexpanded",
    subject: { of: "expansion", written: text },
    text,
    problem: { of: "expansion-left", expression: text },
    origin,
    ...(gives === undefined ? {} : { mayGive: gives }),
  }));
}

/** A variable that the runner does not read; no check does. */
function isForOthers(name: string, value: Word): boolean {
  return name === "env" && !isRead(value.text.split("=")[0] ?? "");
}

function isHidden(name: string, { text }: Word): boolean {
  const equals = text.indexOf("=");
  return (
    name === "env" && !maySayExpansions(text.slice(0, Math.max(equals, 0))) && !isNamedExpansion(text.slice(equals + 1))
  );
}
