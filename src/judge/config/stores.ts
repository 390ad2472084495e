import { configKey, entryFor } from "../credentials.js";
import { finding } from "../findings.js";
import { ownConfigCommands } from "../login.js";
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
import { mountWords } from "./relogin.js";

/** All credentials are in a store. */
export function storeFinding(scene: ConfigScene): Found {
  const { config, images, plan, location } = scene;
  const store = config.credsStore ?? "";
  const markers = config.auths.filter(({ state }) => state === "empty").map(({ key }) => key);
  const registries = registriesOf(images).filter((registry) => entryFor(registry, config.auths) !== undefined);
  const logins = registries.length === 0 ? [] : ownConfigCommands(plan, location.file, registries);
  return {
    images: everyImage(scene),
    finding: finding(CONFIG_CODES, "credential-store", {
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

/** Credentials come from helper programs. */
export function helperFindings(scene: ConfigScene): readonly Found[] {
  const { config, images, plan, location } = scene;
  const used = registriesOf(images);
  return config.credHelpers
    .filter(({ helper }) => helper !== "")
    .map(({ key, helper }) => {
      const registry = used.find((name) => configKey(name) === key);
      return {
        images: registry === undefined ? [] : imagesOf(scene, registry),
        finding: finding(CONFIG_CODES, "credential-helper", {
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
