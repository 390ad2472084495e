import type { RemedyCommand, EngineSite } from "../../contract/index.js";
import { afterwards, destructive, safe, showing, sudo } from "../findings.js";

/** What an engine's service is told. */
type Verb = "start" | "restart";

/** A command line, and whether it needs root; `undefined` where no command is known. */
interface Line {
  readonly run: string;
  readonly needsRoot: boolean;
}

const root = (run: string): Line => ({ run: `sudo ${run}`, needsRoot: true });
const user = (run: string): Line => ({ run, needsRoot: false });

/** The command that starts the engine, or starts it anew. */
function serviceLine({ installation, manager }: EngineSite, verb: Verb): Line | undefined {
  const isSystemd = manager === "systemd";
  switch (installation) {
    case "desktop":
      return undefined;
    case "colima":
      return user(`colima ${verb}`);
    case "snap":
      return root(`snap ${verb} docker`);
    case "podman":
      return isSystemd ? root(`systemctl ${verb} podman.socket`) : undefined;
    case "rootless-podman":
      return isSystemd ? user(`systemctl --user ${verb} podman.socket`) : undefined;
    case "rootless":
      return isSystemd ? user(`systemctl --user ${verb} docker`) : undefined;
    default:
      return packagedLine(manager, verb);
  }
}

function packagedLine(manager: EngineSite["manager"], verb: Verb): Line | undefined {
  switch (manager) {
    case "systemd":
      return root(`systemctl ${verb} docker`);
    case "openrc":
      return root(`rc-service docker ${verb}`);
    case "init.d":
      return root(`service docker ${verb}`);
    default:
      return undefined;
  }
}

/** What the engine is called, for people. */
export function engineName({ installation }: EngineSite): string {
  const names = {
    desktop: "Docker Desktop",
    colima: "Colima",
    podman: "Podman",
    "rootless-podman": "Podman",
    rootless: "Docker",
    snap: "Docker",
    packages: "Docker",
  } as const;
  return names[installation];
}

/** `Restart Docker`, and where or how, where that is not what the command says. */
function told(site: EngineSite, verb: Verb): string {
  const what = `${verb === "start" ? "Start" : "Restart"} ${engineName(site)}`;
  const line = serviceLine(site, verb);
  if (site.isElsewhere) return `${what} on the engine's host${line === undefined ? "" : ` (${line.run})`}`;
  if (site.installation === "desktop") return `${what} from its menu`;
  return line === undefined ? `${what} the way it is started on this host` : what;
}

/** What a restart costs. */
function cost({ keepsContainers }: EngineSite): string {
  return keepsContainers ? "" : " (running containers stop unless live-restore is on)";
}

/** What is done to the engine: the sentence without its full stop, and the command where it can be pasted here. */
interface EngineDeed {
  readonly does: string;
  readonly commands: readonly RemedyCommand[];
}

/** The engine is started. */
export function startingEngine(site: EngineSite): EngineDeed {
  const line = site.isElsewhere ? undefined : serviceLine(site, "start");
  const commands = line === undefined ? [] : [line.needsRoot ? sudo(line.run) : safe(line.run)];
  return { does: told(site, "start"), commands };
}

/** The engine is started anew. */
export function restartingEngine(site: EngineSite): EngineDeed {
  const line = site.isElsewhere ? undefined : serviceLine(site, "restart");
  return { does: `${told(site, "restart")}${cost(site)}`, commands: line === undefined ? [] : [destructive(line.run)] };
}

/** The engine is started anew, and its socket with it. */
export function restartingSocket(site: EngineSite): EngineDeed {
  const isUnit = site.installation === "packages" && site.manager === "systemd" && !site.isElsewhere;
  const { does, commands } = restartingEngine(site);
  return { does, commands: isUnit ? [destructive("sudo systemctl restart docker.socket docker.service")] : commands };
}

/** What follows a change: a sentence, and the commands where they can be pasted here. */
export interface Follows {
  readonly afterwards: string;
  readonly commands: readonly RemedyCommand[];
}

/** A restart as what follows a change of the engine's settings. */
export function thenRestart(site: EngineSite): Follows {
  const { does, commands } = restartingEngine(site);
  return { afterwards: `${does}.`, commands: commands.map(afterwards) };
}

/** The engine's last messages, where a command for them is known. */
export function engineLog({ installation, manager, isElsewhere }: EngineSite): readonly RemedyCommand[] {
  if (isElsewhere || installation === "desktop") return [];
  if (installation === "colima") return [showing(safe("colima ssh -- sudo journalctl -u docker -n 50 --no-pager"))];
  if (installation === "snap") return [showing(sudo("sudo snap logs docker -n 50"))];
  const unit = installation === "podman" || installation === "rootless-podman" ? "podman" : "docker";
  const isUsers = installation === "rootless" || installation === "rootless-podman";
  if (manager === "systemd") {
    const line = (options: string): string => `journalctl ${options}-u ${unit} -n 50 --no-pager`;
    return [showing(isUsers ? safe(line("--user ")) : sudo(`sudo ${line("")}`))];
  }
  // the scripts of Docker's, Debian's and Alpine's packages write there
  return isUsers || manager === "none" ? [] : [showing(sudo("sudo tail -n 50 /var/log/docker.log"))];
}
