import type { ProxySettings, RemedyCommand, RunnerPlan, EngineSite } from "../../contract/index.js";
import { isExempt } from "../network/no-proxy.js";
import { shellLine, shellWord } from "../../docker/shell.js";
import { safe, sudo, type Words } from "../findings.js";
import { type Follows, thenRestart } from "./engine-service.js";
import { environmentFile, proxyPlace } from "./engine-settings.js";

/** The proxy of the start command, for the engine, which has none. */
export function givingProxy(
  site: EngineSite,
  { https, http, no }: ProxySettings,
): Pick<Words, "summary" | "afterwards" | "commands"> {
  const proxy = https?.value ?? "";
  const then = afterProxy(site);
  const place = proxyPlace(site);
  const file = site.isElsewhere ? undefined : environmentFile(site);
  const where = site.isElsewhere ? `, on the engine's host: ${place}` : file === undefined ? `: ${place}` : "";
  const summary = `Give the engine the same proxy${where}.`;
  if (file === undefined) return { summary, ...then };
  // Go's programs reach localhost without a proxy in any case
  const exceptions = no === undefined ? [] : [`NO_PROXY=${no.value}`];
  const plain = http === undefined || http.value.includes("***") ? [] : [`HTTP_PROXY=${http.value}`];
  const fix = proxy.includes("***")
    ? askingFor(file, exceptions)
    : writing(file, [`HTTPS_PROXY=${proxy}`, ...plain, ...exceptions]);
  return { summary, afterwards: then.afterwards, commands: [...fix, ...then.commands] };
}

/** What follows a change of the engine's proxy. */
export function afterProxy(site: EngineSite): Follows {
  const follows = thenRestart(site);
  const file = site.isElsewhere ? undefined : environmentFile(site);
  if (file?.endsWith(".conf") !== true) return follows;
  return {
    ...follows,
    commands: follows.commands.map((restart) => ({ ...restart, run: `${reload(file)} && ${restart.run}` })),
  };
}

/** A user's own files need no root. */
function isUsers(file: string): boolean {
  return file.startsWith("~");
}

function asOwner(file: string, line: string): RemedyCommand {
  return isUsers(file) ? safe(line) : sudo(line);
}

/** `~` is not quoted, so that the shell expands it. */
function pathWord(file: string): string {
  return isUsers(file) ? file : shellWord(file);
}

/** systemd reads a drop-in again when told so. */
function reload(file: string): string {
  return isUsers(file) ? "systemctl --user daemon-reload" : "sudo systemctl daemon-reload";
}

/** The section of a unit that holds its environment. */
const SECTION = "[Service]";

/** Lines of a drop-in of systemd, in which a percent sign stands for itself when it is doubled, or of a script. */
function linesOf(file: string, variables: readonly string[]): readonly string[] {
  if (!file.endsWith(".conf")) return variables.map((variable) => `export ${shellWord(variable)}`);
  return [SECTION, ...variables.map((variable) => `Environment="${variable.replaceAll("%", "%%")}"`)];
}

/** Commands that write variables into the file: a drop-in is written whole, a script's file is added to. */
function writing(file: string, variables: readonly string[]): readonly RemedyCommand[] {
  const print = shellLine(["printf", "%s\\n", ...linesOf(file, variables)]);
  const path = pathWord(file);
  if (!file.endsWith(".conf")) return [sudo(`${print} | sudo tee -a ${path}`)];
  const folder = path.slice(0, path.lastIndexOf("/"));
  return isUsers(file)
    ? [safe(`mkdir -p ${folder} && ${print} >${path}`)]
    : [sudo(`sudo mkdir -p ${folder} && ${print} | sudo tee ${path}`)];
}

/** The same for a proxy whose password is not shown: the command asks for the URL, and nobody else may read the file. */
function askingFor(file: string, exceptions: readonly string[]): readonly RemedyCommand[] {
  const path = pathWord(file);
  const isDropIn = file.endsWith(".conf");
  const folder = path.slice(0, path.lastIndexOf("/"));
  const others = linesOf(file, exceptions).filter((line) => line !== SECTION);
  const rest = others.map((line) => `${line.replaceAll("%", "%%")}\\n`).join("");
  const format = isDropIn ? `${SECTION}\\nEnvironment="HTTPS_PROXY=%s"\\n${rest}` : `export HTTPS_PROXY='%s'\\n${rest}`;
  const ask = `stty -echo; printf 'Proxy URL with user and password: '; IFS= read -r proxy; stty echo; echo`;
  const double = isDropIn ? `proxy=$(printf %s "$proxy" | sed 's/%/%%/g'); ` : "";
  const print = `printf ${shellWord(format)} "$proxy"`;
  const store = `umask 077; mkdir -p ${folder}; cat ${isDropIn ? ">" : ">>"}${path}`;
  const keep = isUsers(file) ? `(${store})` : `sudo sh -c ${shellWord(store)}`;
  return [asOwner(file, `(${ask}; ${double}${print} | ${keep})`)];
}

/** The proxy through which the runner reaches a host over HTTPS, by its start command. */
export function proxyOfRunner({ proxies }: RunnerPlan, host: string, port: number): string | undefined {
  const proxy = proxies.https?.value;
  return proxy === undefined || isExempt(proxies.no?.value ?? "", { host, port }) ? undefined : proxy;
}
