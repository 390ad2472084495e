import { REGISTRY_AUTH } from "../support/secrets.js";
import { CONFIG_FILES } from "./table.js";

const BASIC = "basic.registry.example";

/** Faults whose remedy is an edit or a login; those of a store or a helper need another mount, too. */
export const REMEDIED = CONFIG_FILES.filter(({ name }) =>
  [
    "byte-order mark",
    "trailing comma",
    "line comment",
    "block comment",
    "Auths in another case",
    "Auth in another case",
    "auth twice, the last is right",
    "empty entry",
    "null entry",
    "empty auth",
    "the right pair as it is",
    "the right pair in the url-safe alphabet",
    "encoded twice",
    "no colon",
    "a blank inside the base64",
    "a blank after the base64",
    "line feeds inside the base64",
    "a newline after the password",
    "CR LF after the password",
    "NULs after the password",
    "no password",
    "no user",
    "password alone",
    "username alone",
    "identity token",
    "identity token beside a password",
    "registry token",
    "registry token beside a password",
    "Amazon's user",
    "Azure's user",
    "a token of GitHub's app",
    "a literal <token>",
    "browser login of Docker Hub",
    "a web token that ends within a step",
    'key "basic.registry.example:443" for basic.registry.example/team/pause:1',
    'key "Basic.Registry.Example" for basic.registry.example/team/pause:1',
    'key "*.registry.example" for basic.registry.example/team/pause:1',
    'key "docker.io" for private/pause:1',
    'key "https://index.docker.io/v2/" for private/pause:1',
    "a bad auth of another registry",
  ].includes(name),
);

/** Faults whose remedy is a config.json of the runner's own, and another mount. */
export const OWN_FILE = CONFIG_FILES.filter(({ name }) =>
  [
    "a store without its program",
    "a store that has it",
    "a store that answers with a token",
    "a helper that has it",
    "a helper without its program",
    "a helper for Docker Hub's key",
  ].includes(name),
);

/** What stands in the place of config.json is no file that can be read. */
export const UNREADABLE = "config-unreadable";

/** A right file that everybody can read. */
export const READABLE = "config-readable-by-others";

type SudoCase = readonly [
  name: string,
  text: string | null,
  form: "file" | "folder" | "none" | "other-name" | "directory",
  code: string,
];

/** Start commands with `sudo`, whose remedies have it, too. */
export const SUDO: readonly SudoCase[] = [
  ["a mounted file that is missing", null, "file", "docker-config-source-missing"],
  ["a mounted folder that is missing", null, "folder", "docker-config-source-missing"],
  ["a missing file of another name", null, "other-name", "docker-config-source-missing"],
  ["an empty directory under the mount", null, "directory", "docker-config-source-is-directory"],
  ["no mount", null, "none", "docker-config-not-mounted"],
  [
    "an edit",
    JSON.stringify({ auths: { [`${BASIC}:443`]: { auth: REGISTRY_AUTH } } }),
    "file",
    "registry-key-mismatch",
  ],
  ["a login", JSON.stringify({ auths: { [BASIC]: {} } }), "file", "auth-empty"],
  ["a store", JSON.stringify({ credsStore: "absent", auths: { [BASIC]: {} } }), "folder", "credential-store"],
];

/** The codes of docker-config and mount-paths whose printed remedy the config.json files try. */
export const REMEDIED_CODES: ReadonlySet<string> = new Set([
  ...[...REMEDIED, ...OWN_FILE].flatMap(({ says }) => says.map((word) => word.replace(/^\w+ /, ""))),
  ...SUDO.map(([, , , code]) => code),
  UNREADABLE,
  READABLE,
]);
