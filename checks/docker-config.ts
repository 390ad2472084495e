import type {
  Check,
  CodeEntry,
  ConfigLocation,
  DockerConfigAuth,
  DockerConfigFact,
  Evidence,
  Finding,
  NamedTargetVerdict,
  Pass,
  RunnerPlan,
  Severity,
  Verdict,
} from "../src/contract/index.js";
import {
  configKey,
  decideCredential,
  entryFault,
  entryFor,
  hostOfKey,
  isWebLoginKey,
  nearMissFor,
  spoilsFile,
  type CredentialFault,
} from "../src/judge/credentials.js";
import {
  emptyEntry,
  encodeAnew,
  isEditable,
  isOtherNameOf,
  isRewritable,
  mendingOf,
  removeKeys,
  renameKey,
  withoutComments,
  writeAnew,
} from "../src/judge/config-edit.js";
import { failed, finding, hasError, safe, skipped, sudo, verdictOf } from "../src/judge/findings.js";
import {
  fillCommands,
  isDockersOwnName,
  loginCommand,
  ownConfigCommands,
  ownFolder,
  STORE_SIGN,
} from "../src/judge/login.js";
import { isWithin, normalPath, parentPath } from "../src/judge/mounts.js";
import { orNothing } from "../src/judge/probes.js";
import { askable, isRemoteEngine, plannedReferences, type PlannedReference } from "../src/judge/pull.js";
import { shellLine } from "../src/judge/shell.js";
import { bytesText } from "../src/judge/text.js";
import { RUNNER_CONFIG_DIRECTORY, SOURCE_IMAGES_PAGE, STEP_LIMIT_MINUTES } from "../src/requirements.js";

const LOGIN_PAGE = "https://docs.docker.com/reference/cli/docker/login/";

const CODES = {
  "config-unreadable": {
    severity: "error",
    meaning: "What is at the path of config.json cannot be read as a file.",
    cause: "A directory, a named pipe or a device is in its place, or the file is far too large.",
    remedy: "Move it out of the way and put a regular config.json there.",
    source: SOURCE_IMAGES_PAGE,
  },
  "config-invalid": {
    severity: "error",
    meaning:
      "config.json is not the JSON that docker and the runner read; a warning where only one of the two refuses it.",
    cause: "It was edited by hand: a comma or quote too many or too few, a byte-order mark, a comment.",
    remedy: "Correct the place that is named, or write the file anew with docker login.",
    source: "https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties",
  },
  "credential-store": {
    severity: "error",
    meaning: "The credentials are in a credential store (credsStore), which the runner cannot use.",
    cause: "docker login found a store on this machine (pass, secretservice, desktop) and put the password there.",
    remedy: "Give the runner a config.json of its own with a plain auth entry.",
    source: SOURCE_IMAGES_PAGE,
  },
  "credential-helper": {
    severity: "error",
    meaning: "The credentials come from a helper program (credHelpers), which the runner cannot use.",
    cause: "A cloud provider's helper was configured for the registry.",
    remedy: "Give the runner a config.json of its own with a lasting user and password for the registry.",
    source: SOURCE_IMAGES_PAGE,
  },
  "identity-token": {
    severity: "error",
    meaning: "The entry holds an identity token; the runner knows user and password only.",
    cause: "docker login got a token from the registry (Azure, single sign-on) and stored that.",
    remedy: "Log in with a user and password, for example those of a robot account.",
    source: SOURCE_IMAGES_PAGE,
  },
  "registry-token": {
    severity: "error",
    meaning: "The entry holds a registry token; the runner knows user and password only.",
    cause: "A tool wrote a bearer token into config.json.",
    remedy: "Log in with a user and password, for example those of a robot account.",
    source: SOURCE_IMAGES_PAGE,
  },
  "timed-password": {
    severity: "error",
    meaning: "The password expires by itself after hours, and the runner does not renew it.",
    cause: "The login used a cloud provider's short-lived password, or a browser login that leaves an access token.",
    remedy: "Log in with a lasting password or access token of a robot account.",
    source: SOURCE_IMAGES_PAGE,
  },
  "auth-empty": {
    severity: "error",
    meaning: "The registry's entry is empty.",
    cause: "docker login leaves an empty entry behind when the password goes to a credential store.",
    remedy: "Log in again without a credential store, so that the entry holds the auth.",
    source: SOURCE_IMAGES_PAGE,
  },
  "auth-malformed": {
    severity: "error",
    meaning: "The auth does not decode to user:password; one such entry makes readers drop the whole file.",
    cause: "The password was pasted as it is, or encoded by hand in another way than padded standard base64.",
    remedy: "Log in again, so that docker writes the entry.",
    source: LOGIN_PAGE,
  },
  "auth-trailing-newline": {
    severity: "error",
    meaning: "The password in auth ends with a line break or blank that does not belong to it.",
    cause: "The auth was made by hand with echo instead of echo -n or printf.",
    remedy: "Log in again, so that docker writes the entry.",
    source: LOGIN_PAGE,
  },
  "auth-incomplete": {
    severity: "error",
    meaning: "The entry has a user without a password or a password without a user.",
    cause: "The auth was made by hand from an empty variable, or by a tool that keeps the other half elsewhere.",
    remedy: "Log in again, so that docker writes the entry.",
    source: LOGIN_PAGE,
  },
  "registry-key-mismatch": {
    severity: "error",
    meaning: "The file has an entry that was meant for a registry and does not match its name.",
    cause:
      "Docker Hub's key is https://index.docker.io/v1/ and nothing else; other keys have to be the registry as in the image, with its port and in the same case.",
    remedy: "Log in to the registry under the name that the image has.",
    source: LOGIN_PAGE,
  },
  "config-readable-by-others": {
    severity: "warning",
    meaning: "Every user of the host can read the passwords in config.json.",
    cause: "The file was created by hand or copied with a wide mode; docker itself writes 0600.",
    remedy: "Take the rights of others away.",
    source: LOGIN_PAGE,
  },
} as const satisfies Record<string, CodeEntry>;

/** A file that is judged, and for whom. */
interface Scene {
  readonly plan: RunnerPlan;
  readonly location: ConfigLocation;
  readonly config: DockerConfigFact;
  readonly images: readonly PlannedReference[];
  /** The runner is given this file; otherwise it is the operator's own, and everything in it is a warning. */
  readonly isGiven: boolean;
}

/** A finding with the images whose credentials depend on it. */
interface Found {
  readonly finding: Finding;
  readonly images: readonly string[];
}

function runnerImages(plan: RunnerPlan): readonly PlannedReference[] {
  return plannedReferences(plan).filter(({ byRunner }) => byRunner);
}

function registryOf(image: PlannedReference): string | undefined {
  return askable(image)?.registry;
}

/** Registries of the images that the runner pulls, as in the images. */
function registriesOf(images: readonly PlannedReference[]): readonly string[] {
  return [...new Set(images.flatMap((image) => registryOf(image) ?? []))];
}

function imagesOf({ images }: Scene, registry: string): readonly string[] {
  return images.filter((image) => registryOf(image) === registry).map(({ reference }) => reference);
}

function everyImage({ images }: Scene): readonly string[] {
  return images.map(({ reference }) => reference);
}

/** The planned registry that an entry is used for. */
function userOf({ images, config }: Scene, auth: DockerConfigAuth): string | undefined {
  return registriesOf(images).find((registry) => entryFor(registry, config.auths) === auth);
}

function fileEvidence({ location, isGiven }: Scene): Evidence {
  const whose = isGiven ? "the runner's config.json" : "the operator's config.json (the runner is given none)";
  return { what: whose, observed: location.file, origin: location.origin };
}

function severityFor({ isGiven }: Scene, isUsed: boolean): Severity {
  return isGiven && isUsed ? "error" : "warning";
}

function mountWords({ location }: Scene): string {
  return `and mount ${ownFolder(location.file)} at ${RUNNER_CONFIG_DIRECTORY.value} in the start command (in place of ${location.directory})`;
}

/** `docker login` puts a new file in the old one's place, which a mount of the single file does not show. */
function restartWords({ plan, location }: Scene): string {
  const isFileMount = plan.mounts.some(
    ({ source, type }) => type === "bind" && source !== undefined && normalPath(source) === normalPath(location.file),
  );
  return isFileMount ? " Restart the runner afterwards: the mount of the single file keeps the old one." : "";
}

/** The login that replaces an entry, or words where docker cannot write this file. */
function relogin(
  scene: Scene,
  registry: string,
  auth?: DockerConfigAuth,
): Pick<Finding["remedy"], "summary" | "commands"> {
  const { plan, location, config } = scene;
  const others = config.auths.filter((other) => other !== auth).length;
  const losesEntries = config.auths.some(spoilsFile) && others > 0;
  if (!isDockersOwnName(location.file)) {
    return {
      summary: `Log in to ${registry} with a user and a lasting password in a folder of its own, and copy the entry "${configKey(registry)}" from there into ${location.file}.`,
      commands: ownConfigCommands(plan, location.file, [registry]),
    };
  }
  const lost = losesEntries
    ? `; make a copy of the file first, because docker forgets the other entries when it writes a file with such a fault`
    : "";
  return {
    summary: `Log in to ${registry} again with a user and a lasting password (docker asks for it)${lost}. ${STORE_SIGN}${restartWords(scene)}`,
    commands: [loginCommand({ plan, file: location.file, registry, username: usernameOf(auth), losesEntries })],
  };
}

function usernameOf(auth: DockerConfigAuth | undefined): string | undefined {
  if (auth === undefined || auth.timed !== undefined || auth.identityToken || auth.registryToken) return undefined;
  return auth.username === "[secret]" ? undefined : auth.username;
}

function storeFinding(scene: Scene): Found {
  const { config, images, plan, location } = scene;
  const store = config.credsStore ?? "";
  const markers = config.auths.filter(({ state }) => state === "empty").map(({ key }) => key);
  const registries = registriesOf(images).filter((registry) => entryFor(registry, config.auths) !== undefined);
  const logins = registries.length === 0 ? [] : ownConfigCommands(plan, location.file, registries);
  return {
    images: everyImage(scene),
    finding: finding(CODES, "credential-store", {
      message: `${location.file} keeps its credentials in the store "${store}", which the runner cannot use.`,
      target: location.file,
      severity: severityFor(scene, true),
      evidence: [
        fileEvidence(scene),
        { what: "credsStore", observed: store, expected: "none", origin: location.file },
        ...(markers.length === 0
          ? []
          : [{ what: "entries without a password", observed: markers.join(", "), origin: location.file }]),
      ],
      remedy: {
        summary: `Make a config.json of the runner's own without "credsStore", ${mountWords(scene)}; or remove the line "credsStore" from ${location.file} and log in again.`,
        commands: logins,
      },
    }),
  };
}

function helperFindings(scene: Scene): readonly Found[] {
  const { config, images, plan, location } = scene;
  const used = registriesOf(images);
  return config.credHelpers
    .filter(({ helper }) => helper !== "")
    .map(({ key, helper }) => {
      const registry = used.find((name) => configKey(name) === key);
      return {
        images: registry === undefined ? [] : imagesOf(scene, registry),
        finding: finding(CODES, "credential-helper", {
          message: `The credentials of ${key} come from the helper "${helper}", which the runner cannot use.`,
          target: registry ?? key,
          severity: severityFor(scene, registry !== undefined),
          evidence: [
            fileEvidence(scene),
            { what: `credHelpers of ${key}`, observed: helper, expected: "none", origin: location.file },
            usedEvidence(scene, registry),
          ],
          remedy: {
            summary: `Make a config.json of the runner's own with a lasting user and password for ${key}, ${mountWords(scene)}.`,
            commands: registry === undefined ? [] : ownConfigCommands(plan, location.file, [registry]),
          },
        }),
      };
    });
}

function usedEvidence(scene: Scene, registry: string | undefined): Evidence {
  const images = registry === undefined ? [] : imagesOf(scene, registry);
  return { what: "images that need it", observed: images.length === 0 ? "none of the plan" : images.join(", ") };
}

const FAULT_WORDS: Readonly<
  Record<Exclude<CredentialFault, "credential-store" | "credential-helper">, (key: string) => string>
> = {
  "identity-token": (key) => `The entry of ${key} holds an identity token; the runner knows user and password only.`,
  "registry-token": (key) => `The entry of ${key} holds a registry token; the runner knows user and password only.`,
  "timed-password": (key) => `The password of ${key} expires by itself, and the runner does not renew it.`,
  "auth-empty": (key) => `The entry of ${key} is empty.`,
  "auth-malformed": (key) => `The auth of ${key} does not decode to user:password.`,
  "auth-trailing-newline": (key) => `The password of ${key} ends with white space that does not belong to it.`,
  "auth-incomplete": (key) => `The entry of ${key} has only half of user and password.`,
};

function observedState(auth: DockerConfigAuth): string {
  const { state, problem, username, timed, trailing, identityToken, registryToken } = auth;
  const words = [
    registryToken ? "registrytoken" : "",
    identityToken ? "identitytoken" : "",
    state === "basic" ? `user ${username ?? ""} with a password` : (problem ?? state),
    trailing === undefined ? "" : `ends with a ${trailing}`,
    timed === undefined ? "" : timedWords(timed),
  ];
  return words.filter((word) => word !== "").join("; ");
}

function timedWords({ kind, expiresAt, expired }: NonNullable<DockerConfigAuth["timed"]>): string {
  if (expiresAt === undefined) return kind;
  return `${kind}, ${expired === true ? "expired" : "expires"} ${expiresAt}`;
}

/** Faults of the entries themselves. */
function entryFindings(scene: Scene): readonly Found[] {
  const { config, location } = scene;
  const helped = new Set(config.credHelpers.filter(({ helper }) => helper !== "").map(({ key }) => key));
  return config.auths.flatMap((auth): readonly Found[] => {
    if (isWebLoginKey(auth.key)) return [];
    const fault = entryFault(auth) ?? webLoginFault(scene, auth);
    if (fault === undefined || fault === "credential-store" || fault === "credential-helper") return [];
    const isMarker = fault === "auth-empty";
    if (isMarker && (config.credsStore !== undefined || helped.has(auth.key))) return [];
    const registry = userOf(scene, auth);
    const spoils = spoilsFile(auth);
    if (registry === undefined && !spoils && isMeantForAnother(scene, auth)) return [];
    return [
      {
        images: spoils ? everyImage(scene) : registry === undefined ? [] : imagesOf(scene, registry),
        finding: finding(CODES, fault, {
          message: `${FAULT_WORDS[fault](auth.key)}${spoils ? " It keeps the other entries of the file from being read, too." : ""}`,
          target: registry ?? auth.key,
          severity: severityFor(scene, registry !== undefined || spoils),
          evidence: [
            fileEvidence(scene),
            {
              what: `entry "${auth.key}"`,
              observed: observedState(auth),
              expected: "auth: base64 of user:password",
              origin: location.file,
            },
            usedEvidence(scene, registry),
          ],
          remedy: remedyOf(scene, auth, registry, fault),
        }),
      },
    ];
  });
}

function remedyOf(
  scene: Scene,
  auth: DockerConfigAuth,
  registry: string | undefined,
  fault: CredentialFault,
): Pick<Finding["remedy"], "summary" | "commands"> {
  const { location, plan, config } = scene;
  const canEdit = isEditable(config) && auth.fromFields !== true;
  const mending =
    fault === "auth-malformed" ? mendingOf(auth) : fault === "auth-trailing-newline" ? encodeAnew : undefined;
  if (canEdit && mending !== undefined) {
    const what =
      fault === "auth-malformed" ? "Encode it as docker does" : "Take the white space off the end of the password";
    return {
      summary: `${what}: this changes the entry "${auth.key}" and nothing else in ${location.file}.`,
      commands: [mending(plan, location.file, auth.key)],
    };
  }
  if (registry === undefined) {
    return {
      summary: `Remove the entry "${auth.key}" from ${location.file}, or log in there again.`,
      commands: canEdit && spoilsFile(auth) ? [removeKeys(plan, location.file, auth.key)] : [],
    };
  }
  // docker keeps a registry token when it logs in to the same entry
  if (canEdit && (spoilsFile(auth) || auth.registryToken) && isDockersOwnName(location.file)) {
    const login = loginCommand({ plan, file: location.file, registry, username: usernameOf(auth) });
    const why = spoilsFile(auth) ? "so that docker can read the others" : "because docker would keep its token";
    return {
      summary: `Take the entry "${auth.key}" out, ${why}, and log in to ${registry} again. ${STORE_SIGN}${restartWords(scene)}`,
      commands: [emptyEntry(plan, location.file, auth.key, configKey(registry)), login],
    };
  }
  if (auth.key !== configKey(registry) && spoilsFile(auth)) {
    return {
      summary: `Remove the entry "${auth.key}" from ${location.file}, then log in to ${registry} again.`,
      commands: [],
    };
  }
  const { summary, commands } = relogin(scene, registry, auth);
  if (fault !== "timed-password") return { summary, commands };
  const hours = STEP_LIMIT_MINUTES.value / 60;
  // a login with a password leaves the tokens of the browser login in the file
  const tokens = config.auths.map(({ key }) => key).filter(isWebLoginKey);
  const isWebLogin = canEdit && tokens.length > 0 && auth.key === configKey("docker.io");
  return {
    summary: `${summary} A robot account's password has to outlive the runner, not just a step of ${hours} hours.${isWebLogin ? " Then take the browser login's tokens out." : ""}`,
    commands: isWebLogin ? [...commands, removeKeys(plan, location.file, ...tokens)] : commands,
  };
}

/** A browser login of Docker Hub leaves an access token as the password. */
function webLoginFault({ config }: Scene, auth: DockerConfigAuth): "timed-password" | undefined {
  if (auth.key !== configKey("docker.io")) return undefined;
  return config.auths.some(({ key }) => isWebLoginKey(key)) ? "timed-password" : undefined;
}

/** An entry under a wrong key is reported as that, whatever is in it. */
function isMeantForAnother(scene: Scene, auth: DockerConfigAuth): boolean {
  return mismatches(scene).some(({ key }) => key === auth.key);
}

function mismatches({ images, config }: Scene): readonly { readonly registry: string; readonly key: string }[] {
  if (config.credsStore !== undefined) return [];
  return registriesOf(images).flatMap((registry) => {
    if (decideCredential(registry, config).kind !== "anonymous") return [];
    // A key that serves another planned registry is no mistake.
    const others = config.auths.filter(
      ({ key }) => !registriesOf(images).some((name) => name !== registry && hostOfKey(key) === configKey(name)),
    );
    const key = nearMissFor(registry, others);
    return key === undefined ? [] : [{ registry, key }];
  });
}

function mismatchFindings(scene: Scene): readonly Found[] {
  const { location, config } = scene;
  return mismatches(scene).map(({ registry, key }) => ({
    images: imagesOf(scene, registry),
    finding: finding(CODES, "registry-key-mismatch", {
      message: `The entry "${key}" does not match the registry ${registry}: its key has to be "${configKey(registry)}".`,
      target: registry,
      severity: severityFor(scene, true),
      evidence: [
        fileEvidence(scene),
        { what: "key in auths", observed: key, expected: configKey(registry), origin: location.file },
        usedEvidence(scene, registry),
      ],
      remedy: mismatchRemedy(
        scene,
        registry,
        key,
        config.auths.find((auth) => auth.key === key),
      ),
    }),
  }));
}

/** An entry that can only have been meant for the registry is moved; otherwise a login makes the right one. */
function mismatchRemedy(
  scene: Scene,
  registry: string,
  key: string,
  auth: DockerConfigAuth | undefined,
): Pick<Finding["remedy"], "summary" | "commands"> {
  const { plan, location, config } = scene;
  const isUsable = auth !== undefined && entryFault(auth) === undefined;
  const isSpoiled = config.auths.some(spoilsFile);
  if (!isUsable || isSpoiled || !isEditable(config) || !isOtherNameOf(key, registry)) {
    return relogin(scene, registry, auth);
  }
  return {
    summary: `Move the entry to the key "${configKey(registry)}"; the password stays as it is.`,
    commands: [renameKey(plan, location.file, key, configKey(registry))],
  };
}

/** What only one of the two readers accepts. */
function noteFindings(scene: Scene): readonly Found[] {
  const { config, location } = scene;
  const wrapped = config.auths
    .filter((auth) => auth.wrapped === true && entryFault(auth) === undefined)
    .map(({ key }) => `line breaks inside the auth of ${key}: docker skips them, the runner's reader fails on them`);
  const notes = [...config.notes, ...wrapped];
  if (notes.length === 0) return [];
  return [
    {
      images: [],
      finding: finding(CODES, "config-invalid", {
        message: `${location.file} is not read alike by the docker client and by the runner.`,
        target: location.file,
        severity: "warning",
        evidence: [
          fileEvidence(scene),
          ...notes.map((note) => ({ what: "peculiarity", observed: note, origin: location.file })),
        ],
        remedy:
          isRewritable(config) && !config.auths.some(spoilsFile)
            ? {
                summary: "Write the file anew, so that both read the same; nothing in it is lost.",
                commands: [writeAnew(scene.plan, location.file)],
              }
            : { summary: "Correct what is named, or write the entries anew with docker login." },
      }),
    },
  ];
}

/** Findings about what is in a file that could be read. */
function contentFindings(scene: Scene): readonly Found[] {
  const store = scene.config.credsStore === undefined ? [] : [storeFinding(scene)];
  return [
    ...store,
    ...helperFindings(scene),
    ...entryFindings(scene),
    ...mismatchFindings(scene),
    ...noteFindings(scene),
  ];
}

/** Warns of a file with passwords that everybody can read, unless its folder keeps them out. */
async function modeFinding({ host }: Pass, scene: Scene): Promise<readonly Found[]> {
  const { config, location, plan } = scene;
  const mode = Number.parseInt(config.mode ?? "0", 8);
  const hasSecrets = config.auths.some(
    ({ state, identityToken, registryToken }) => state !== "empty" || identityToken || registryToken,
  );
  if ((mode & 0o004) === 0 || !hasSecrets) return [];
  const folder = await orNothing(host.files.stat({ path: parentPath(location.file) }));
  if (folder?.mode !== undefined && (Number.parseInt(folder.mode, 8) & 0o001) === 0) return [];
  const process = await orNothing(host.env.process({}));
  const words = shellLine(["chmod", "600", location.file]);
  const isOwn = process?.uid === config.uid || process?.uid === 0;
  return [
    {
      images: [],
      finding: finding(CODES, "config-readable-by-others", {
        message: `Every user of this host can read the passwords in ${location.file}.`,
        target: location.file,
        evidence: [
          { what: "mode", observed: config.mode ?? "", expected: "0600", origin: location.file, vantage: "process" },
        ],
        remedy: {
          summary: "Take the rights of others away.",
          commands: [isOwn && !plan.sudo ? safe(words) : sudo(`sudo ${words}`)],
        },
      }),
    },
  ];
}

/** What stands in the file's place, where it cannot be read as a file. */
function unreadable(scene: Scene): Finding {
  const { config, location } = scene;
  const observed = {
    "is-directory": "a directory",
    "not-a-file": config.detail ?? "no regular file",
    "too-large": `a file of ${bytesText(config.sizeBytes ?? 0)}`,
    timeout: "a file that cannot be read to its end in time",
  };
  const what = config.outcome in observed ? observed[config.outcome as keyof typeof observed] : config.outcome;
  return finding(CODES, "config-unreadable", {
    message: `${location.file} is ${what}, not a config.json.`,
    target: location.file,
    evidence: [
      {
        what: location.file,
        observed: what,
        expected: "a regular file of at most 1 MiB",
        origin: location.origin,
        vantage: "process",
      },
    ],
    remedy: unreadableRemedy(scene),
  });
}

/** Nothing is lost by it: what stands in the way keeps its content under another name. */
function unreadableRemedy(scene: Scene): Pick<Finding["remedy"], "summary" | "commands"> {
  const { config, images, location, plan } = scene;
  const isOwnName = isDockersOwnName(location.file);
  // moving it may wait for the same disk that reading it waits for
  if (config.outcome === "timeout" || !isOwnName) {
    return {
      summary: `Move ${location.file} out of the way and log in anew, or mount another folder that holds a config.json.`,
      commands: [safe(shellLine(["ls", "-ld", location.file]))],
    };
  }
  const move = shellLine(["mv", "-n", location.file, `${location.file}.unreadable`]);
  const registries = registriesOf(images).filter((name) => !name.endsWith(".packages.atlassian.com"));
  return {
    summary: `Move ${location.file} out of the way and log in anew, to those registries that ask for a password; or mount another folder that holds a config.json.${restartWords(scene)}`,
    commands: [
      plan.sudo ? sudo(`sudo ${move}`) : safe(move),
      ...fillCommands(plan, parentPath(location.file), registries),
    ],
  };
}

function invalid(scene: Scene): Finding {
  const { config, location, plan } = scene;
  return finding(CODES, "config-invalid", {
    message: `${location.file} is no valid config.json: ${config.detail ?? "it cannot be decoded"}.`,
    target: location.file,
    evidence: [
      {
        what: "config.json",
        observed: config.detail ?? "not decodable",
        expected: "JSON as docker login writes it",
        origin: location.file,
      },
      ...config.notes.map((note) => ({ what: "peculiarity", observed: note, origin: location.file })),
    ],
    remedy: /comma before|a comment/.test(config.detail ?? "")
      ? {
          summary: "Take comments and commas too many away; the command changes nothing if that is not all.",
          commands: [withoutComments(plan, location.file)],
        }
      : {
          summary:
            "Correct the place that is named (docker itself ignores the whole file with no more than a warning).",
        },
  });
}

/** Judges the file that the runner is given. */
async function judgeGiven(pass: Pass, location: ConfigLocation): Promise<readonly NamedTargetVerdict[]> {
  const { plan, host } = pass;
  const images = runnerImages(plan);
  const target = location.file;
  const neededFor = images.map(({ reference }) => reference);
  const byFlag = location.origin.startsWith("--docker-config");
  const advice = "name a folder with a copy of it by --docker-config DIR";
  if (isRemoteEngine(plan) && !byFlag) {
    const reason = `${target} is on the engine's machine (${plan.dockerHost.value}); ${advice}`;
    return [{ target, status: "inconclusive", reason, neededFor }];
  }
  pass.progress(`${target} to be read`, target);
  const config = await host.files.dockerConfig({ file: target });
  const scene: Scene = { plan, location, config, images, isGiven: true };
  const isMounted = plan.mounts.some(
    ({ source, type }) => type === "bind" && source !== undefined && isWithin(target, source),
  );
  switch (config.outcome) {
    case "not-permitted":
      return [
        { target, status: "inconclusive", neededFor, reason: `this user may not read ${target}; run again with sudo` },
      ];
    case "missing": {
      const process = await orNothing(host.env.process({}));
      if (process?.inContainer === true && !byFlag) {
        const reason = `${target} cannot be seen from inside this container; ${advice}`;
        return [{ target, status: "inconclusive", reason, neededFor }];
      }
      const why = isMounted ? "mount-paths judges the mount" : "there is none";
      return [
        {
          target,
          status: "skip",
          reason: `no config.json at ${target}: images are pulled without credentials (${why})`,
        },
      ];
    }
    case "is-directory":
      if (isMounted) {
        return [{ target, status: "skip", reason: `${target} is a directory: mount-paths judges the mount` }];
      }
      return [{ target, status: "fail", findings: [unreadable(scene)], neededFor }];
    case "not-a-file":
    case "too-large":
    case "timeout":
      return [{ target, status: "fail", findings: [unreadable(scene)], neededFor }];
    case "invalid":
      return [{ target, status: "fail", findings: [invalid(scene)], neededFor }];
    case "read":
      break;
  }
  return [verdictOfRead(scene, [...contentFindings(scene), ...(await modeFinding(pass, scene))])];
}

function verdictOfRead(scene: Scene, found: readonly Found[]): NamedTargetVerdict {
  const { location } = scene;
  const findings = found.map((entry) => entry.finding);
  const blocked = found.filter((entry) => hasError([entry.finding])).flatMap(({ images }) => images);
  const evidence = found.length === 0 ? readEvidence(scene) : [];
  return {
    target: location.file,
    status: findings.length === 0 ? "pass" : "fail",
    vantage: "process",
    findings,
    evidence,
    neededFor: [...new Set(blocked)],
  };
}

function readEvidence({ config, images, location }: Scene): readonly Evidence[] {
  return registriesOf(images).map((registry) => {
    const decision = decideCredential(registry, config);
    const observed =
      decision.kind === "basic"
        ? `user ${decision.username} (entry "${decision.key}")`
        : "no entry, without credentials";
    return { what: `credentials for ${registry}`, observed, origin: location.file };
  });
}

/** Looks into the operator's own file, which the runner is not given, only for what its images would need from it. */
async function judgeOwn({ plan, host }: Pass): Promise<Verdict> {
  const location = plan.clientConfig;
  const images = runnerImages(plan);
  const reason = "the runner is given no config.json: its images are pulled without credentials";
  const config = isRemoteEngine(plan) ? undefined : await orNothing(host.files.dockerConfig({ file: location.file }));
  if (config?.outcome !== "read") return skipped(reason);
  const scene: Scene = { plan, location, config, images, isGiven: false };
  const used = registriesOf(images);
  // A store says nothing about a registry that nobody has logged in to.
  const isTouched = used.some((registry) => entryFor(registry, config.auths) !== undefined);
  const found = contentFindings(scene).filter(({ finding: { code, target } }) =>
    code === "credential-store" ? isTouched : target !== undefined && used.includes(target),
  );
  return found.length === 0 ? skipped(reason) : failed(found.map((entry) => entry.finding));
}

async function run(pass: Pass): Promise<Verdict> {
  const { plan } = pass;
  if (plan.runnerConfig === null) {
    return plan.runnerConfigNone === "declared-none"
      ? skipped("--docker-config none: no private registry is used")
      : judgeOwn(pass);
  }
  const location = plan.runnerConfig;
  return verdictOf(await pass.each(pass.targets, async () => judgeGiven(pass, location)));
}

/** Whether the config.json that the runner is given holds lasting users and passwords that it can read. */
export const dockerConfig: Check = {
  id: "docker-config",
  title: "config.json holds credentials that the runner can use",
  group: "credentials",
  codes: CODES,
  severity: "error",
  targets: ({ runnerConfig }) => (runnerConfig === null ? [] : [runnerConfig.file]),
  run,
};
