import type { Deployment } from "./deployment.js";

/** A compose file, and the service in it that is meant. */
export interface ComposeInput {
  readonly file: string;
  readonly text: string;
  readonly service?: string;
}

/** What the command line names as the deployment. At most one of `words`, `commandFile`, `compose`, `container`. */
export interface PlanInputs {
  /** The words after `--`, already split by the shell. */
  readonly words?: readonly string[];
  readonly commandFile?: { readonly name: string; readonly text: string };
  /** Comes with what reads it, so that YAML is loaded only where there is some. */
  readonly compose?: ComposeInput & { readonly parse: (input: ComposeInput, world: PlanWorld) => Deployment };
  /** A container's name and the raw answer of `GET /containers/NAME/json`. */
  readonly container?: { readonly name: string; readonly inspect: unknown };
  /** More images, from `--image`. */
  readonly images?: readonly string[];
  /** More services, from `--domain`, as `HOST` or `HOST:PORT`. */
  readonly domains?: readonly string[];
  /** `--docker-host`: a URL or the path of a socket. */
  readonly dockerHost?: string;
  /** `--docker-config`: a folder, or `none`. */
  readonly dockerConfig?: string;
}

/** The little of the world that a plan needs; injected, so that reading a plan stays a function of its inputs. */
export interface PlanWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working directory of this process, absolute. */
  readonly cwd: string;
  /** Home of the invoking user: SUDO_USER's, not root's. */
  readonly home: string;
  /** Text of a file; throws UnreadableFile when it cannot be read. */
  readText(path: string): string;
  exists(path: string): boolean;
  /** Whether it is certain that there is no such folder; what this user may not see may be there. */
  lacksFolder(path: string): boolean;
}
