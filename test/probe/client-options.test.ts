import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import type { ClientOptionsQuestion } from "../../src/contract/index.js";
import { readClientOptions } from "../../src/probe/client-options.js";
import { newFolder } from "./engine/fake-engine.js";

const HELP = `Usage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]

Options:
      --add-host list                  Add a custom host-to-IP mapping
                                       (host:ip), see --dns
  -a, --attach list                    Attach to STDIN
      --no-healthcheck                 Disable any
`;

/** A folder with a program of this name that a shell runs. */
function clientOf(script: string, name = "docker"): string {
  const folder = join(newFolder(), "bin");
  mkdirSync(folder);
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

const printing = (text: string): string => `cat <<'END'\n${text}\nEND`;

function ask(folder: string, env: NodeJS.ProcessEnv = {}, client: ClientOptionsQuestion["client"] = "docker") {
  const path = [folder, "/usr/bin", "/bin"].join(delimiter);
  return readClientOptions({ client, subcommand: "run" }, { PATH: path, ...env }, new AbortController().signal);
}

describe("what a client lists", () => {
  it("is read of its help, and nothing else of that text", async () => {
    expect(await ask(clientOf(printing(HELP)))).toEqual({
      outcome: "listed",
      options: ["--add-host", "-a", "--attach", "--no-healthcheck"],
    });
  });

  it("comes without an engine, the user's config and variables", async () => {
    const script = `[ "$1 $2 $#" = "run --help 2" ] || exit 1
      for name in $(env | cut -d= -f1); do echo "  --$name"; done; echo "  --$(echo "$DOCKER_HOST" | tr -cd a-z)"; pwd`;
    const env = { DOCKER_HOST: "tcp://engine.example", DOCKER_API_VERSION: "1.24", SECRET: "x", HOME: "/home/me" };
    const fact = await ask(clientOf(script), env);
    expect(fact).toMatchObject({ outcome: "listed" });
    const options = "options" in fact ? fact.options : [];
    expect(options.filter((name) => !["--PWD", "--OLDPWD", "--SHLVL", "--_"].includes(name)).toSorted()).toEqual(
      [
        "--CONTAINER_HOST",
        "--DOCKER_CONFIG",
        "--DOCKER_HOST",
        "--HOME",
        "--PATH",
        "--unixdevnulldockersock",
      ].toSorted(),
    );
  });

  it("is asked of the client that the command names", async () => {
    const folder = clientOf(printing("  --tz string"), "podman");
    expect(await ask(folder, {}, "podman")).toEqual({ outcome: "listed", options: ["--tz"] });
    expect(await ask(folder, { PATH: folder }, "nerdctl")).toEqual({ outcome: "no-client" });
  });

  it.each<[string, string, object]>([
    ["fails", `${printing(HELP)}\nexit 1`, { outcome: "no-answer", why: "failed" }],
    ["lists nothing", "echo 'no such command: run'", { outcome: "no-answer", why: "unreadable" }],
    ["never stops printing", "while :; do echo '  --x'; done", { outcome: "no-answer", why: "failed" }],
  ])("is nothing where it %s", async (_, script, expected) => {
    expect(await ask(clientOf(script))).toEqual(expected);
  });

  it("ends at the limit, with what the client has started", async () => {
    const mark = join(newFolder(), "mark");
    const folder = clientOf(`(sleep 4; touch ${mark}) & sleep 60`);
    expect(await ask(folder)).toEqual({ outcome: "no-answer", why: "time-limit" });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(existsSync(mark)).toBe(false);
  });

  it("is not asked of a program in the folder that somebody is in", async () => {
    const folder = clientOf(printing(HELP));
    expect(await ask("", { PATH: relative("/", folder) })).toEqual({ outcome: "no-client" });
    expect(await ask("", { PATH: "" })).toEqual({ outcome: "no-client" });
  });

  it("is given up with the question", async () => {
    const asker = new AbortController();
    const asked = readClientOptions({ client: "docker" }, { PATH: `${clientOf("sleep 60")}:/bin` }, asker.signal);
    asker.abort();
    expect(await asked).toEqual({ outcome: "no-answer", why: "failed" });
  });
});
