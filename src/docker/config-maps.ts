/**
 * Members of a config.json that are maps of names. Of one that occurs twice, docker joins the entries: Go's decoder adds
 * those of the later one to those of the earlier one.
 */
export const CONFIG_MAPS = [
  "auths",
  "credHelpers",
  "HttpHeaders",
  "proxies",
  "plugins",
  "aliases",
  "features",
] as const;
