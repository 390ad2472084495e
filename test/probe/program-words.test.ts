import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { programWords } from "../../src/probe/program-words.js";
import { newFolder } from "./engine/fake-engine.js";

const NAME = "runner-preflight";

/** A machine's folder with the program installed as npm does: a link in `bin`, the file in `lib`. */
let root = "";
const at = (path: string): string => join(root, path);
const folders = (...paths: readonly string[]): string => paths.map(at).join(":");

function put(path: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), "");
}

function link(path: string, to: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  symlinkSync(at(to), at(path));
}

const FILE = `lib/node_modules/${NAME}/bin/${NAME}.js`;

beforeEach(() => {
  root = realpathSync(newFolder());
  put(FILE);
  put("node/bin/node");
  link(`bin/${NAME}`, FILE);
  link("bin/node", "node/bin/node");
});

const words = (script: string, path?: string, node = "node/bin/node") =>
  programWords({ argv: [at(node), at(script)], execPath: at(node), path });

describe("the words that start the program again", () => {
  it("are its name where a shell finds it", () => {
    expect(words(`bin/${NAME}`, folders("empty", "bin"))).toEqual({
      program: [NAME],
      programAsRoot: [at("node/bin/node"), at(`bin/${NAME}`)],
    });
  });

  it.each<[string, () => string | undefined]>([
    ["the name means nothing there", () => folders("node/bin")],
    [
      "the name means another file",
      () => {
        put(`other/${NAME}`);
        return folders("other", "bin");
      },
    ],
    [
      "the name means it in a folder of one run only",
      () => {
        link(`project/node_modules/.bin/${NAME}`, FILE);
        link("project/node_modules/.bin/node", "node/bin/node");
        return folders("project/node_modules/.bin", "node/bin");
      },
    ],
  ])("are node and its file where %s", (_name, pathOf) => {
    expect(words(`bin/${NAME}`, pathOf()).program).toEqual(["node", at(`bin/${NAME}`)]);
  });

  it("are node and its file where it was started by that", () => {
    expect(words(FILE, folders("bin")).program).toEqual(["node", at(FILE)]);
  });

  it.each<[string, () => string | undefined]>([
    ["there is no search path", () => undefined],
    ["no folder of it has one", () => folders("empty")],
    ["only a relative folder of it has one", () => relative(process.cwd(), at("node/bin"))],
    [
      "it has another one first",
      () => {
        put("older/node");
        return folders("older", "node/bin");
      },
    ],
  ])("name this node by its place where %s", (_name, pathOf) => {
    expect(words(FILE, pathOf()).program).toEqual([at("node/bin/node"), at(FILE)]);
  });

  it("are its file where that is gone since", () => {
    expect(words(`gone/${NAME}`, folders("bin")).program).toEqual(["node", at(`gone/${NAME}`)]);
  });

  it("are the same for root wherever its search path leads", () => {
    expect(words(FILE).programAsRoot).toEqual([at("node/bin/node"), at(FILE)]);
  });

  it.each([
    ["inside another program", "/opt/tool/index.js"],
    ["where the start is not known by its place", NAME],
    ["where nothing was started", undefined],
  ])("are none %s", (_name, script) => {
    const argv = ["/usr/bin/node", ...(script === undefined ? [] : [script])];
    expect(programWords({ argv, execPath: "/usr/bin/node", path: "/usr/bin" })).toEqual({});
  });
});
