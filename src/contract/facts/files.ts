export interface FileStat {
  readonly path: string;
  readonly outcome: "found" | "missing" | "not-permitted" | "error";
  readonly detail?: string;
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

export interface DockerConfigAuth {
  /** As written, without user-info. */
  readonly key: string;
  readonly state: AuthState;
  /** What exactly is wrong with it, free of secrets: `no colon after decoding`, `url-safe base64 alphabet`. */
  readonly problem?: string;
  readonly username?: string;
  /** The decoded value ends with white space: `\n`, `\r\n` or a blank (the classic `echo | base64`). */
  readonly trailing?: "newline" | "blank";
  /** The pair comes from `username`/`password` fields, not from `auth`. */
  readonly fromFields?: boolean;
  readonly identityToken: boolean;
  readonly registryToken: boolean;
  /** The password is one that expires by its kind: named by user name or by JWT `exp`. */
  readonly timed?: { readonly kind: string; readonly expiresAt?: string; readonly expired?: boolean };
  /** Line breaks inside the base64: the docker client accepts them, the runner's reader does not. */
  readonly wrapped?: boolean;
}

export interface DockerConfigFact {
  readonly file: string;
  readonly outcome:
    "read" | "missing" | "is-directory" | "not-a-file" | "not-permitted" | "too-large" | "timeout" | "invalid";
  /** For `invalid`: what is wrong and where (line, column), without quoting the content. */
  readonly detail?: string;
  readonly mode?: string;
  readonly uid?: number;
  readonly sizeBytes?: number;
  /** A non-empty `credsStore`. */
  readonly credsStore?: string;
  readonly credHelpers: readonly { readonly key: string; readonly helper: string }[];
  readonly auths: readonly DockerConfigAuth[];
  /** `docker-credential-X` programs found on PATH, by X. */
  readonly helpersOnPath: readonly string[];
  readonly currentContext?: string;
  /** Things only one of the two readers accepts (byte-order mark, text after the first value, field names in another case, duplicate keys). */
  readonly notes: readonly string[];
  /** The docker client refuses the file and goes on without it, although the runner's reader takes it: a byte-order mark. */
  readonly clientRefuses?: boolean;
}
