import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readClientVersion } from "../../src/probe/client-version.js";
import { newFolder } from "./engine/fake-engine.js";

function ask(script: string) {
  const folder = newFolder();
  writeFileSync(join(folder, "docker"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "docker"), 0o755);
  return readClientVersion({}, { PATH: `${folder}:/bin`, SECRET: "x" }, new AbortController().signal);
}

describe("the docker client's version", () => {
  it.each([
    ["Docker version 20.10.24+dfsg1, build 297e128", "20.10.24+dfsg1"],
    ["Docker version 28.5.2, build ecc6942", "28.5.2"],
    ["podman version 4.9.3", "4.9.3"],
  ])("is read of %s", async (line, version) => {
    expect(await ask(`[ "$1 $# $SECRET" = "--version 1 " ] && echo '${line}'`)).toEqual({ version });
  });

  it.each([
    ["says something else", "echo 'docker is for sale'"],
    ["says nothing", "exit 1"],
    ["does not end", "sleep 60"],
  ])("is not known of one that %s", async (_, script) => {
    expect(await ask(script)).toEqual({});
  });

  it("is not known without a client", async () => {
    expect(await readClientVersion({}, { PATH: "/nonexistent" }, new AbortController().signal)).toEqual({});
  });
});
