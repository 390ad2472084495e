import { RUN_OPTIONS } from "./options/index.js";

/** Keys of a service that stand for no option of `docker run`. */
const OTHER_KEYS =
  "attach build command configs credential_spec depends_on deploy develop extends image links models post_start pre_stop profiles provider pull_refresh_after scale secrets volume_driver".split(
    " ",
  );

/**
 * Keys of a service. https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json, read November 2026.
 */
export const SERVICE_KEYS: ReadonlySet<string> = new Set(
  [
    ...OTHER_KEYS,
    ...RUN_OPTIONS.flatMap(({ compose }) => compose.at.map((place) => place.split(".")[0] ?? place)),
  ].sort(),
);
