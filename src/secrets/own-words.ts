/**
 * Words that the facts' shapes, the engine, registries and this program say themselves: who has one of them as a password
 * is not helped by its removal from every sentence, and every sentence, and with it the verdict, would be spoiled. Such a
 * value is kept out where it stands (probes put no credential into a fact), not searched for elsewhere.
 */
export const OWN_WORDS: ReadonlySet<string> = new Set(
  `
  abandoned access accepted address addresses allowed anonymous answer answered answers architecture authentication
  authorization bearer binding bitbucket blocked bridge broken cached certificate command compose config connect connection
  container containerd containers content credential credentials daemon deadline default denied desktop device digest
  directory docker domain driver empty engine entrypoint environment error errors exited expired failed failure fetched
  filesystem folder forbidden format found getaddrinfo graph header helper helpers hostname identity images incomplete
  indeterminate invalid inside library linked linux listen localhost lookup malformed manifest mapping memory
  message method missing mirror mounts network newline nothing number object operation option origin outcome overlay
  password passwd permission permitted platform plain process protocol provided proxies public pulled reached reachable
  reading refused regular registry reference references rejected request required reset resolve resolved response rootless
  runner running runtime schema secret server service session socket status storage string strict target timeout timed
  tokens transport trusted unauthorized unexpected unfinished unknown unreachable unreadable unsupported untrusted unusable
  upstream username variable verify version volume waiting warning working
  `
    .trim()
    .split(/\s+/u),
);
