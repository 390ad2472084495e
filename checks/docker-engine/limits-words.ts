import type { EngineSite } from "../../src/contract/index.js";
import type { RemedyCommand, RunnerPlan } from "../../src/contract/index.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { afterwards, safe, showing, sudo, type Words } from "../../src/judge/findings.js";
import { listText } from "../../src/judge/text.js";

/** Limits that the kernel does not enforce for this engine. */
export interface MissingLimits {
  readonly plan: RunnerPlan;
  readonly site: EngineSite;
  /** What cannot be limited: `memory`, `swap`, `CPU quota`. */
  readonly limits: readonly string[];
  readonly isRootless: boolean;
}

/** Docker, "Rootless mode", limiting resources (read 2026-11). */
const DELEGATION = "/etc/systemd/system/user@.service.d/delegate.conf";

/** What turns the controllers on: delegation for an engine of a user, else the kernel's command line. */
export function limitsWords({ plan, site, limits, isRootless }: MissingLimits): Words {
  const message = `The engine cannot limit the ${listText(limits)} of step containers.`;
  const warnings = showing(dockerCommand(plan, ["info", "--format", "{{.Warnings}}"]));
  if (!isRootless)
    return {
      message,
      summary:
        "Add cgroup_enable=memory swapaccount=1 to the kernel's command line. Or use a kernel with these controllers.",
      afterwards: "Reboot the engine's host.",
      commands: [showing(safe("cat /proc/cmdline")), warnings],
    };
  const isHere = site.manager === "systemd" && !site.isElsewhere;
  return {
    message,
    summary: `Delegate the cpu, cpuset, io and memory controllers to the engine's user${isHere ? "" : " (Delegate= for user@.service, on the engine's host)"}.`,
    afterwards: "Log out and in again as the engine's user, so that its services start again.",
    commands: [...(isHere ? delegating() : []), warnings],
  };
}

function delegating(): readonly RemedyCommand[] {
  const folder = DELEGATION.slice(0, DELEGATION.lastIndexOf("/"));
  const lines = "'[Service]' 'Delegate=cpu cpuset io memory pids'";
  return [
    sudo(`sudo mkdir -p ${folder} && printf '%s\\n' ${lines} | sudo tee ${DELEGATION}`),
    afterwards(sudo("sudo systemctl daemon-reload")),
  ];
}
