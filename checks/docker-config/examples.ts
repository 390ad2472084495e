import type { DockerConfigAuth, DockerConfigFact } from "../../src/contract/index.js";
import { EXAMPLE_PLAN, EXAMPLE_PROCESS, type ExamplesOf } from "../../src/judge/examples.js";
import { plannedPulls } from "../../src/judge/images/planned.js";
import type { CONFIG_CODES } from "./codes.js";
import type { FaultyEntry } from "./entry-words.js";
import type { ConfigScene } from "./scene.js";

const LOCATION = EXAMPLE_PLAN.clientConfig;
const REGISTRY = "registry.example";

function scene(config: Partial<DockerConfigFact> = {}, more: Partial<ConfigScene> = {}): ConfigScene {
  return {
    plan: EXAMPLE_PLAN,
    location: LOCATION,
    config: {
      file: LOCATION.file,
      outcome: "read",
      credHelpers: [],
      auths: [],
      helpersOnPath: [],
      notes: [],
      ...config,
    },
    images: plannedPulls(EXAMPLE_PLAN).filter(({ byRunner }) => byRunner),
    isGiven: true,
    process: EXAMPLE_PROCESS,
    ...more,
  };
}

function entry(auth: Partial<DockerConfigAuth>, registry: string | null = REGISTRY): FaultyEntry {
  const whole: DockerConfigAuth = {
    key: REGISTRY,
    state: "basic",
    username: "deployer",
    identityToken: false,
    registryToken: false,
    ...auth,
  };
  return { scene: scene({ auths: [whole] }), auth: whole, registry: registry ?? undefined };
}

/** Cases of a config.json that the runner cannot use. */
export const CONFIG_EXAMPLES: ExamplesOf<typeof CONFIG_CODES> = {
  "config-unreadable": [
    scene({ outcome: "is-directory" }),
    scene({ outcome: "not-a-file", type: "fifo" }),
    scene({ outcome: "timeout" }),
  ],
  "config-invalid": [
    {
      of: "no-json",
      scene: scene({
        outcome: "invalid",
        fault: { of: "syntax", syntax: { of: "comma-before-brace" }, line: 1, column: 53 },
      }),
    },
    {
      of: "no-json",
      scene: scene({
        outcome: "invalid",
        fault: { of: "kind", path: ["auths", REGISTRY], kind: "string", wanted: "object" },
      }),
    },
    { of: "read-differently", scene: scene({ notes: [{ of: "byte-order-mark" }], clientRefuses: true }) },
  ],
  "credential-store": [{ scene: scene({ credsStore: "desktop" }), registries: [REGISTRY] }],
  "credential-helper": [{ scene: scene(), key: REGISTRY, helper: "ecr-login", registry: REGISTRY }],
  "identity-token": [entry({ identityToken: true })],
  "registry-token": [entry({ registryToken: true })],
  "timed-password": [entry({ username: "AWS", timed: { kind: "amazon-ecr" } })],
  "auth-empty": [entry({ state: "empty" })],
  "auth-malformed": [
    entry({ state: "malformed", problem: "padding-missing" }),
    entry({ state: "malformed", problem: "not-base64" }),
    entry({ key: "old.example", state: "malformed", problem: "not-base64" }, null),
  ],
  "auth-trailing-newline": [entry({ trailing: "newline" })],
  "auth-incomplete": [entry({ state: "incomplete", problem: "no-password" })],
  "registry-key-mismatch": [
    { ...entry({ key: "Registry.Example" }), registry: REGISTRY, key: "Registry.Example" },
    { scene: scene(), registry: "docker.io", key: "docker.io", auth: undefined },
  ],
  "config-readable-by-others": [
    { file: LOCATION.file, asRoot: false },
    { file: LOCATION.file, asRoot: true },
  ],
};
