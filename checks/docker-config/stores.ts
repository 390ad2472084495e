import { configKey, entryFor } from "../../src/judge/credentials/keys.js";
import { finding } from "../../src/judge/findings.js";
import { ownConfigCommands } from "../../src/judge/remedy/login.js";
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
import { mountingOwn } from "./relogin.js";

/** All credentials are in a store. */
export function storeFinding(scene: ConfigScene): Found {
  const { config, images, plan, location } = scene;
  const store = config.credsStore ?? "";
  const markers = config.auths.filter(({ state }) => state === "empty").map(({ key }) => key);
  const registries = registriesOf(images).filter((registry) => entryFor(registry, config.auths) !== undefined);
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
        summary: `Make a config.json of the runner's own without "credsStore" and mount its folder; or remove the line "credsStore" from ${location.file} and log in again.`,
        commands: ownConfigCommands(plan, location.file, registries),
        changes: [mountingOwn(scene)],
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
            summary: `Make a config.json of the runner's own with a lasting user and password for ${key} and mount its folder.`,
            commands: registry === undefined ? [] : ownConfigCommands(plan, location.file, [registry]),
            changes: registry === undefined ? [] : [mountingOwn(scene)],
          },
        }),
      };
    });
}
