/** `repair --help`, `help repair`. */
export const REPAIR_HELP = `Usage: runner-preflight repair config FILE EDIT... [--yes]
       runner-preflight repair daemon FILE --drop-log-driver [--yes]
       runner-preflight repair command FILE [--yes]

Makes the edit that a remedy names, and no other. The change is shown as a diff
in which passwords and tokens are ***. At a terminal it asks before it writes;
without one it needs --yes. Printed remedies have --yes: they show the diff and
keep a backup, too.

Edits of a config.json, made in their order:
  --rename-key OLD NEW      move an entry of "auths" to another key
  --remove-auth KEY...        take entries out
  --empty-auth OLD NEW      put an empty entry NEW in the place of OLD, for
                            docker login to fill
  --encode KEY              encode the auth anew, as docker does
  --encode-plain KEY        encode an auth that is plain user:password
  --normalise               names, entries and auths as docker writes them
  --strip-comments          remove comments and extra commas

Edit of a daemon.json:
  --drop-log-driver         back to the default log driver, json-file

command restores what a pasted start command lost in copying: line ends, quotes,
dashes, blanks.

The old content stays in FILE.bak-YYYYMMDDTHHMMSS (mode 0600). The file keeps
its owner and everything else in it; a config.json gets mode 0600, others keep
theirs. The new file replaces the old one in one step, so a container that has
the single file mounted sees it after a restart. Refused: anything but a regular
file, a file over 10 MB, a file that is itself a mount, and a file that somebody
other than its owner and root can change on the way.

Examples:
  runner-preflight repair config ~/.docker/config.json --encode r.example
  runner-preflight repair daemon /etc/docker/daemon.json --drop-log-driver

Exit codes:
  0    done, or nothing to do
  2    refused, or answered with no: nothing was changed
  130  interrupted: nothing was changed
`;
