import type { RemedyCommand, RunnerPlan } from "../../src/contract/index.js";
import { SOCKET_PATH } from "../../src/requirements.js";
import { restartEngine } from "../../src/judge/engine.js";
import { sudo } from "../../src/judge/findings.js";
import { shellLine } from "../../src/docker/shell.js";

const DAEMON_JSON = "/etc/docker/daemon.json";

/** Docker, "JSON File logging driver" (read 2026-11): its options. The engine does not start with another driver's. */
const LOG_OPTIONS = "max-size|max-file|compress|labels|labels-regex|env|env-regex|tag";

const WITHOUT_LOG_DRIVER = [
  `const fs=require("fs"),[f]=process.argv.slice(1),c=JSON.parse(fs.readFileSync(f,"utf8")),o=c["log-opts"]||{}`,
  `if(!c["log-driver"])throw Error("no log-driver in it: dockerd is started with --log-driver")`,
  `delete c["log-driver"]`,
  `for(const k in o)if(!/^(${LOG_OPTIONS})$/.test(k))delete o[k]`,
  `fs.writeFileSync(f,JSON.stringify(c,null,2)+"\\n")`,
].join(";");

/**
 * The commands that bring the engine back to its default log driver, json-file: they take another one out of daemon.json
 * with the options that belong to it, keep everything else, and restart the engine. None where the planned engine is not
 * known to read that file of this machine: it is remote, or a user's own.
 */
export function dropLogDriver(plan: RunnerPlan): readonly RemedyCommand[] {
  if (plan.dockerHost.value !== `unix://${SOCKET_PATH.value}`) return [];
  // node of the invoking user is not on the path of root
  const script = shellLine(["-e", WITHOUT_LOG_DRIVER, DAEMON_JSON]);
  return [sudo(`sudo "$(command -v node)" ${script}`), restartEngine(plan)];
}
