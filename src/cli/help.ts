/** What stands above the options in `--help`. */
export const DESCRIPTION = `Says before deployment whether this host can start a Bitbucket Pipelines
self-hosted runner and pull its images. Nothing is pulled, created or changed,
unless --pull is given; repair alone changes the file that it is given.

Commands:
  check                     judge this host (what happens without a command)
  credentials [IMAGE…]      how each image gets its user and password, and why
                            or why not: which config.json, key and mechanism
  repair config|daemon|command FILE
                            the edit that a remedy names, as a diff without
                            passwords, then in the file; see repair --help
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

/** `repair --help`. */
export const REPAIR_HELP = `Usage: runner-preflight repair config FILE EDIT… [--yes]
       runner-preflight repair daemon FILE --drop-log-driver [--yes]
       runner-preflight repair command FILE [--yes]

Makes the edit that a remedy names, and no other. The change is shown as a diff
in which passwords and tokens are ***. At a terminal it asks before it writes;
without one it needs --yes. Printed remedies have --yes: they show the diff and
keep a backup, too.

Edits of a config.json, made in their order:
  --rename-key OLD NEW      move an entry of "auths" to another key
  --remove-auth KEY…        take entries out
  --empty-auth OLD NEW      put an empty entry NEW in the place of OLD, for
                            docker login to fill
  --encode KEY              encode the auth anew, as docker does
  --encode-plain KEY        encode an auth that is plain user:password
  --normalise               names, entries and auths as docker writes them
  --strip-comments          without comments and commas too many

Edit of a daemon.json:
  --drop-log-driver         back to the default log driver, json-file

command gives a pasted start command back what was lost in copying: line ends,
quotes, dashes, blanks.

The old content stays in FILE.bak-YYYYMMDDTHHMMSS (mode 0600). The file keeps
its owner and everything else in it; a config.json gets mode 0600, others keep
theirs. The new file takes the old one's place at one stroke, so a container
that has the single file mounted sees it after a restart. What is no regular
file, is larger than 10 MB, is mounted itself, or can be changed on the way by
somebody other than its owner and root, is refused.

Exit codes:
  0    done, or nothing to do
  2    refused, or answered with no: nothing was changed
  130  interrupted: nothing was changed
`;
