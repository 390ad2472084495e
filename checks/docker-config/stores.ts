import { configKey, entryFor } from "../../src/judge/credentials/keys.js";
import { findingFor } from "../../src/judge/findings.js";
import { CONFIG_CODES } from "./codes.js";
import {
  type ConfigScene,
  type Found,
  registriesOf,
  imagesOf,
  everyImage,
  fileEvidence,
  usedEvidence,
  severityFor,
} from "./scene.js";

/** All credentials are in a store. */
export function storeFinding(scene: ConfigScene): Found {
  const { config, images, location } = scene;
  const store = config.credsStore ?? "";
  const markers = config.auths.filter(({ state }) => state === "empty").map(({ key }) => key);
  const registries = registriesOf(images).filter((registry) => entryFor(registry, config.auths) !== undefined);
  return {
    images: everyImage(scene),
    finding: findingFor(
      CONFIG_CODES,
      "credential-store",
      { scene, registries },
      {
        target: location.file,
        severity: severityFor(scene, true),
        evidence: [
          fileEvidence(scene),
          { what: "credsStore", observed: store, expected: "none", origin: location.file },
          ...(markers.length === 0
            ? []
            : [{ what: "entries without a password", observed: markers.join(", "), origin: location.file }]),
        ],
      },
    ),
  };
}

/** Credentials come from helper programs. */
export function helperFindings(scene: ConfigScene): readonly Found[] {
  const { config, images, location } = scene;
  const used = registriesOf(images);
  return config.credHelpers
    .filter(({ helper }) => helper !== "")
    .map(({ key, helper }) => {
      const registry = used.find((name) => configKey(name) === key);
      return {
        images: registry === undefined ? [] : imagesOf(scene, registry),
        finding: findingFor(
          CONFIG_CODES,
          "credential-helper",
          { scene, key, helper, registry },
          {
            target: registry ?? key,
            severity: severityFor(scene, registry !== undefined),
            evidence: [
              fileEvidence(scene),
              { what: `credHelpers of ${key}`, observed: helper, expected: "none", origin: location.file },
              usedEvidence(scene, registry),
            ],
          },
        ),
      };
    });
}
