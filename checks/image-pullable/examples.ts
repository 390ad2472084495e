import { firstToTake, IMAGE_FORMS, type ImageForm } from "../../src/docker/image-forms.js";
import { EXAMPLE_PLAN, type ExamplesOf } from "../../src/judge/examples.js";
import type { PlannedPull } from "../../src/judge/images/planned.js";
import type { NETWORK_CODES } from "../../src/judge/network/findings.js";
import type { IMAGE_CODES } from "./codes.js";
import type { ImageAtRegistry } from "./words.js";

const plan = EXAMPLE_PLAN;
const REGISTRY = "registry.example";
const FILE = plan.clientConfig.file;
const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const HELM_CONFIG = "application/vnd.cncf.helm.config.v1+json";
const SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";

function pull(reference: string, more: Partial<PlannedPull> = {}): PlannedPull {
  return {
    reference,
    images: [{ role: "clone", reference, puller: "runner", origin: { from: "word", word: 20 } }],
    byRunner: true,
    isOptional: false,
    ...more,
  };
}

const AT: ImageAtRegistry = {
  plan,
  image: pull("registry.example/team/dvcs-tools:1"),
  reference: { registry: REGISTRY, repository: "team/dvcs-tools", tag: "1" },
};
const BY_USER = { ...AT, username: "deployer" };
const BY_NOBODY = { ...AT, username: undefined };
const OLD_PAUSE: ImageAtRegistry = {
  plan,
  image: pull("google/pause:latest", { isOptional: true }),
  reference: { registry: "docker.io", repository: "google/pause", tag: "latest" },
};

const OLD_ENGINE = { serverVersion: "20.10.24", imageStore: "graph" } as const;
const FORMS = Object.keys(IMAGE_FORMS) as ImageForm[];

/** Cases of images that cannot be pulled, but for what the network does. */
export const IMAGE_EXAMPLES: ExamplesOf<Omit<typeof IMAGE_CODES, keyof typeof NETWORK_CODES>> = {
  "reference-invalid": [
    { of: "plan", text: "Registry.example/Team/x:1", problem: { of: "repository-uppercase" }, hint: "uppercase" },
    { of: "plan", text: "registry.example/a b", problem: { of: "format" }, hint: undefined },
    { of: "engine", image: pull("registry.example/team/x@sha256:0") },
  ],
  "registry-host-ambiguous": [{ reference: "registry/team/x:1", head: "registry" }],
  "image-not-found": [
    { of: "registry", ...AT },
    { of: "engine", image: AT.image.reference, wanted: "linux/amd64" },
    { of: "registry", ...OLD_PAUSE },
  ],
  "repository-not-found": [AT],
  "image-local-only": [AT],
  "credentials-missing": [
    { ...BY_NOBODY, why: { of: "no-config" } },
    { ...BY_NOBODY, why: { of: "no-entry", file: FILE } },
    { ...BY_NOBODY, why: { of: "program-missing", program: "store", name: "pass", file: FILE } },
    { ...BY_NOBODY, why: { of: "not-asked-for" } },
  ],
  "credentials-rejected": [BY_USER],
  "access-denied": [BY_USER, BY_NOBODY],
  "rate-limited": [{ ...BY_NOBODY, plan: { ...plan, runnerConfig: null } }, BY_USER],
  "rate-limit-low": [BY_NOBODY],
  "platform-mismatch": [
    { of: "image", wanted: "linux/arm64", ...AT },
    {
      of: "local-copy",
      wanted: "linux/amd64",
      image: AT.image.reference,
      registry: REGISTRY,
      offered: "linux/arm64",
    },
    { of: "start-command", wanted: "linux/arm64", native: "linux/amd64", by: "option" },
    { of: "start-command", wanted: "linux/arm64", native: "linux/amd64", by: "variable" },
  ],
  "manifest-unsupported": [
    {
      ...AT,
      fault: { kind: "artefact", mediaType: OCI_MANIFEST, configType: HELM_CONFIG },
    },
    {
      ...AT,
      fault: { kind: "artefact", mediaType: OCI_MANIFEST, configType: "application/vnd.example.config.v1+json" },
    },
    { ...AT, fault: { kind: "no-image", mediaType: SCHEMA_1 } },
    { ...AT, fault: { kind: "too-many-layers", layers: 300 } },
    { ...AT, fault: undefined },
    ...FORMS.map((form) => ({ ...AT, form, from: firstToTake(OLD_ENGINE, form) })),
  ],
  "layer-missing": [AT],
  "layer-corrupt": [
    { ...AT, part: "config" },
    { ...AT, part: "layer" },
  ],
  "layer-host-unreachable": [{ ...AT, place: "cdn.example:443", networkCode: "connection-timeout" }],
  "layers-unverified": [AT],
  "disk-space-insufficient": [{ ...AT, rootDirectory: "/var/lib/docker" }],
};
