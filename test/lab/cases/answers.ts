import type { LabCase } from "../support/case.js";
import { REGISTRY_AUTH } from "../support/secrets.js";
import { UNUSUAL_DOMAIN } from "../support/addresses.js";
import { CONFIG_MOUNT, judging, withPause, writeConfig } from "./shared.js";
import { imageAt, unusual } from "./unusual.js";

/** The runner is given a config.json with a password for the registry. */
function withPassword(label: string): Pick<LabCase, "command" | "start" | "inject" | "oracle"> {
  return {
    ...judging({ moreMounts: [CONFIG_MOUNT], env: withPause(imageAt(label)) }),
    inject: (lab) => writeConfig(lab, { auths: { [`${label}.${UNUSUAL_DOMAIN}`]: { auth: REGISTRY_AUTH } } }),
    oracle: { kind: "stand-in-runner" },
  };
}

/** Registries, and others in their place, whose answers over HTTP are not what a pull needs. */
export const ANSWER_CASES: readonly LabCase[] = [
  unusual({
    name: "answer: redirect to a block page",
    broken: "a web filter redirects to its page",
    label: "page-302",
    code: "not-a-registry",
  }),
  unusual({
    name: "answer: block page with 403",
    broken: "a web filter answers 403 with a page",
    label: "page-403",
    code: "not-a-registry",
  }),
  unusual({
    name: "answer: page with 404",
    broken: "a web server that is no registry answers 404 with a page",
    label: "page-404",
    code: "not-a-registry",
  }),
  unusual({
    name: "answer: portal's page",
    broken: "a captive portal answers 200 with its page",
    label: "portal",
    code: "not-a-registry",
  }),
  unusual({
    name: "answer: portal's 511",
    broken: "a captive portal answers 511",
    label: "portal-511",
    code: "not-a-registry",
  }),
  unusual({
    name: "answer: another service",
    broken: "some other service answers every path with JSON",
    label: "other-service",
    code: "not-a-registry",
  }),
  unusual({
    name: "answer: 401 without challenge",
    broken: "the registry answers 401 and does not say what it wants",
    label: "no-challenge",
    code: "not-a-registry",
  }),
  unusual({
    name: "answer: 401 with a strange challenge",
    broken: "a server in between wants Negotiate, which no docker client knows",
    label: "strange-challenge",
    code: "not-a-registry",
  }),
  unusual({
    name: "answer: 502 page",
    broken: "the load balancer in front of the registry answers 502",
    label: "page-502",
    code: "server-error",
  }),
  unusual({
    name: "answer: 500 for manifests",
    broken: "the registry answers, but its storage is ill",
    label: "manifest-500",
    code: "server-error",
    at: "image",
  }),
  unusual({
    name: "answer: 429 for everything",
    broken: "the registry answers every request 429",
    label: "limited-429",
    code: "rate-limited",
    at: "image",
  }),
  unusual({
    name: "answer: 403 for manifests",
    broken: "the registry does not let this user pull the image",
    label: "denied",
    code: "access-denied",
    at: "image",
    more: withPassword("denied"),
  }),
  unusual({
    name: "answer: password of the cloud expired",
    broken: "the registry answers a password that has expired with 403",
    label: "ecr-expired",
    code: "credentials-rejected",
    at: "image",
    more: withPassword("ecr-expired"),
  }),
  unusual({
    name: "answer: 404 in plain text",
    broken: "the registry answers 404 in its own words",
    label: "text-404",
    code: "image-not-found",
    at: "image",
  }),
  unusual({
    name: "answer: manifest is garbage",
    broken: "what comes in the manifest's place is no JSON",
    label: "garbage-manifest",
    code: "not-a-registry",
    at: "image",
  }),
  unusual({
    name: "answer: manifest cut off",
    broken: "the connection ends in the middle of the manifest",
    label: "cut-manifest",
    code: "connection-reset",
  }),
  unusual({
    name: "answer: none",
    broken: "the registry takes the request and never answers",
    label: "hang",
    code: "response-timeout",
    isSilent: true,
  }),
  unusual({
    name: "answer: none for manifests",
    broken: "the registry answers, but never about the manifest",
    label: "hang-manifest",
    code: "response-timeout",
    at: "image",
    isSilent: true,
  }),
];
