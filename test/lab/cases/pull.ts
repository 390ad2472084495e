import type { Report } from "../../../src/contract/index.js";
import { addressOf } from "../support/addresses.js";
import type { LabCase } from "../support/case.js";
import { IMAGES } from "../support/images.js";
import { INSIDE, type Lab } from "../support/lab.js";
import { mirrored, startCommand } from "../support/start-command.js";
import { judging, withPause } from "./shared.js";

const RUNNER_PULLED = ["registry.example/team/auth-proxy:1", "registry.example/team/clone:1"] as const;
/** Bytes of a connection before a fault strikes: more than any look at an image, less than the large layer. */
const MIDWAY_BYTES = 1_500_000;

/** Judges a start command with `--pull` before it. */
function pulling(
  changes: Parameters<typeof judging>[0],
  ...options: readonly string[]
): Pick<LabCase, "command" | "start"> {
  const words = startCommand(changes);
  return { command: () => ["--pull", ...options, "--", ...words], start: () => words };
}

/** A case in which the pause image fails. */
function failing(fault: {
  name: string;
  broken: string;
  image: string;
  code: string;
  options?: readonly string[];
  oracle?: LabCase["oracle"];
  inject?: LabCase["inject"];
  verify?: LabCase["verify"];
}): LabCase {
  return {
    name: `pull: ${fault.name}`,
    broken: fault.broken,
    ...pulling({ env: withPause(fault.image) }, ...(fault.options ?? [])),
    ...(fault.inject ? { inject: fault.inject } : {}),
    verify: async (lab, report) => [
      ...(await absent(lab, [fault.image, ...RUNNER_PULLED])),
      ...((await fault.verify?.(lab, report)) ?? []),
    ],
    expect: { exit: 1, findings: [{ check: "image-pullable", code: fault.code, target: fault.image }] },
    oracle: fault.oracle ?? { kind: "pull", images: [fault.image] },
    remedy: "words",
  };
}

async function isThere(lab: Lab, image: string): Promise<boolean> {
  return (await lab.docker(["image", "inspect", image])).exitCode === 0;
}

async function absent(lab: Lab, images: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(images.map((image) => isThere(lab, image)));
  return images.flatMap((image, index) => (found[index] ? [`${image} is there`] : []));
}

async function present(lab: Lab, images: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(images.map((image) => isThere(lab, image)));
  return images.flatMap((image, index) => (found[index] ? [] : [`${image} is gone`]));
}

/** Everything that the engine has stored: references and layers. */
async function stored(lab: Lab): Promise<string> {
  const references = await lab.shell("docker image ls -a --digests --no-trunc | sort");
  const layers = await lab.shell(
    // not its tmp folder: there an engine leaves a file of every interrupted pull until its next start
    "find /var/lib/docker/image/*/layerdb/sha256 -mindepth 1 -maxdepth 1 | sort",
  );
  return `${references}${layers}`;
}

function evidenceText(report: Report): string {
  return JSON.stringify(report.results.find(({ id }) => id === "image-pullable"));
}

async function layerFile(lab: Lab, name: string): Promise<string> {
  const manifest = JSON.parse(await lab.shell(`cat ${storedBlob(lab.digests.get(name) ?? "sha256:unknown")}`)) as {
    layers: readonly { digest: string }[];
  };
  return storedBlob(manifest.layers.at(-1)?.digest ?? "sha256:unknown");
}

function storedBlob(digest: string): string {
  const hex = digest.slice("sha256:".length);
  return `${INSIDE.folder}/storage/docker/registry/v2/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`;
}

const healthy = {
  broken: "",
  expect: { exit: 0, findings: [] },
  oracle: { kind: "stand-in-runner" },
  remedy: "words",
} as const;

const LARGE = "redirect.registry.example/team/large:1";

/** The engine really pulls. */
export const PULL_CASES: readonly LabCase[] = [
  {
    name: "pull: healthy, and nothing is left behind",
    ...healthy,
    ...pulling({ env: mirrored("registry.example") }),
    verify: async (lab, report) => [
      ...(await absent(lab, ["registry.example/team/pause:1", ...RUNNER_PULLED])),
      ...(await present(lab, [IMAGES.runner])),
      ...((await lab.shell("docker image ls -q --filter dangling=true")) === "" ? [] : ["a dangling image is there"]),
      ...(report.plan.pull === true ? [] : ["the report does not say that images were pulled"]),
      ...(evidenceText(report).includes("1 layer fetched and verified") ? [] : ["no layer is said to be fetched"]),
    ],
  },
  {
    name: "pull: healthy, with --keep-images",
    ...healthy,
    ...pulling({ env: mirrored("registry.example") }, "--keep-images"),
    verify: (lab) => present(lab, [IMAGES.runner, "registry.example/team/pause:1", ...RUNNER_PULLED]),
  },
  {
    name: "pull: what was there before stays",
    ...healthy,
    ...pulling({ env: mirrored("registry.example") }),
    inject: async (lab) => {
      // the same image; another image under a name that the pull moves; another name of an image that is pulled
      await lab.shell(`docker pull -q registry.example/team/pause:1
        docker tag ${IMAGES.runner} registry.example/team/clone:1
        docker pull -q registry.example/team/auth-proxy:1
        docker tag registry.example/team/auth-proxy:1 mine:1
        docker rmi registry.example/team/auth-proxy:1
        docker image ls -a --no-trunc --format '{{.ID}} {{.Repository}}:{{.Tag}}' | sort > /run/lab/before`);
    },
    verify: async (lab) => {
      const before = await lab.readFile("/run/lab/before");
      const after = await lab.shell("docker image ls -a --no-trunc --format '{{.ID}} {{.Repository}}:{{.Tag}}' | sort");
      return before === after ? [] : [`images before:\n${before}after:\n${after}`];
    },
  },
  {
    name: "pull: interrupted midway, nothing is left behind",
    ...healthy,
    ...judging({ env: mirrored("registry.example") }),
    verify: async (lab) => {
      const before = await stored(lab);
      await stallMidway(lab);
      const words = ["--pull", "--format", "json", "--", ...startCommand({ env: withPause(LARGE) })];
      const interrupting = [
        '"$@" 2>/run/lab/stderr & tries=0',
        "until grep -q 'the pull \\[' /run/lab/stderr || [ $tries -ge 400 ]; do sleep 0.1; tries=$((tries + 1)); done",
        "kill -INT $!; wait $!",
      ].join("\n");
      const product = [INSIDE.node, `${INSIDE.checkout}/bin/runner-preflight.js`, ...words];
      const ended = await lab.exec(["sh", "-c", interrupting, "sh", ...product], { timeoutMs: 60_000 });
      await lab.internet.clearRules();
      const report = JSON.parse(ended.stdout) as Report;
      const after = await stored(lab);
      return [
        ...(ended.exitCode === 130 ? [] : [`exit code ${ended.exitCode}: ${ended.stderr}`]),
        ...(report.interrupted ? [] : ["not said to be interrupted"]),
        ...(/the pull \[[#-]+\]/.test(evidenceText(report)) ? [] : [`no pull was under way: ${evidenceText(report)}`]),
        ...(before === after ? [] : [`stored before:\n${before}after:\n${after}`]),
      ];
    },
  },
  failing({
    name: "corrupt layer",
    broken: "a layer in the registry's storage has other content than its digest says",
    image: "registry.example/team/corrupt:1",
    code: "layer-corrupt",
  }),
  failing({
    name: "truncated layer",
    broken: "the registry's storage has half of a layer",
    image: "registry.example/team/truncated:1",
    code: "layer-corrupt",
  }),
  failing({
    name: "missing layer",
    broken: "the registry has the manifest and has lost a layer",
    image: "registry.example/team/missing-layer:1",
    code: "layer-missing",
  }),
  failing({
    name: "layer host dies midway",
    broken: "a firewall resets all connections to the layer host once a download is under way",
    image: LARGE,
    code: "layer-host-unreachable",
    inject: async (lab) => {
      await lab.configureEngine({ "max-download-attempts": 1 });
      await dieMidway(lab);
    },
  }),
  {
    name: "pull: cached layers hide a missing one",
    broken: "",
    ...pulling({ env: mirrored("registry.example") }),
    inject: async (lab) => {
      const file = await layerFile(lab, "team/pause:1");
      await lab.shell(`docker pull -q registry.example/team/pause-twin:1; mv ${file} ${file}.away`);
    },
    expect: { exit: 0, findings: [] },
    verify: async (lab, report) => [
      ...(await present(lab, ["registry.example/team/pause-twin:1"])),
      ...(await absent(lab, ["registry.example/team/pause:1"])),
      ...(evidenceText(report).includes("layer-missing") ? [] : ["no warning of the missing layer"]),
      ...(report.unproven.some((line) => line.includes("2 of 2 layers of registry.example/team/pause:1"))
        ? []
        : [`not said to be unproven: ${report.unproven.join("; ")}`]),
    ],
    oracle: { kind: "pull", images: ["registry.example/team/pause:1"] },
    remedy: "words",
    heal: async (lab) => {
      const file = await layerFile(lab, "team/pause:1");
      await lab.shell(`mv ${file}.away ${file}`);
    },
  },
];

/** Downloads from the layer host stop in the middle, and nobody is told. */
async function stallMidway(lab: Lab): Promise<void> {
  await lab.internet.addRule(...towardsLayers(), ...afterBytes(), "-j", "DROP");
}

/** The layer host is gone for good once somebody has downloaded that much. */
async function dieMidway(lab: Lab): Promise<void> {
  const reset = ["-j", "REJECT", "--reject-with", "tcp-reset"];
  const name = "layer-host-is-dead";
  await lab.internet.addRule(...towardsLayers(), "-m", "recent", "--name", name, "--rcheck", ...reset);
  await lab.internet.addRule(...towardsLayers(), ...afterBytes(), "-m", "recent", "--name", name, "--set", ...reset);
}

function towardsLayers(): readonly string[] {
  return ["-d", addressOf("cdn.example"), "-p", "tcp"];
}

function afterBytes(): readonly string[] {
  return ["-m", "connbytes", "--connbytes", `${MIDWAY_BYTES}:`, "--connbytes-dir", "both", "--connbytes-mode", "bytes"];
}
