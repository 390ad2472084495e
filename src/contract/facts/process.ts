/** What starts services: systemd, OpenRC, scripts in /etc/init.d, or none of them. */
export type ServiceManager = "systemd" | "openrc" | "init.d" | "none";

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
  /** What starts services where this process runs; absent where that is not Linux, and in older recordings. */
  readonly serviceManager?: ServiceManager;
  /** Whether the kernel forwards IPv4 where this process runs; absent where that cannot be read. */
  readonly ipv4Forwarding?: boolean;
  /** What the kernel says that this machine's CPU can do (`flags` of /proc/cpuinfo, x86 alone): `avx2`, `bmi1`. */
  readonly cpuFlags?: readonly string[];
  /**
   * The words that start this program in its user's shell, wherever that is; absent where they would not do on the host:
   * in a container, in a recording, in another program that uses this one.
   */
  readonly program?: readonly string[];
  /** The same for root, who has another search path. */
  readonly programAsRoot?: readonly string[];
}
