import type { EngineSite } from "../../contract/index.js";
import { compareVersions } from "../../docker/engine-versions.js";

/** Docker Engine 23.0 release notes (read 2026-11): the first whose daemon.json takes `proxies`; an older one does not start with it. */
const FIRST_WITH_PROXIES = "23.0";

/** The engine's settings, as an operator finds them: a file of its host, or a page of its program. */
export function daemonSettings({ installation }: EngineSite): string {
  switch (installation) {
    case "desktop":
      return "Docker Desktop's settings (Settings > Docker Engine)";
    case "colima":
      return "Colima's settings (colima start --edit, section docker)";
    case "snap":
      return "/var/snap/docker/current/config/daemon.json";
    case "rootless":
      return "~/.config/docker/daemon.json";
    case "podman":
      return "/etc/containers/containers.conf";
    case "rootless-podman":
      return "~/.config/containers/containers.conf";
    default:
      return "/etc/docker/daemon.json";
  }
}

/** How a registry over plain HTTP is accepted: a change of the engine's settings. */
export function acceptingPlainHttp(site: EngineSite, registry: string): string {
  switch (site.installation) {
    case "podman":
      return `set insecure = true for location = "${registry}" in /etc/containers/registries.conf`;
    case "rootless-podman":
      return `set insecure = true for location = "${registry}" in ~/.config/containers/registries.conf`;
    default:
      return `add "${registry}" to insecure-registries in ${daemonSettings(site)}`;
  }
}

/** The folder of an authority or a client certificate for one registry; `registry` as in image references. */
export function certificatesFolder({ installation }: EngineSite, registry: string): string {
  switch (installation) {
    case "desktop":
      return `~/.docker/certs.d/${registry}`;
    case "snap":
      return `/var/snap/docker/current/etc/docker/certs.d/${registry}`;
    case "rootless":
      return `~/.config/docker/certs.d/${registry}`;
    case "podman":
      return `/etc/containers/certs.d/${registry}`;
    case "rootless-podman":
      return `~/.config/containers/certs.d/${registry}`;
    default:
      return `/etc/docker/certs.d/${registry}`;
  }
}

/** Where certificates are put: on the engine's host, or inside of its machine. */
export function certificatesHost({ installation }: EngineSite): string {
  if (installation === "colima") return "inside Colima's machine (colima ssh)";
  return installation === "desktop" ? "on this machine" : "on the engine's host";
}

/** Whether the engine's daemon.json may hold `proxies`. */
function takesProxies({ version, installation }: EngineSite): boolean {
  if (installation === "podman" || installation === "rootless-podman" || version === undefined) return false;
  return (compareVersions(version, FIRST_WITH_PROXIES) ?? -1) >= 0;
}

/** The file with the environment that the engine is started with; `undefined` where there is none to name. */
export function environmentFile({ installation, manager }: EngineSite): string | undefined {
  const dropIn = (unit: string): string => `${unit}.service.d/http-proxy.conf`;
  if (installation === "packages" && manager === "init.d") return "/etc/default/docker";
  if (installation === "packages" && manager === "openrc") return "/etc/conf.d/docker";
  if (manager !== "systemd") return undefined;
  switch (installation) {
    case "packages":
      return `/etc/systemd/system/${dropIn("docker")}`;
    case "snap":
      return `/etc/systemd/system/${dropIn("snap.docker.dockerd")}`;
    case "podman":
      return `/etc/systemd/system/${dropIn("podman")}`;
    case "rootless":
      return `~/.config/systemd/user/${dropIn("docker")}`;
    case "rootless-podman":
      return `~/.config/systemd/user/${dropIn("podman")}`;
    default:
      return undefined;
  }
}

/** Where the engine has its proxy from, or is given one. */
export function proxyPlace(site: EngineSite): string {
  if (site.installation === "desktop") return "Docker Desktop's settings (Settings > Resources > Proxies)";
  const file = environmentFile(site);
  const settings = takesProxies(site) ? [`proxies in ${daemonSettings(site)}`] : [];
  const environment =
    file === undefined
      ? "HTTP_PROXY and HTTPS_PROXY where the engine is started"
      : `HTTP_PROXY and HTTPS_PROXY in ${file.endsWith(".conf") ? "a systemd drop-in such as " : ""}${file}`;
  return [environment, ...settings].join(", or ");
}
