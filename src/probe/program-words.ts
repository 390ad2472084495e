import { realpathSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import type { ProcessFact } from "../contract/index.js";

const NAME = "runner-preflight";

/** How a process was started. */
export interface Started {
  readonly argv: readonly string[];
  readonly execPath: string;
  readonly path: string | undefined;
}

/** What a name means in a shell with this search path; folders that are there for one run of npm or npx do not count. */
function foundAs(name: string, path = ""): string | undefined {
  for (const folder of path.split(":")) {
    if (!isAbsolute(folder) || folder.includes("/node_modules/")) continue;
    try {
      return realpathSync(join(folder, name));
    } catch {
      // it is not in this folder
    }
  }
  return undefined;
}

/** The words that start this program again; none where it runs inside another program. */
export function programWords({ argv, execPath, path }: Started): Pick<ProcessFact, "program" | "programAsRoot"> {
  const [, script = ""] = argv;
  const name = basename(script);
  if (!isAbsolute(script) || (name !== NAME && name !== `${NAME}.js`)) return {};
  const isSame = (found: string | undefined, file: string): boolean => {
    try {
      return found !== undefined && found === realpathSync(file);
    } catch {
      return false;
    }
  };
  const programAsRoot = [execPath, script];
  if (name === NAME && isSame(foundAs(NAME, path), script)) return { program: [NAME], programAsRoot };
  const node = isSame(foundAs("node", path), execPath) ? "node" : execPath;
  return { program: [node, script], programAsRoot };
}
