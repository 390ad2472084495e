import { type PlannedImage, type Sourced } from "../contract/index.js";
import {
  AUTH_PROXY_IMAGE,
  CLONE_IMAGE,
  PAUSE_IMAGE_CURRENT,
  PAUSE_IMAGE_DOCUMENTED,
  type Requirement,
} from "../requirements.js";
import { maskImage } from "./image-text.js";
import { findPlaceholder } from "./placeholder.js";

interface HelperImage {
  readonly variable: string;
  readonly defaults: readonly { readonly role: PlannedImage["role"]; readonly image: Requirement<string> }[];
}

const HELPERS: readonly HelperImage[] = [
  {
    variable: "PAUSE_IMAGE",
    defaults: [
      { role: "pause", image: PAUSE_IMAGE_CURRENT },
      { role: "pause-documented", image: PAUSE_IMAGE_DOCUMENTED },
    ],
  },
  { variable: "AUTH_PROXY_IMAGE", defaults: [{ role: "auth-proxy", image: AUTH_PROXY_IMAGE }] },
  { variable: "CLONE_IMAGE", defaults: [{ role: "clone", image: CLONE_IMAGE }] },
];

/** The three images that the runner pulls itself: configured, or the defaults. An empty variable counts as unset. */
export function helperImages(configured: (variable: string) => Sourced<string> | undefined): readonly PlannedImage[] {
  return HELPERS.flatMap(({ variable, defaults }): readonly PlannedImage[] => {
    const given = configured(variable);
    const role = defaults[0]?.role ?? "extra";
    if (given !== undefined && given.value !== "") return [plannedImage(role, given)];
    return defaults.map(({ role: defaultRole, image }) =>
      plannedImage(defaultRole, { value: image.value, origin: { from: "default", source: image.source } }),
    );
  });
}

/** An image that `--image` names. */
export function extraImage(reference: string): PlannedImage {
  return plannedImage("extra", { value: reference, origin: { from: "option", option: "--image" } });
}

function plannedImage(role: PlannedImage["role"], { value, origin }: Sourced<string>): PlannedImage {
  const reference = maskImage(value).text;
  const placeholder = findPlaceholder(reference, "image");
  return { role, reference, puller: "runner", origin, ...(placeholder === undefined ? {} : { placeholder }) };
}

/** One entry per reference and puller; the first stays. */
export function withoutRepetition(images: readonly PlannedImage[]): readonly PlannedImage[] {
  return images.filter(
    (image, index) =>
      images.findIndex((one) => one.reference === image.reference && one.puller === image.puller) === index,
  );
}
