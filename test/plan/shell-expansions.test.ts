import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { commandIssues, load, loadText } from "./world.js";

const ENV = { SET: "v 1", EMPTY: "", HOME: "/home/op", TOKEN: "hunter2hunter2", NAME: "RUNNER_UUID" };

/** The words that docker gets of a text, by a shell that has only these variables. */
function byShell(text: string): readonly string[] {
  const stub = `docker() { printf '%s\\0' "$@"; }\n`;
  const { stdout } = spawnSync("bash", ["--norc", "--noprofile", "-c", stub + text], {
    env: { ...ENV, PATH: "/usr/bin:/bin" },
    encoding: "utf8",
  });
  return stdout.split("\0").slice(0, -1);
}

describe("what is said of an expansion is what a shell makes of it", () => {
  const forms = [
    "$SET",
    "${SET}",
    "x${SET}y",
    "${SET:-other}",
    "${SET-other}",
    "${SET:?message}",
    "${SET?message}",
    "${EMPTY:-other}",
    "${EMPTY-other}",
    "${EMPTY:?message}",
    "$EMPTY",
    "${SET:+other}",
    "${SET%1}",
    "${#SET}",
    "${SET/v/w}",
    "$UNSET",
    "${UNSET:-other}",
    "$(echo a)",
    "`echo a`",
    "$HOME/x",
    "~/x",
  ];
  const texts = forms.flatMap((form) => [
    `docker run --hostname "${form}" img`,
    `docker run --hostname=${form} img`,
    `docker run --hostname '${form}' img`,
    `SET=own; docker run --hostname "${form}" img`,
    `SET=own docker run --hostname "${form}" img`,
    `unset SET; docker run --hostname "${form}" img`,
  ]);
  it.each(texts)("%s", (text) => {
    const loaded = loadText(text.replace("--hostname", "--name"), { env: ENV });
    const isOpen = commandIssues(loaded).some(({ kind }) => kind === "unexpanded");
    // a value that is given is the shell's
    const given = `--hostname ${loaded.plan.containerName?.value ?? ""}`.trimEnd();
    const words = byShell(text).join(" ").replace("--hostname=", "--hostname ");
    expect(isOpen || words.includes(given)).toBe(true);
  });
});

const gives = (text: string, env: Readonly<Record<string, string>> = ENV) =>
  commandIssues(loadText(text, { env })).map(({ text: written, mayGive }) => [written, mayGive]);

describe("what may be given by what only a shell knows", () => {
  it.each<[string, readonly unknown[]]>([
    ["docker run $OPTIONS img", [["$OPTIONS", "options"]]],
    ['docker run "$@" img', [["$@", "options"]]],
    ['docker run "${OPTIONS[@]}" img', [["${OPTIONS[@]}", "options"]]],
    ["docker run --env-file $FILE img", [["$FILE", "variables"]]],
    ["docker run --env-file <(cat file) img", [["<(cat file)", "variables"]]],
    ["docker run -e $X img", [["$X", "variables"]]],
    ["docker run -e ${PREFIX}_UUID=a img", [["${PREFIX}", "variables"]]],
    ["docker run -e RUNNER_UUID=$X img", [["$X", undefined]]],
    ["docker run -e $NAME=$X img", [["$X", undefined]]],
    ["docker run -v $X:$X -e WORKING_DIRECTORY=$X img", [["$X", undefined]]],
    ["docker run --name $X $X img", [["$X", "options"]]],
    ["docker run $IMAGE", [["$IMAGE", undefined]]],
    ["docker -H $X run img", [["$X", undefined]]],
    ["DOCKER_HOST=$X docker run img", [["$X", undefined]]],
    ["docker run -e OTHER=$X --label a=$X img", []],
    ['docker run img "$@"', []],
  ])("%s", (text, expected) => {
    expect(gives(text)).toEqual(expected);
  });

  it("a variable whose name only a shell knows is none that is missing its value", () => {
    expect(loadText("docker run -e $X -e A=b img").plan.env.map(({ name }) => name)).toEqual(["A"]);
  });
});

describe("the environment of this process", () => {
  it("gives a text the variables that it does not set", () => {
    const { plan } = loadText("docker run -v $DIR:/x -e WORKING_DIRECTORY=$W $IMAGE", {
      env: { DIR: "/srv", W: "/work", IMAGE: "r.example/bitbucket-pipelines-runner:1" },
    });
    expect(plan.issues).toEqual([]);
    expect(plan.mounts[0]).toMatchObject({ source: "/srv", target: "/x" });
    expect(plan.env[0]).toMatchObject({ value: "/work" });
    expect(plan.images[0]).toMatchObject({ reference: "r.example/bitbucket-pipelines-runner:1" });
  });

  it.each([
    "read X\ndocker run --name $X img",
    "X=$(date)\ndocker run --name $X img",
    "unset X\ndocker run --name $X img",
    ". ./runner.env\ndocker run --name $X img",
    "for X in a b; do\ndocker run --name $X img\ndone",
  ])("gives none of those that it does: %j", (text) => {
    expect(gives(text, { X: "outer" })).toEqual([["$X", undefined]]);
  });

  it("is not that of a shell where sudo made it", () => {
    const env = { SUDO_USER: "op", USER: "root", X: "x" };
    expect(gives("docker run --name $USER --hostname $X img", env)).toEqual([["$USER", undefined]]);
  });

  it("gives words that a shell has split already nothing", () => {
    const { plan } = load({ words: ["docker", "run", "$SET"] }, { env: ENV });
    expect(plan.images[0]?.reference).toBe("$SET");
  });

  it("gives secrets that come out nowhere", () => {
    const loaded = loadText("docker run -e OAUTH_CLIENT_SECRET=$TOKEN --name x-$TOKEN img", { env: ENV });
    expect(JSON.stringify(loaded.plan)).not.toContain("hunter2");
    expect(loaded.secrets.values.map((one) => one.open())).toContain(ENV.TOKEN);
  });
});
