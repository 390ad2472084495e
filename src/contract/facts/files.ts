export interface FileStat {
  readonly path: string;
  readonly outcome: "found" | "missing" | "not-permitted" | "error";
  /** Why it is not found, in the file system's code: `ENOTDIR`, `ELOOP`. Absent where there is simply nothing. */
  readonly code?: string;
  /** A symbolic link of this name leads there, and there is nothing. */
  readonly linkTo?: string;
  readonly type?: "file" | "directory" | "socket" | "fifo" | "device" | "other";
  /** Octal with four digits: `0644`. */
  readonly mode?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly sizeBytes?: number;
  /** Inode number; tells a replaced file. */
  readonly inode?: number;
  /** When this inode was made, RFC 3339: later than a container's start for a file that was replaced since. Absent where the file system does not say. */
  readonly bornAt?: string;
  /** Path with every symbolic link resolved. */
  readonly realPath?: string;
  /** Free for an unprivileged user on this file system. */
  readonly freeBytes?: number;
  readonly freeInodes?: number;
  /** Mount options of the file system it is on, for example `["rw","noexec"]`; absent where unknown. */
  readonly mountOptions?: readonly string[];
}

export type AuthState =
  /** decodes to a non-empty user and password */
  | "basic"
  /** user without password, or password without user */
  | "incomplete"
  /** `{}` or an empty `auth`, and no username/password fields */
  | "empty"
  /** not strict base64, or no colon in it */
  | "malformed";

/** What exactly is wrong with an `auth`, or with a user and a password. */
export type AuthProblem =
  | "no-user"
  | "no-password"
  /** it decodes, and has no colon */
  | "no-colon"
  | "plain-text"
  | "white-space"
  | "url-safe"
  | "padding-missing"
  | "padding-wrong"
  | "not-base64";

/** A password that expires by its kind; hours are those of the registries' own documentation, read 2026-11-01. */
export type TimedKind =
  | "amazon-ecr"
  | "google-access"
  | "azure-registry"
  | "identity-token"
  | "gitlab-job"
  | "github-app"
  | "ibm-bearer"
  | "ibm-refresh"
  | "oracle-bearer"
  | "json-web-token";

export interface DockerConfigAuth {
  /** As written, without user-info. */
  readonly key: string;
  readonly state: AuthState;
  readonly problem?: AuthProblem;
  readonly username?: string;
  /** The decoded value ends with white space: `\n`, `\r\n` or a blank (the classic `echo | base64`). */
  readonly trailing?: "newline" | "blank";
  /** The pair comes from `username`/`password` fields, not from `auth`. */
  readonly fromFields?: boolean;
  readonly identityToken: boolean;
  readonly registryToken: boolean;
  /** The password is one that expires by its kind: named by user name or by JWT `exp`. */
  readonly timed?: { readonly kind: TimedKind; readonly expiresAt?: string; readonly expired?: boolean };
  /** Line breaks inside the base64: the docker client accepts them, the runner's reader does not. */
  readonly wrapped?: boolean;
}

export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null";

/** What a JSON text lacks where it goes wrong. */
export type JsonWanted = "name" | "colon" | "comma-or-brace" | "comma-or-bracket" | "value";

/** Where and how a text is no JSON; nothing of it is quoted. */
export type JsonFault =
  | {
      readonly of:
        "text-open" | "comma-before-brace" | "comma-before-bracket" | "comment" | "foreign-quote" | "nested-too-deeply";
    }
  /** the text ends, or has something else */
  | { readonly of: "end" | "other"; readonly wanted: JsonWanted };

/** Why a config.json is none that docker reads. */
export type ConfigFault =
  | { readonly of: "encoding"; readonly encoding: "utf-16" | "binary" }
  /** Line and column count from 1. */
  | { readonly of: "syntax"; readonly syntax: JsonFault; readonly line: number; readonly column: number }
  /** A value of the wrong kind: `["auths", "registry.example", "auth"]`; an empty path is the whole file. */
  | {
      readonly of: "kind";
      readonly path: readonly string[];
      readonly kind: JsonKind;
      readonly wanted: "object" | "string";
    };

/** Something that only one of the two readers accepts, or that they take differently. */
export type ConfigNote =
  | { readonly of: "byte-order-mark" | "empty-file" | "text-after" }
  /** A name in another case; `entry` where it is in an entry of `auths`. */
  | { readonly of: "name-case"; readonly written: string; readonly name: string; readonly entry?: string }
  | { readonly of: "name-twice"; readonly name: string; readonly entry?: string }
  | { readonly of: "key-twice"; readonly map: "auths" | "credHelpers"; readonly key: string }
  | { readonly of: "auth-empty" | "entry-null" | "nul-beside-password"; readonly key: string };

export interface DockerConfigFact {
  readonly file: string;
  readonly outcome:
    "read" | "missing" | "is-directory" | "not-a-file" | "not-permitted" | "too-large" | "timeout" | "invalid";
  /** For `invalid`. */
  readonly fault?: ConfigFault;
  /** For `not-a-file`. */
  readonly type?: "fifo" | "socket" | "device";
  /** For `missing` and `not-permitted`, in the file system's code: `ENOTDIR`, `EACCES`. */
  readonly code?: string;
  readonly mode?: string;
  readonly uid?: number;
  readonly sizeBytes?: number;
  /** For `too-large`, where it is registries that it has too many of. */
  readonly entries?: number;
  /** A non-empty `credsStore`. */
  readonly credsStore?: string;
  readonly credHelpers: readonly { readonly key: string; readonly helper: string }[];
  readonly auths: readonly DockerConfigAuth[];
  /** `docker-credential-X` programs found on PATH, by X. */
  readonly helpersOnPath: readonly string[];
  readonly currentContext?: string;
  readonly notes: readonly ConfigNote[];
  /** The docker client refuses the file and goes on without it, although the runner's reader takes it: a byte-order mark. */
  readonly clientRefuses?: boolean;
}
