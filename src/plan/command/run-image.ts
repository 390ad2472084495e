import {
  type CommandIssue,
  isSameOrigin,
  type PlanIssue,
  type PlannedImage,
  type Sourced,
} from "../../contract/index.js";
import { normalPlatform } from "../../docker/platform.js";
import { RUNNER_IMAGE, RUNNER_REPOSITORY_NAME } from "../../requirements.js";
import { requireShortReference } from "../bounds.js";
import { withoutOddParts } from "../hidden-parts.js";
import { maskImage } from "../image-text.js";
import { findPlaceholder } from "../placeholder.js";
import { isSecretName } from "../variables.js";
import type { DockerInvocation } from "./docker-prefix.js";
import type { GivenOption } from "./given-option.js";
import type { Word } from "./word.js";

const MASK = "[secret]";

interface ReadImage {
  readonly image?: PlannedImage;
  readonly issues: readonly PlanIssue[];
  readonly secrets: readonly string[];
}

export function readImage(
  rest: readonly Word[],
  options: readonly GivenOption[],
  invocation: DockerInvocation,
): ReadImage {
  const word = rest[0];
  if (word === undefined) return { issues: [], secrets: [] };
  const planned = { role: "runner", puller: "start-command", origin: word.origin } as const;
  const spilled = spilledSecret(word, rest, options, invocation);
  if (spilled !== undefined) {
    const issue: CommandIssue = {
      kind: "option-invalid",
      subject: { of: "variable", name: spilled },
      text: `-e ${spilled} ${MASK}`,
      problem: { of: "value-taken-for-image", name: spilled },
      origin: word.origin,
      change: { remove: ["-e", spilled, "…"], add: ["-e", `${spilled}=…`], origin: word.origin },
    };
    return {
      image: { ...planned, reference: MASK },
      issues: [issue],
      secrets: [word.text, word.text.replace(/^=/, "")],
    };
  }
  requireShortReference(word.text, word.origin);
  const { text, secrets } = maskImage(word.text);
  const placeholder = findPlaceholder(text, "image");
  return {
    image: { ...planned, reference: text, ...(placeholder === undefined ? {} : { placeholder }) },
    issues: [],
    secrets,
  };
}

/**
 * The name of the secret variable whose value stands in the place of the image, because the value was set apart by a
 * blank: `-e OAUTH_CLIENT_SECRET abc …/bitbucket-pipelines-runner:1`.
 */
export function spilledSecret(
  image: Word,
  rest: readonly Word[],
  options: readonly GivenOption[],
  invocation: DockerInvocation,
): string | undefined {
  const position = invocation.words.indexOf(image);
  const last = options.at(-1);
  if (last === undefined || last.name !== "env" || !isSamePlace(invocation.words[position - 1], last.value))
    return undefined;
  const name = /^[A-Za-z_]\w*/.exec(last.value.text)?.[0] ?? "";
  if (!isSecretName(name) || image.text.includes(RUNNER_REPOSITORY_NAME.value)) return undefined;
  const goesOn = rest.slice(1).some(({ text }) => text.startsWith("-") || /^[^=]+\//.test(text));
  return goesOn ? name : undefined;
}

function isSamePlace(one: Word | undefined, other: Word): boolean {
  return one !== undefined && isSameOrigin(one.origin, other.origin);
}

export function withPull(
  image: PlannedImage,
  pull: Sourced<string> | undefined,
  platform: Sourced<string> | undefined,
): PlannedImage {
  const policy = pull?.value;
  const normal = platform === undefined ? "" : withoutOddParts(normalPlatform(platform.value) ?? platform.value);
  return {
    ...image,
    ...(policy === "always" || policy === "missing" || policy === "never" ? { pullPolicy: policy } : {}),
    ...(normal === "" ? {} : { platform: normal }),
  };
}

export function missingImage(invocation: DockerInvocation, cutShort: boolean): CommandIssue {
  return {
    kind: "option-invalid",
    subject: { of: "image" },
    text: `${invocation.tool} run`,
    problem: { of: cutShort ? "image-missing-line-cut" : "image-missing", command: `${invocation.tool} run` },
    origin: invocation.words.at(-1)?.origin ?? invocation.origin,
    ...(cutShort ? {} : { change: { remove: [], add: [RUNNER_IMAGE.value] } }),
  };
}

export function namesRunner({ text }: Word): boolean {
  return text.includes(RUNNER_REPOSITORY_NAME.value);
}
