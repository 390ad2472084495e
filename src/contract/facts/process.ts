export interface ProcessFact {
  readonly platform: string;
  readonly architecture: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly groups: readonly number[];
  readonly userName?: string;
  readonly home: string;
  /** SUDO_USER, if this process was started with sudo. */
  readonly sudoUser?: string;
  /** Whether this process itself runs in a container. */
  readonly inContainer: boolean;
  readonly hostName: string;
  /** Whether the kernel forwards IPv4 where this process runs; absent where that cannot be read. */
  readonly ipv4Forwarding?: boolean;
}
