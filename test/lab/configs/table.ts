import { ODD_USER, REGISTRY_PASSWORD, REGISTRY_USER } from "../support/internet.js";
import { base64, IDENTITY_TOKEN, REGISTRY_AUTH, REGISTRY_TOKEN, WRONG_PASSWORD } from "../support/secrets.js";

/** What a registry is sent: the user, and whether it was let in; or nothing. */
export type Sent = `${string} accepted` | `${string} refused` | "nobody";

/** One config.json, what the two readers make of it for an image, and what is said about it. */
export interface ConfigFileCase {
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly image: string;
  /** What the registry receives when the docker client pulls with this file; several where the client leaves it to chance. */
  readonly client: Sent | readonly Sent[];
  /** What it would receive from the runner's reader, as read in that reader's source; `fails`: the file is not loaded at all. */
  readonly runner: Sent | "fails";
  /** The findings of docker-config: `error auth-malformed`; none for a file that is right. */
  readonly says: readonly string[];
  /** The end of the trace for the image: how it is pulled by the runner. */
  readonly ends: string;
}

const BASIC = "basic.registry.example";
const HUB_KEY = "https://index.docker.io/v1/";
const BASIC_IMAGE = `${BASIC}/team/pause:1`;
const HUB_IMAGE = "private/pause:1";
/** Password without characters that need more than the plain base64 alphabet. */
const GOOD = REGISTRY_AUTH;
const WRONG = base64(`${REGISTRY_USER}:${WRONG_PASSWORD}`);
const IN = `${REGISTRY_USER} accepted` as const;
const OUT = `${REGISTRY_USER} refused` as const;
const BASIC_END = `basic as ${REGISTRY_USER}`;

/** A JSON Web Token that ends so many seconds from now, or in the past. */
function webToken(secondsFromNow: number): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ exp: Math.round(Date.now() / 1000) + secondsFromNow })}.c2lnbmF0dXJl`;
}

/** Tokens of the table that must be shown nowhere. */
export const TABLE_SECRETS: readonly string[] = [
  "lab-aws-password-77cc",
  "lab-cloud-token-77dd",
  "ghs_labinstallation77ee",
  "lab-store-answer-77ff",
];
const [AWS_PASSWORD = "", CLOUD_TOKEN = "", GITHUB_TOKEN = ""] = TABLE_SECRETS;

type Judged = Pick<ConfigFileCase, "client" | "runner" | "says" | "ends">;
const right: Judged = { client: IN, runner: IN, says: [], ends: BASIC_END };
const nothing: Judged = { client: "nobody", runner: "nobody", says: [], ends: "anonymous" };

function fault(code: string, client: Sent, runner: Sent | "fails", ends = `unsupported: ${code}`): Judged {
  return { client, runner, says: [`error ${code}`], ends };
}

function note(client: Sent, runner: Sent | "fails", ends = BASIC_END): Judged {
  return { client, runner, says: ["warning config-invalid"], ends };
}

/** With a warning that the two readers take the file differently. */
function noted(judged: Judged): Judged {
  return { ...judged, says: [...judged.says, "warning config-invalid"] };
}

function row(name: string, text: unknown, judged: Judged, image: string = BASIC_IMAGE): ConfigFileCase {
  const isText = typeof text === "string" || text instanceof Uint8Array;
  return { name, text: isText ? text : JSON.stringify(text), image, ...judged };
}

/** A file with one entry for the registry. */
function entry(name: string, value: unknown, judged: Judged): ConfigFileCase {
  return row(name, { auths: { [BASIC]: value } }, judged);
}

/** A file with the right auth under one key. */
function keyed(key: string, judged: Judged, image: string = BASIC_IMAGE): ConfigFileCase {
  return row(`key ${JSON.stringify(key)} for ${image}`, { auths: { [key]: { auth: GOOD } } }, judged, image);
}

/** A pair that is encoded for the registry. */
function pair(name: string, text: string, judged: Judged): ConfigFileCase {
  return entry(name, { auth: base64(text) }, judged);
}

const good = `"auths": {"${BASIC}": {"auth": "${GOOD}"}}`;
const lines = (text: string, eol: string): string => (text.match(/.{1,16}/g) ?? []).join(eol);
const mismatch = fault("registry-key-mismatch", "nobody", "nobody", "anonymous");
const invalid = fault("config-invalid", "nobody", "fails", "unsupported: config-invalid");

const TEXTS: readonly ConfigFileCase[] = [
  row("as docker login writes it", `{\n\t"auths": {\n\t\t"${BASIC}": {\n\t\t\t"auth": "${GOOD}"\n\t\t}\n\t}\n}`, right),
  row("on one line", `{${good}}`, right),
  row("with CR LF line ends", `{\r\n  ${good}\r\n}\r\n`, right),
  row(
    "with other settings",
    { auths: { [BASIC]: { auth: GOOD } }, HttpHeaders: { "X-Lab": "1" }, detachKeys: "ctrl-q" },
    right,
  ),
  row("with settings that nobody knows", { auths: { [BASIC]: { auth: GOOD } }, future: { a: [1, null] } }, right),
  row("empty object", "{}", nothing),
  row("empty auths", { auths: {} }, nothing),
  row("null", "null", nothing),
  row("auths null", { auths: null }, nothing),
  row("empty file", "", note("nobody", "fails", "anonymous")),
  row("blanks only", " \n\n", note("nobody", "fails", "anonymous")),
  row("byte-order mark", `\uFEFF{${good}}`, note("nobody", IN)),
  row("UTF-16", Buffer.from(`\uFEFF{${good}}`, "utf16le"), { ...invalid, runner: IN }),
  row("trailing comma", `{${good},}`, invalid),
  row("trailing comma inside", `{"auths": {"${BASIC}": {"auth": "${GOOD}",}}}`, invalid),
  row("line comment", `{\n  // ours\n  ${good}\n}`, invalid),
  row("block comment", `{ /* ours */ ${good} }`, invalid),
  row("hash comment", `# ours\n{${good}}`, invalid),
  row("single quotes", `{'auths': {}}`, invalid),
  row("smart quotes", `{“auths”: {}}`, invalid),
  row("names without quotes", `{auths: {}}`, invalid),
  row("cut short", `{${good}`, invalid),
  row("a comma missing", `{"auths": {} "credsStore": ""}`, invalid),
  row("a list", "[]", invalid),
  row("a text", '"hello"', invalid),
  row("auths a list", { auths: [] }, invalid),
  row("an entry a text", { auths: { [BASIC]: GOOD } }, invalid),
  row("auth a number", { auths: { [BASIC]: { auth: 5 } } }, invalid),
  row("binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]), invalid),
  row("text after the value", `{${good}} and more`, note(IN, IN)),
  row("a second value", `{${good}} {"auths": {}}`, note(IN, IN)),
  row("Auths in another case", `{"Auths": {"${BASIC}": {"auth": "${GOOD}"}}}`, note(IN, "nobody")),
  row("AUTHS in another case", `{"AUTHS": {"${BASIC}": {"auth": "${GOOD}"}}}`, note(IN, "nobody")),
  row("Auth in another case", { auths: { [BASIC]: { Auth: GOOD } } }, note(IN, "nobody")),
  row("auths twice, the entry in the first", `{${good}, "auths": {}}`, note(IN, "nobody")),
  row(
    "auths twice, the entry in the last",
    `{"auths": {"other.example": {"auth": "${WRONG}"}}, ${good}}`,
    note(IN, IN),
  ),
  row(
    "entry twice, the last is right",
    `{"auths": {"${BASIC}": {"auth": "${WRONG}"}, "${BASIC}": {"auth": "${GOOD}"}}}`,
    note(IN, IN),
  ),
  row(
    "entry twice, the last is wrong",
    `{"auths": {"${BASIC}": {"auth": "${GOOD}"}, "${BASIC}": {"auth": "${WRONG}"}}}`,
    note(OUT, OUT),
  ),
  row(
    "auth twice, the last is right",
    `{"auths": {"${BASIC}": {"auth": "${WRONG}", "auth": "${GOOD}"}}}`,
    note(IN, IN),
  ),
  row("escaped slashes in the key", `{"auths": {"https:\\/\\/${BASIC}\\/v2\\/": {"auth": "${GOOD}"}}}`, right),
];

const AUTHS: readonly ConfigFileCase[] = [
  entry("right pair", { auth: GOOD }, right),
  entry("right pair with an email", { auth: GOOD, email: "" }, right),
  entry("empty entry", {}, fault("auth-empty", "nobody", "nobody")),
  entry("null entry", null, noted(fault("auth-empty", "nobody", "fails"))),
  entry("empty auth", { auth: "" }, noted(fault("auth-empty", "nobody", "fails"))),
  entry(
    "plain user and password",
    { auth: `${REGISTRY_USER}:${WRONG_PASSWORD}` },
    fault("auth-malformed", "nobody", "fails"),
  ),
  entry(
    "the right pair as it is",
    { auth: `${REGISTRY_USER}:${REGISTRY_PASSWORD}` },
    fault("auth-malformed", "nobody", "fails"),
  ),
  entry(
    "the right pair in the url-safe alphabet",
    { auth: Buffer.from(`${ODD_USER}:${REGISTRY_PASSWORD}`).toString("base64url") },
    fault("auth-malformed", "nobody", "fails"),
  ),
  entry("no colon", { auth: base64("deployer-without-a-colon") }, fault("auth-malformed", "nobody", "fails")),
  entry(
    "padding missing",
    { auth: base64("deployer:pass").replace(/=+$/, "") },
    fault("auth-malformed", "nobody", "deployer refused"),
  ),
  entry("padding too long", { auth: `${base64("deployer:pass:")}=` }, fault("auth-malformed", "nobody", "fails")),
  entry(
    "url-safe alphabet",
    { auth: Buffer.from("deployer:???>>>").toString("base64url") },
    fault("auth-malformed", "nobody", "fails"),
  ),
  entry(
    "a blank inside the base64",
    { auth: `${GOOD.slice(0, 8)} ${GOOD.slice(8)}` },
    fault("auth-malformed", "nobody", "fails"),
  ),
  entry("a blank after the base64", { auth: `${GOOD} ` }, fault("auth-malformed", "nobody", "fails")),
  entry("quotes in the base64", { auth: `"${GOOD}"` }, fault("auth-malformed", "nobody", "fails")),
  entry("encoded twice", { auth: base64(GOOD) }, fault("auth-malformed", "nobody", "fails")),
  entry("with the scheme before it", { auth: `Basic ${GOOD}` }, fault("auth-malformed", "nobody", "fails")),
  entry("line feeds inside the base64", { auth: lines(GOOD, "\n") }, note(IN, "fails")),
  entry("CR LF inside the base64", { auth: lines(GOOD, "\r\n") }, note(IN, "fails")),
  entry("a line feed after the base64", { auth: `${GOOD}\n` }, note(IN, "fails")),
  pair(
    "a newline after the password",
    `${REGISTRY_USER}:${REGISTRY_PASSWORD}\n`,
    fault("auth-trailing-newline", OUT, OUT),
  ),
  pair(
    "CR LF after the password",
    `${REGISTRY_USER}:${REGISTRY_PASSWORD}\r\n`,
    fault("auth-trailing-newline", OUT, OUT),
  ),
  pair(
    "a blank after the password",
    `${REGISTRY_USER}:${REGISTRY_PASSWORD} `,
    fault("auth-trailing-newline", OUT, OUT),
  ),
  pair("NULs after the password", `${REGISTRY_USER}:${REGISTRY_PASSWORD}\0\0`, note(IN, OUT)),
  pair("NULs before the password", `${REGISTRY_USER}:\0${REGISTRY_PASSWORD}`, note(IN, OUT)),
  pair("no password", `${REGISTRY_USER}:`, fault("auth-incomplete", "nobody", "nobody")),
  pair("no user", `:${REGISTRY_PASSWORD}`, fault("auth-incomplete", "nobody", "nobody")),
  pair("neither", ":", fault("auth-incomplete", "nobody", "nobody")),
  pair("a wrong password", `${REGISTRY_USER}:${WRONG_PASSWORD}`, { ...right, client: OUT, runner: OUT }),
  pair("a password of letters beyond ASCII", `${REGISTRY_USER}:pässwörd-77`, { ...right, client: OUT, runner: OUT }),
  entry("username and password", { username: REGISTRY_USER, password: REGISTRY_PASSWORD }, { ...right }),
  entry("username alone", { username: REGISTRY_USER }, fault("auth-incomplete", "nobody", "nobody")),
  entry("password alone", { password: REGISTRY_PASSWORD }, fault("auth-incomplete", "nobody", "nobody")),
  entry("auth beside other fields", { auth: GOOD, username: "other", password: WRONG_PASSWORD }, right),
  entry(
    "empty auth beside fields",
    { auth: "", username: REGISTRY_USER, password: REGISTRY_PASSWORD },
    note(IN, "fails"),
  ),
  entry(
    "identity token",
    { auth: base64(`${REGISTRY_USER}:`), identitytoken: IDENTITY_TOKEN },
    fault("identity-token", "nobody", "nobody"),
  ),
  entry(
    "identity token beside a password",
    { auth: GOOD, identitytoken: IDENTITY_TOKEN },
    fault("identity-token", IN, IN),
  ),
  entry("registry token", { registrytoken: REGISTRY_TOKEN }, fault("registry-token", "nobody", "nobody")),
  entry(
    "registry token beside a password",
    { auth: GOOD, registrytoken: REGISTRY_TOKEN },
    fault("registry-token", "nobody", "nobody"),
  ),
];

const TIMED: readonly ConfigFileCase[] = [
  pair("Amazon's user", `AWS:${AWS_PASSWORD}`, fault("timed-password", "AWS refused", "AWS refused")),
  pair(
    "Google's user",
    `oauth2accesstoken:${CLOUD_TOKEN}`,
    fault("timed-password", "oauth2accesstoken refused", "oauth2accesstoken refused"),
  ),
  pair(
    "Azure's user",
    `00000000-0000-0000-0000-000000000000:${CLOUD_TOKEN}`,
    fault(
      "timed-password",
      "00000000-0000-0000-0000-000000000000 refused",
      "00000000-0000-0000-0000-000000000000 refused",
    ),
  ),
  pair(
    "GitLab's job",
    `gitlab-ci-token:${CLOUD_TOKEN}`,
    fault("timed-password", "gitlab-ci-token refused", "gitlab-ci-token refused"),
  ),
  pair(
    "GitHub's app",
    `x-access-token:${CLOUD_TOKEN}`,
    fault("timed-password", "x-access-token refused", "x-access-token refused"),
  ),
  pair(
    "a token of GitHub's app",
    `someone:${GITHUB_TOKEN}`,
    fault("timed-password", "someone refused", "someone refused"),
  ),
  pair("a literal <token>", `<token>:${CLOUD_TOKEN}`, fault("timed-password", "<token> refused", "<token> refused")),
  pair(
    "a web token that has ended",
    `robot:${webToken(-3600)}`,
    fault("timed-password", "robot refused", "robot refused"),
  ),
  pair(
    "a web token that ends within a step",
    `robot:${webToken(3600)}`,
    fault("timed-password", "robot refused", "robot refused"),
  ),
  pair(
    "a web token that ends tomorrow",
    `robot:${webToken(86_400)}`,
    fault("timed-password", "robot refused", "robot refused"),
  ),
  pair("a Google key", `_json_key:${CLOUD_TOKEN}`, {
    ...right,
    client: "_json_key refused",
    runner: "_json_key refused",
    ends: "basic as _json_key",
  }),
  pair("a Quay robot", `team+robot:${CLOUD_TOKEN}`, {
    ...right,
    client: "team+robot refused",
    runner: "team+robot refused",
    ends: "basic as team+robot",
  }),
  pair("a Harbor robot", `robot$team:${CLOUD_TOKEN}`, {
    ...right,
    client: "robot$team refused",
    runner: "robot$team refused",
    ends: "basic as robot$team",
  }),
];

const KEYS: readonly ConfigFileCase[] = [
  keyed(`https://${BASIC}`, right),
  keyed(`http://${BASIC}/`, right),
  keyed(`https://${BASIC}/v2/`, right),
  keyed(`https://${BASIC}/v1/`, right),
  keyed(`${BASIC}/v1/`, right),
  keyed(`${BASIC}/`, right),
  keyed(`${BASIC}/team/pause`, right),
  keyed(`${BASIC}:443`, mismatch),
  keyed(`https://${BASIC}:443/v2/`, mismatch),
  keyed(`${BASIC}:5000`, mismatch),
  keyed("Basic.Registry.Example", mismatch),
  keyed("*.registry.example", mismatch),
  keyed(`${BASIC} `, mismatch),
  keyed(` ${BASIC}`, mismatch),
  keyed(`//${BASIC}`, mismatch),
  keyed(`docker://${BASIC}`, { ...mismatch, client: IN }),
  keyed("other.example", nothing),
  row(
    "exact key before an address",
    { auths: { [`https://${BASIC}`]: { auth: WRONG }, [BASIC]: { auth: GOOD } } },
    right,
  ),
  keyed(HUB_KEY, right, HUB_IMAGE),
  ...[
    "docker.io",
    "https://docker.io",
    "index.docker.io",
    "https://index.docker.io",
    "https://index.docker.io/v1",
    "https://index.docker.io/v2/",
    "index.docker.io/v1/",
    "registry-1.docker.io",
    "https://registry-1.docker.io/v2/",
    "hub.docker.com",
    "https://hub.docker.com/",
    "registry.hub.docker.com",
  ].map((key) => keyed(key, mismatch, HUB_IMAGE)),
  row(
    "browser login of Docker Hub",
    {
      auths: {
        [HUB_KEY]: { auth: GOOD },
        [`${HUB_KEY}access-token`]: { auth: base64(`${REGISTRY_USER}:${CLOUD_TOKEN}`) },
        [`${HUB_KEY}refresh-token`]: { auth: base64(`${REGISTRY_USER}:${CLOUD_TOKEN}.x`) },
      },
    },
    fault("timed-password", IN, IN),
    HUB_IMAGE,
  ),
];

const MECHANISMS: readonly ConfigFileCase[] = [
  row(
    "a store without its program",
    { credsStore: "absent", auths: { [BASIC]: {} } },
    fault("credential-store", "nobody", "nobody"),
  ),
  row(
    "a store that has it",
    { credsStore: "lab-full", auths: { [BASIC]: {} } },
    fault("credential-store", IN, "nobody"),
  ),
  row(
    "a store that has it not, beside a plain entry",
    { credsStore: "lab-empty", auths: { [BASIC]: { auth: GOOD } } },
    fault("credential-store", "nobody", IN),
  ),
  row(
    "a store without its program, beside a plain entry",
    { credsStore: "absent", auths: { [BASIC]: { auth: GOOD } } },
    fault("credential-store", IN, IN),
  ),
  row(
    "CredsStore in another case",
    { CredsStore: "lab-full", auths: {} },
    { ...fault("credential-store", IN, "nobody"), says: ["error credential-store", "warning config-invalid"] },
  ),
  row("an empty store", { credsStore: "", auths: { [BASIC]: { auth: GOOD } } }, right),
  row(
    "a store that answers with a token",
    { credsStore: "lab-token", auths: { [BASIC]: {} } },
    fault("credential-store", "nobody", "nobody"),
  ),
  row("a helper that has it", { credHelpers: { [BASIC]: "lab-full" } }, fault("credential-helper", IN, "nobody")),
  row(
    "a helper without its program",
    { credHelpers: { [BASIC]: "absent" } },
    fault("credential-helper", "nobody", "nobody"),
  ),
  row(
    "a helper beside a plain entry",
    { credHelpers: { [BASIC]: "lab-empty" }, auths: { [BASIC]: { auth: GOOD } } },
    fault("credential-helper", "nobody", IN),
  ),
  row(
    "a helper for an address",
    { credHelpers: { [`https://${BASIC}`]: "lab-full" } },
    { ...nothing, says: ["warning credential-helper"] },
  ),
  row(
    "a helper for another registry",
    { credHelpers: { "other.example": "absent" }, auths: { [BASIC]: { auth: GOOD } } },
    { ...right, says: ["warning credential-helper"] },
  ),
  row(
    "an empty helper takes the store away",
    { credsStore: "absent", credHelpers: { [BASIC]: "" }, auths: { [BASIC]: { auth: GOOD } } },
    { ...right, says: ["error credential-store"] },
  ),
  row(
    "a helper for docker.io",
    { credHelpers: { "docker.io": "lab-full" } },
    { ...nothing, says: ["warning credential-helper"] },
    HUB_IMAGE,
  ),
  row(
    "a helper for Docker Hub's key",
    { credHelpers: { [HUB_KEY]: "lab-full" } },
    fault("credential-helper", IN, "nobody"),
    HUB_IMAGE,
  ),
];

const SEVERAL: readonly ConfigFileCase[] = [
  row(
    "a bad auth of another registry",
    { auths: { [BASIC]: { auth: GOOD }, "other.example": { auth: "no base64!" } } },
    // which entries the client has kept when it stops is left to chance
    { ...fault("auth-malformed", IN, "fails"), client: [IN, "nobody"] },
  ),
  row(
    "an empty auth of another registry",
    { auths: { [BASIC]: { auth: GOOD }, "other.example": { auth: "" } } },
    { ...note(IN, "fails"), says: ["warning auth-empty", "warning config-invalid"] },
  ),
  row(
    "an empty entry of another registry",
    { auths: { [BASIC]: { auth: GOOD }, "other.example": {} } },
    { ...right, says: ["warning auth-empty"] },
  ),
  row(
    "a null entry of another registry",
    { auths: { [BASIC]: { auth: GOOD }, "other.example": null } },
    { ...right, says: ["warning auth-empty", "warning config-invalid"], runner: "fails" },
  ),
  row(
    "a timed password of another registry",
    { auths: { [BASIC]: { auth: GOOD }, "other.example": { auth: base64(`AWS:${AWS_PASSWORD}`) } } },
    { ...right, says: ["warning timed-password"] },
  ),
  row(
    "wrapped base64 of another registry",
    { auths: { [BASIC]: { auth: GOOD }, "other.example": { auth: `${WRONG}\n` } } },
    note(IN, "fails"),
  ),
];

/** Every file of the table. */
export const CONFIG_FILES: readonly ConfigFileCase[] = [
  ...TEXTS,
  ...AUTHS,
  ...TIMED,
  ...KEYS,
  ...MECHANISMS,
  ...SEVERAL,
];

const answer = (username: string, secret: string): string =>
  `#!/bin/sh\nread -r server\nprintf '%s' '${JSON.stringify({ ServerURL: "https://lab", Username: username, Secret: secret })}'\n`;

/** Credential helpers of the laboratory's host, by what config.json calls them. */
export const HELPERS: Readonly<Record<string, string>> = {
  "lab-full": answer(REGISTRY_USER, REGISTRY_PASSWORD),
  "lab-token": answer("<token>", TABLE_SECRETS[3] ?? ""),
  "lab-empty": "#!/bin/sh\necho 'credentials not found in native keychain'\nexit 1\n",
};
