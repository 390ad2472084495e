import type { ExpectedFinding, LabCase } from "../support/case.js";
import { UNUSUAL_DOMAIN } from "../support/addresses.js";
import { REGISTRY_AUTH } from "../support/secrets.js";
import { CONFIG_FILE, CONFIG_MOUNT, judging, withPause, writeConfig } from "./shared.js";

/** The pause image in the unusual registry of that label (`internet/unusual.mjs`). */
export function imageAt(label: string): string {
  return `${label}.${UNUSUAL_DOMAIN}/team/pause:1`;
}

/** The runner is given a config.json with a password for the registry. */
export function withPassword(label: string): Pick<LabCase, "command" | "start" | "inject" | "oracle"> {
  return {
    ...judging({ moreMounts: [CONFIG_MOUNT], env: withPause(imageAt(label)) }),
    inject: (lab) => writeConfig(lab, { auths: { [`${label}.${UNUSUAL_DOMAIN}`]: { auth: REGISTRY_AUTH } } }),
    oracle: { kind: "stand-in-runner" },
  };
}

/** `host:port` of an unusual server, as findings name it. */
function hostAt(label: string): string {
  return `${label}.${UNUSUAL_DOMAIN}:443`;
}

interface UnusualFault {
  readonly name: string;
  readonly broken: string;
  /** First label of the registry's name: what it does. */
  readonly label: string;
  readonly code: string;
  /** Where the fault is: the registry by default, another server's label, the image, or the config.json that is not given. */
  readonly at?: { readonly label: string } | "image" | "config.json";
  /** The oracle would wait for it. */
  readonly isSilent?: boolean;
  readonly more?: Partial<Pick<LabCase, "inject" | "command" | "start" | "oracle">>;
  readonly engines?: LabCase["engines"];
}

function expected(at: UnusualFault["at"] & {}, code: string, image: string): ExpectedFinding {
  if (at === "image") return { check: "image-pullable", code, target: image };
  if (at === "config.json") return { check: "mount-paths", code, target: CONFIG_FILE };
  return { check: "registry-reachable", code, target: hostAt(at.label) };
}

/** A fault of a registry, or of what a registry leads to: the pause image is there. */
export function unusual({ name, broken, label, code, at = { label }, isSilent, more, engines }: UnusualFault): LabCase {
  const image = imageAt(label);
  return {
    name,
    broken,
    ...judging({ env: withPause(image) }),
    expect: { exit: 1, findings: [expected(at, code, image)] },
    oracle: { kind: "pull", images: [image] },
    remedy: "words",
    ...(isSilent ? { limits: { timeoutS: 2, oracleS: 6 } } : {}),
    ...more,
    ...(engines === undefined ? {} : { engines }),
  };
}
