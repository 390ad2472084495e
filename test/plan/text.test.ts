import { describe, expect, it } from "vitest";
import { issuesOf, load, loadText } from "./world.js";

const understood = (text: string): unknown => {
  const { plan } = loadText(text);
  return [plan.mounts.map(({ source, target }) => `${source}:${target}`), plan.images[0]?.reference];
};

describe("forms of one command", () => {
  const expected = [["/tmp:/tmp"], "img"];
  it.each([
    ["one line", "docker run -v /tmp:/tmp img"],
    ["CRLF and continuation", "docker run \\\r\n  -v /tmp:/tmp \\\r\n  img\r\n"],
    ["old Mac line ends", "docker run \\\r -v /tmp:/tmp img"],
    ["byte order mark", "\ufeffdocker run -v /tmp:/tmp img"],
    ["PowerShell", "docker run `\r\n  -v /tmp:/tmp `\r\n  img"],
    ["cmd", "docker run ^\r\n  -v /tmp:/tmp ^\r\n  img"],
    ["single and double quotes", `docker run -v '/tmp':"/tmp" "img"`],
    ["ANSI quotes", "docker run -v $'/\\x74mp:/tmp' img"],
    ["escapes", "docker run -v /\\tmp:/tmp img"],
    ["prompt", "$ docker run -v /tmp:/tmp img"],
    ["root's prompt", "# docker run \\\n -v /tmp:/tmp img"],
    ["user@host prompt", "op@build-1:~$ docker run -v /tmp:/tmp img"],
    ["bracketed prompt", "[op@build-1 ~]$ docker run -v /tmp:/tmp img"],
    ["PowerShell prompt", "PS C:\\Users\\op> docker run -v /tmp:/tmp img"],
    ["second prompt", "$ docker run \\\n> -v /tmp:/tmp \\\n> img"],
    ["sudo", "sudo -E -u root docker run -v /tmp:/tmp img"],
    ["environment in front", "DOCKER_BUILDKIT=1 sudo A=b /usr/bin/docker container run -v /tmp:/tmp img"],
    ["env", "env -u X A=b docker run -v /tmp:/tmp img"],
    ["exec", "exec docker run -v /tmp:/tmp img"],
    ["podman", "podman run -v /tmp:/tmp img"],
    [
      "script around",
      "#!/bin/bash\nset -euo pipefail\n# it's a comment\necho \"don't\"\ndocker pull img\ndocker run -v /tmp:/tmp img\necho done",
    ],
    ["commented-out command", "# docker run old\ndocker run -v /tmp:/tmp img"],
    ["substitution", "ID=$(docker run -v /tmp:/tmp img)\necho $ID"],
    ["condition", "if ! docker run -v /tmp:/tmp img; then exit 1; fi"],
    ["and", "docker rm -f x || true; cd / && docker run -v /tmp:/tmp img && echo ok"],
    ["redirection", "docker run -v /tmp:/tmp img > /tmp/log 2>&1 &"],
    ["pipe", "docker run -v /tmp:/tmp img | tee log"],
    ["heredoc before", "cat <<'EOF'\nit's docker run in here\nEOF\ndocker run -v /tmp:/tmp img"],
    ["variables", 'D=/tmp\nexport E=$D\ndocker run -v $D:"${E}" img'],
    ["several words in a variable", 'OPTS="-it -v /tmp:/tmp"\ndocker run $OPTS img'],
  ])("%s", (_name, text) => {
    expect(understood(text)).toEqual(expected);
    expect(issuesOf(loadText(text))).toEqual([]);
  });

  it.each([
    ["blank after the backslash", "docker run \\ \n -v /tmp:/tmp img"],
    ["line numbers", "1 2 3 docker run -v /tmp:/tmp img"],
    ["flattened", "docker run \\ -v /tmp:/tmp \\ img"],
    ["flattened without a blank", "docker run -v /tmp:/tmp\\ --rm \\ img"],
    ["flattened PowerShell", "docker run ` -v /tmp:/tmp ` --rm img"],
    ["flattened cmd", "docker run ^ -v /tmp:/tmp img"],
    ["non-breaking spaces", "docker\u00a0run -v\u00a0/tmp:/tmp img"],
    ["smart quotes", "docker run -v “/tmp:/tmp” ‘img’"],
    ["en dash", "docker run –v /tmp:/tmp img"],
    ["em dash", "docker run —volume /tmp:/tmp img"],
    ["en dash for two", "docker run –volume=/tmp:/tmp img"],
  ])("%s is put back together and said", (_name, text) => {
    expect(understood(text)).toEqual(expected);
    expect(new Set(loadText(text).plan.issues.map(({ kind }) => kind))).toEqual(new Set(["command-flattened"]));
  });

  it("invisible characters vanish", () => {
    expect(understood("dock\u200ber run -v /t\u2060mp:/tmp img")).toEqual(expected);
  });
});

describe("expansion", () => {
  it.each([
    ["-v ~/.docker:/root/.docker", "/home/op/.docker", undefined],
    ["-v $HOME/.docker:/root/.docker", "/home/op/.docker", undefined],
    ['-v "${HOME}/.docker:/root/.docker"', "/home/op/.docker", undefined],
    ["-v $(pwd)/.docker:/root/.docker", "$(pwd)/.docker", ["$(pwd)"]],
    ["-v `pwd`/.docker:/root/.docker", "`pwd`/.docker", ["`pwd`"]],
    ["-v $PWD/.docker:/root/.docker", "$PWD/.docker", ["$PWD"]],
    ['-v "$DIR/.docker:/root/.docker"', "$DIR/.docker", ["$DIR"]],
    ["-v $env:USERPROFILE/.docker:/root/.docker", "$env:USERPROFILE/.docker", ["$env:USERPROFILE"]],
    ["-v ${X:-/y}/.docker:/root/.docker", "${X:-/y}/.docker", ["${X:-/y}"]],
  ])("%s", (options, source, unexpanded) => {
    const { plan } = loadText(`docker run ${options} img`);
    expect(plan.mounts[0]).toMatchObject({ source, target: "/root/.docker" });
    expect(plan.mounts[0]?.unexpanded).toEqual(unexpanded);
    expect(plan.issues.map(({ kind, text }) => [kind, text])).toEqual(
      (unexpanded ?? []).map((one) => ["unexpanded", one]),
    );
    expect(plan.runnerConfig === null).toBe(unexpanded !== undefined);
  });

  it("~ ends at an operator", () => {
    expect(loadText("docker run -e WORKING_DIRECTORY=/x -w ~;true\ndocker ps").plan.issues).toHaveLength(1);
    expect(loadText("docker run --name ~| cat").plan.containerName?.value).toBe("/home/op");
  });

  it("a quoted ~ is one that docker does not know", () => {
    expect(issuesOf(loadText('docker run -v "~/x:/y" img'))).toEqual(["mount-invalid -v ~/x:/y"]);
  });

  it.each([
    "if true; then D=/a; else D=/b; fi\ndocker run -v $D:/x img",
    "D=$(cat x)\ndocker run -v $D:/x img",
    "D=/a\nread D\ndocker run -v $D:/x img",
    "[ -d /a ] && D=/a\ndocker run -v $D:/x img",
    "docker run -v $D:/x img\nD=/a",
  ])("a variable that is not certain stays: %j", (text) => {
    expect(loadText(text).plan.mounts[0]?.source).toBe("$D");
  });

  it("options in an unknown variable are named, and are not taken for the image", () => {
    const loaded = loadText("docker run $OPTS img");
    expect(issuesOf(loaded)).toEqual(["unexpanded $OPTS"]);
    expect(loaded.plan.images[0]?.reference).toBe("img");
    expect(loadText('docker run "$IMAGE"').plan.images[0]?.reference).toBe("$IMAGE");
  });

  it("expansions in shown variables are named, of secret ones only a plain name", () => {
    const text = 'docker run -e WORKING_DIRECTORY="$D/x" -e OAUTH_CLIENT_SECRET=$S -e OAUTH_CLIENT_ID="abc$b" img';
    const loaded = loadText(text);
    expect(issuesOf(loaded)).toEqual(["unexpanded $D", "unexpanded $S"]);
    expect(loaded.plan.env.map(({ traits }) => traits.unexpanded)).toEqual([["$D"], ["$S"], ["$…"]]);
    expect(loaded.secrets.values.map((one) => one.open())).toEqual(["abc$b"]);
  });

  it("exported variables of the script reach -e NAME", () => {
    const { plan } = loadText("export WORKING_DIRECTORY=/w\nTZ=UTC\ndocker run -e WORKING_DIRECTORY -e TZ img");
    expect(plan.env.map(({ value, absent }) => [value, absent])).toEqual([
      ["/w", undefined],
      [undefined, true],
    ]);
  });

  it("placeholders are no redirections", () => {
    const { plan } = loadText("docker run -e ACCOUNT_UUID=<my account id> -v <dir>/x:/y img >log <in");
    expect(plan.env[0]?.traits.placeholder).toBe("<my account id>");
    expect(plan.mounts[0]).toMatchObject({ source: "<dir>/x", placeholder: "<dir>" });
    expect(plan.images[0]?.reference).toBe("img");
  });
});

describe("what cannot be read", () => {
  it.each([
    ["", /runner\.sh/],
    [" \n\u200b", /empty/],
    ["echo hi", /no docker run/],
    ["docker compose up", /--compose/],
    ["docker run -e 'A=b img\n", /runner\.sh:1:15/],
    ['docker run \\\n -e "A=b img', /runner\.sh:2:5/],
    ["docker run -v $(pwd:/x img", /runner\.sh:1:15/],
    ["docker run a\ndocker run b", /2 docker run/],
    ["docker\0run", /not a text/],
  ])("%j", (text, message) => {
    expect(() => loadText(text)).toThrow(expect.objectContaining({ name: "UsageError" }));
    expect(() => loadText(text)).toThrow(message);
    expect(() => loadText(text)).not.toThrow(/\n/);
  });

  it("stdin has its own name", () => {
    expect(() => load({ commandFile: { name: "-", text: "" } })).toThrow(/^stdin/);
  });

  it("a lost continuation mark is docker's missing image", () => {
    expect(issuesOf(loadText("docker run -it\n  -v /tmp:/tmp \\\n  img"))).toEqual(["option-invalid docker run"]);
  });

  it("a long text is read in linear time", () => {
    const text = `docker run ${'-e A="b c" \\\n'.repeat(40_000)} img`;
    expect(loadText(text).plan.env).toHaveLength(1);
  });
});
