/** How references are written. */
export const REFERENCE_PAGE = "https://github.com/distribution/reference";
/** What a registry answers. */
export const DISTRIBUTION_PAGE = "https://distribution.github.io/distribution/spec/api/";
