import type { Finding, Pass } from "../../src/contract/index.js";
import { afterEdit, isRewritable, withoutComments, writeAnew } from "./config-edit.js";
import { entryFault, spoilsFile } from "../../src/judge/credentials/faults.js";
import { finding, safe, sudo } from "../../src/judge/findings.js";
import { fillCommands, isDockersOwnName } from "../../src/judge/remedy/login.js";
import { parentPath } from "../../src/docker/paths.js";
import { orNothing } from "../../src/judge/probes.js";
import { shellLine } from "../../src/docker/shell.js";
import { bytesText } from "../../src/judge/text.js";
import { CONFIG_CODES } from "./codes.js";
import { restartWords } from "./relogin.js";
import { fileEvidence, registriesOf, type ConfigScene, type Found } from "./scene.js";

/** What stands in the file's place, where it cannot be read as a file. */
export function unreadable(scene: ConfigScene): Finding {
  const { config, location } = scene;
  const observed = {
    "is-directory": "a directory",
    "not-a-file": config.detail ?? "no regular file",
    "too-large": `a file of ${config.detail ?? bytesText(config.sizeBytes ?? 0)}`,
    timeout: "a file that cannot be read to its end in time",
  };
  const what = config.outcome in observed ? observed[config.outcome as keyof typeof observed] : config.outcome;
  return finding(CONFIG_CODES, "config-unreadable", {
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
function unreadableRemedy(scene: ConfigScene): Pick<Finding["remedy"], "summary" | "commands"> {
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

/** The file is no JSON that docker reads. */
export function invalid(scene: ConfigScene): Finding {
  const { config, location } = scene;
  return finding(CONFIG_CODES, "config-invalid", {
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
          summary: `Take comments and commas too many away; the command changes nothing if that is not all.${afterEdit(scene)}`,
          commands: [withoutComments(scene)],
        }
      : {
          summary:
            "Correct the place that is named (docker itself ignores the whole file with no more than a warning).",
        },
  });
}

/** What only one of the two readers accepts. */
export function noteFindings(scene: ConfigScene): readonly Found[] {
  const { config, location } = scene;
  const wrapped = config.auths
    .filter((auth) => auth.wrapped === true && entryFault(auth) === undefined)
    .map(({ key }) => `line breaks inside the auth of ${key}: docker skips them, the runner's reader fails on them`);
  const notes = [...config.notes, ...wrapped];
  if (notes.length === 0) return [];
  return [
    {
      images: [],
      finding: finding(CONFIG_CODES, "config-invalid", {
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
                summary: `Write the file anew, so that both read the same; nothing in it is lost.${afterEdit(scene)}`,
                commands: [writeAnew(scene)],
              }
            : { summary: "Correct what is named, or write the entries anew with docker login." },
      }),
    },
  ];
}

/** Warns of a file with passwords that everybody can read, unless its folder keeps them out. */
export async function modeFinding({ host }: Pass, scene: ConfigScene): Promise<readonly Found[]> {
  const { config, location, plan, process } = scene;
  const mode = Number.parseInt(config.mode ?? "0", 8);
  const hasSecrets = config.auths.some(
    ({ state, identityToken, registryToken }) => state !== "empty" || identityToken || registryToken,
  );
  if ((mode & 0o004) === 0 || !hasSecrets) return [];
  const folder = await orNothing(host.files.stat({ path: parentPath(location.file) }));
  if (folder?.mode !== undefined && (Number.parseInt(folder.mode, 8) & 0o001) === 0) return [];
  const words = shellLine(["chmod", "600", location.file]);
  const isOwn = process?.uid === config.uid || process?.uid === 0;
  return [
    {
      images: [],
      finding: finding(CONFIG_CODES, "config-readable-by-others", {
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
