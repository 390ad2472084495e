import type { Finding, Pass } from "../../src/contract/index.js";
import { parentPath } from "../../src/docker/paths.js";
import { faultWords, noteWords, occupantWords } from "../../src/judge/credentials/config-words.js";
import { entryFault } from "../../src/judge/credentials/faults.js";
import { findingFor } from "../../src/judge/findings.js";
import { orNothing } from "../../src/judge/probes.js";
import { CONFIG_CODES } from "./codes.js";
import { fileEvidence, type ConfigScene, type Found } from "./scene.js";

/** What is in the file's place, where it cannot be read as a file. */
export function unreadable(scene: ConfigScene): Finding {
  const { config, location } = scene;
  return findingFor(CONFIG_CODES, "config-unreadable", scene, {
    target: location.file,
    evidence: [
      {
        what: location.file,
        observed: occupantWords(config),
        expected: "a regular file of at most 1 MiB",
        origin: location.origin,
        vantage: "process",
      },
    ],
  });
}

/** The file is no JSON that docker reads. */
export function invalid(scene: ConfigScene): Finding {
  const { config, location } = scene;
  const facts = {
    target: location.file,
    evidence: [
      {
        what: "config.json",
        observed: faultWords(config.fault),
        expected: "JSON",
        origin: location.file,
      },
      ...config.notes.map((note) => ({ what: "difference", observed: noteWords(note), origin: location.file })),
    ],
  };
  return findingFor(CONFIG_CODES, "config-invalid", { of: "no-json", scene }, facts);
}

/** What only one of the two readers accepts. */
export function noteFindings(scene: ConfigScene): readonly Found[] {
  const { config, location } = scene;
  const wrapped = config.auths
    .filter((auth) => auth.wrapped === true && entryFault(auth) === undefined)
    .map(({ key }) => `the auth of ${key} has line breaks: docker skips them, the runner rejects them`);
  const notes = [...config.notes.map(noteWords), ...wrapped];
  if (notes.length === 0) return [];
  return [
    {
      images: [],
      finding: findingFor(
        CONFIG_CODES,
        "config-invalid",
        { of: "read-differently", scene },
        {
          target: location.file,
          severity: "warning",
          evidence: [
            fileEvidence(scene),
            ...notes.map((note) => ({ what: "difference", observed: note, origin: location.file })),
          ],
        },
      ),
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
  const isOwn = process?.uid === config.uid || process?.uid === 0;
  const asRoot = plan.sudo || !isOwn;
  return [
    {
      images: [],
      finding: findingFor(
        CONFIG_CODES,
        "config-readable-by-others",
        { file: location.file, asRoot },
        {
          target: location.file,
          evidence: [
            { what: "mode", observed: config.mode ?? "", expected: "0600", origin: location.file, vantage: "process" },
          ],
        },
      ),
    },
  ];
}
