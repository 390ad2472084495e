import type { ImageForm } from "../../src/docker/image-forms.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { showing, type Words } from "../../src/judge/findings.js";
import type { ImageAtRegistry } from "./words.js";

/** An image of a form of which the engine makes no container. */
export interface UnfitImage extends ImageAtRegistry {
  readonly form: ImageForm;
  /** First Docker Engine that takes it, where there is one. */
  readonly from: string | undefined;
}

const NO_PLATFORM = [
  "its index does not say for which platforms it is",
  "Push the image again with the name of its platform",
] as const;
const ZSTD = ["its layers are compressed with zstd", "Push the image again with gzip layers"] as const;
const AGAIN = "Push the image again with a current docker";

/** What is wrong with each form, and what to do about it. */
const WORDS: Readonly<Record<ImageForm, readonly [what: string, instead: string]>> = {
  "zstd-layers": ZSTD,
  "docker-zstd-layers": ZSTD,
  "encrypted-layers": ["its layers are encrypted", "Push the image again without encryption"],
  "foreign-layers": ["it has parts that are not layers of an image", "Name an image instead"],
  "untyped-layers": ["its layers have a type that the engine does not know", AGAIN],
  "untyped-config": ["its config has a type that the engine does not know", AGAIN],
  "layers-unlisted": ["its config and its manifest list different layers", AGAIN],
  "entry-without-platform": NO_PLATFORM,
  "entry-without-platform-among-others": NO_PLATFORM,
  "entry-with-empty-platform": NO_PLATFORM,
  "entry-of-unknown-type": ["its index does not say what it lists", AGAIN],
  "index-in-index": ["its index lists another index", "Push the image again with one index"],
};

/** What is wrong with the form of an image, and what to do about that. */
export function formWords({ plan, image, form, from }: UnfitImage): Words {
  const { reference } = image;
  const [what, instead] = WORDS[form];
  return {
    message: `The engine cannot run ${reference}: ${what}.`,
    summary: from === undefined ? `${instead}.` : `${instead}. Or install Docker Engine ${from} or newer.`,
    commands: [showing(dockerCommand(plan, ["manifest", "inspect", reference]))],
  };
}
