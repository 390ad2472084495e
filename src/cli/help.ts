/** What stands above the options in `--help`. */
export const DESCRIPTION = `Says before deployment whether this host can start a Bitbucket Pipelines
self-hosted runner and pull its images. Nothing is pulled, created or changed,
unless --pull is given.

Commands:
  check                     judge this host (what happens without a command)
  credentials [IMAGE…]      how each image gets its user and password, and why
                            or why not: which config.json, key and mechanism
  list                      the checks: id, group, what holds when they pass
  explain ID|CODE           what a check asks, or what a code means: cause and
                            remedy; works offline`;

/** What stands below the options in `--help`. */
export const EPILOGUE = `
Examples:
  runner-preflight -- docker container run -it -v /tmp:/tmp … runner:1
  runner-preflight --command-file runner.sh
  pbpaste | runner-preflight --command-file -
  runner-preflight --compose compose.yaml --service runner
  runner-preflight --only image-pullable --image alpine:3.20
  runner-preflight --pull --deadline 1200
  runner-preflight --format json --report markdown=ticket.md
  runner-preflight --facts facts.json     then, anywhere:  --from facts.json
  runner-preflight credentials --command-file runner.sh
  runner-preflight explain credential-store

Exit codes, the same in every format:
  0    pass (warnings allowed)
  1    at least one error, or with --strict at least one warning
  2    wrong usage, or input that cannot be read
  3    no error, but something needed could not be answered
  70   a bug in this program or a plugin (the report is still printed)
  130  interrupted (the report is still printed)

Environment: NO_COLOR, FORCE_COLOR, CI (no live view), DOCKER_HOST,
DOCKER_CONFIG, and PAUSE_IMAGE, AUTH_PROXY_IMAGE, CLONE_IMAGE for the default
deployment. The report goes to stdout, progress goes to stderr.`;
