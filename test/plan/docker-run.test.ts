import { describe, expect, it } from "vitest";
import { originText } from "../../src/contract/index.js";
import { RUNNER_IMAGE } from "../../src/requirements.js";
import { commandIssues, issuesOf, load, loadWords } from "./world.js";

const run = (options: string | readonly string[]) =>
  loadWords(["docker", "run", ...(typeof options === "string" ? options.split(" ") : options)]);

describe("options, as docker's parser splits them", () => {
  it.each([
    ["-itv /a:/b img", ["/a:/b"], "img"],
    ["-itd -v/a:/b img", ["/a:/b"], "img"],
    ["-v=/a:/b img", ["/a:/b"], "img"],
    ["--volume=/a:/b img", ["/a:/b"], "img"],
    ["--volume /a:/b -it=false img", ["/a:/b"], "img"],
    ["--label -v img", [], "img"],
    ["--privileged false img", [], "false"],
    ["--rm=false --init --dns-option x img", [], "img"],
    ["--rm=false --init --network n --network-alias x img", [], "img"],
    ["- img", [], "-"],
  ])("%s", (options, mounts, image) => {
    const loaded = run(options);
    expect(issuesOf(loaded)).toEqual([]);
    expect(loaded.plan.mounts.map(({ source, target }) => `${source}:${target}`)).toEqual(mounts);
    expect(loaded.plan.images[0]?.reference).toBe(image);
  });

  it.each(["-- img -v /a:/b", "img -v /a:/b"])("end before the image: %s", (options) => {
    const loaded = run(options);
    expect(issuesOf(loaded)).toEqual(["option-after-image -v /a:/b"]);
    expect(loaded.plan.mounts).toEqual([]);
    expect(loaded.plan.images[0]?.reference).toBe("img");
  });

  it.each([
    ["-v", "option-invalid -v"],
    ["--memory", "option-invalid --memory"],
    ["-it", "option-invalid docker run"],
    ["--", "option-invalid docker run"],
    ["--memory abc img", "option-invalid --memory abc"],
    ["--memory -1 img", "option-invalid --memory -1"],
    ["-m 0.5.5g img", "option-invalid -m 0.5.5g"],
    ["--memory-swap -2 img", "option-invalid --memory-swap -2"],
    ["--cpus x img", "option-invalid --cpus x"],
    ["-c x img", "option-invalid -c x"],
    ["--blkio-weight 70000 img", "option-invalid --blkio-weight 70000"],
    ["--pids-limit 1e3 img", "option-invalid --pids-limit 1e3"],
    ["--memory-swappiness 101 img", "option-invalid --memory-swappiness 101"],
    ["--health-interval 5 img", "option-invalid --health-interval 5"],
    ["--stop-timeout 5s img", "option-invalid --stop-timeout 5s"],
    ["--restart on-failure:x img", "option-invalid --restart on-failure:x"],
    ["--rm --restart always img", "option-invalid --rm --restart"],
    ["--ipc foo img", "option-invalid --ipc foo"],
    ["--name right --name -x img", "option-invalid --name -x"],
    ["--security-opt foo=bar img", "option-invalid --security-opt"],
    ["--security-opt seccomp=/none.json img", "option-invalid --security-opt seccomp=/none.json"],
    ["--gpus foo img", "option-invalid --gpus foo"],
    ["--gpus nofile=1 img", "option-invalid --gpus nofile=1"],
    ["-p x=y img", "option-invalid -p x=y"],
    ["--pull sometimes img", "option-invalid --pull sometimes"],
    ["--network name=a,foo=b img", "option-invalid --network name=a,foo=b"],
    ["--network host --network x img", "option-invalid --network"],
    ["--add-host foo img", "option-invalid --add-host foo"],
    ["--add-host foo:bar img", "option-invalid --add-host foo:bar"],
    ["-e =x img", "option-invalid -e"],
    ["-e= img", "option-invalid -e"],
    ["-l =x img", "option-invalid -l"],
    ["-p abc img", "option-invalid -p abc"],
    ["-p 99999:80 img", "option-invalid -p 99999:80"],
    ["-p 80/foo img", "option-invalid -p 80/foo"],
    ["--expose foo img", "option-invalid --expose foo"],
    ["--ulimit nofile=3:2 img", "option-invalid --ulimit nofile=3:2"],
    ["--storage-opt x img", "option-invalid --storage-opt"],
    ["--security-opt foo img", "option-invalid --security-opt"],
    ["-a foo img", "option-invalid -a foo"],
    ["--mac-address zz img", "option-invalid --mac-address zz"],
    ["--dns zz img", "option-invalid --dns zz"],
    ["--userns foo img", "option-invalid --userns foo"],
    ["--uts foo img", "option-invalid --uts foo"],
    ["--pid foo img", "option-invalid --pid foo"],
    ["--cgroupns foo img", "option-invalid --cgroupns foo"],
    ["--platform foo img", "option-invalid --platform foo"],
    ["--rm=foo img", "option-invalid --rm foo"],
    ["-it=no img", "option-invalid -t no"],
    ["---v img", "option-invalid ---v"],
    ["-d -a stdin img", "option-invalid --detach --attach"],
    ["--memory 6mi img", "option-invalid --memory 6mi"],
    ["--memory 5m img", "option-invalid --memory 5m"],
    ["--memory-swap 1g img", "option-invalid --memory-swap 1g"],
    ["--memory 512m --memory-swap 256m img", "option-invalid --memory-swap 256m"],
    ["--memory 512m --memory-reservation 1g img", "option-invalid --memory-reservation 1g"],
    ["--memory-reservation 5m img", "option-invalid --memory-reservation 5m"],
    ["--memory 99999999999999999999 img", "option-invalid --memory 99999999999999999999"],
    ["--restart Always img", "option-invalid --restart Always"],
    ["--restart always:3 img", "option-invalid --restart always:3"],
    ["--restart no:1 img", "option-invalid --restart no:1"],
    ["--restart on-failure:-1 img", "option-invalid --restart on-failure:-1"],
    ["--restart :3 img", "option-invalid --restart :3"],
    ["--name runner-{c1d2e3f4} img", "option-invalid --name runner-{c1d2e3f4}"],
    ["--name a img", "option-invalid --name a"],
    ["--workdir x img", "option-invalid --workdir x"],
    ["--cap-add NOSUCH img", "option-invalid --cap-add NOSUCH"],
    ["--cap-drop CAP_ALL img", "option-invalid --cap-drop CAP_ALL"],
    ["--network-alias x img", "option-invalid --network-alias"],
    ["--network host --ip 10.0.0.1 img", "option-invalid --ip"],
    ["--network ci --ip ::1 img", "option-invalid --ip ::1"],
    ["--network container: img", "option-invalid --network container:"],
    ["--network container:x --hostname y img", "option-invalid --network --hostname"],
    ["--network host --link a img", "option-invalid --link"],
    ["--network name=x,driver-opt=a img", "option-invalid --network name=x,driver-opt=a"],
    ["--network name=x,gw-priority=z img", "option-invalid --network name=x,gw-priority=z"],
    ["--uts host --hostname x img", "option-invalid --uts --hostname"],
    ["--log-driver none --log-opt max-size=1m img", "option-invalid --log-driver --log-opt"],
    ["--cpus 1 --cpu-quota 1000 img", "option-invalid --cpu-quota 1000"],
    ["--cpus 1/3 img", "option-invalid --cpus 1/3"],
    ["--cpu-period 999 img", "option-invalid --cpu-period 999"],
    ["--cpu-quota 999 img", "option-invalid --cpu-quota 999"],
    ["--cpu-shares 9223372036854775808 img", "option-invalid --cpu-shares 9223372036854775808"],
    ["--cpu-count 1 img", "option-invalid --cpu-count"],
    ["--oom-score-adj 1001 img", "option-invalid --oom-score-adj 1001"],
    ["--health-timeout -5s img", "option-invalid --health-timeout -5s"],
    ["--health-interval 1us img", "option-invalid --health-interval 1us"],
    ["--isolation process img", "option-invalid --isolation process"],
    ["--security-opt label= img", "option-invalid --security-opt"],
    ["--security-opt foo=1 img", "option-invalid --security-opt"],
    ["--security-opt no-new-privileges=x img", "option-invalid --security-opt"],
    ["--sysctl vm.swappiness=1 img", "option-invalid --sysctl"],
    ["--device null img", "option-invalid --device null"],
    ["--device /dev/null:/dev/x:abc img", "option-invalid --device /dev/null:/dev/x:abc"],
    ["--device-read-bps /tmp/x:1mb img", "option-invalid --device-read-bps /tmp/x:1mb"],
    ["--device-cgroup-rule x img", "option-invalid --device-cgroup-rule x"],
    ["--dns-search a_b.c img", "option-invalid --dns-search a_b.c"],
    ["--ulimit x=1 img", "option-invalid --ulimit x=1"],
    ["--ulimit nofile=-1:1 img", "option-invalid --ulimit nofile=-1:1"],
    ["-p ::1:80 img", "option-invalid -p ::1:80"],
    ["-p 1-2:3-5 img", "option-invalid -p 1-2:3-5"],
    ["-p target=80,protocol=foo img", "option-invalid -p target=80,protocol=foo"],
    ["-p target=80, img", "option-invalid -p target=80,"],
    ["--gpus driver=x,driver=y img", "option-invalid --gpus driver=x,driver=y"],
    ["--mac-address 02:42-ac:11:00:02 img", "option-invalid --mac-address 02:42-ac:11:00:02"],
  ])("%s is refused by docker", (options, issue) => {
    expect(issuesOf(run(options))).toContain(issue);
  });

  it.each([
    "--memory 1.5g img",
    "--memory 10MiB img",
    "--memory 1e9 --memory-swap 1e9 img",
    "--memory-swap -1 img",
    "--cpu-shares 0x10 img",
    "--cpus 1.5 img",
    "--pids-limit -1 img",
    "--restart always:0 img",
    "--restart on-failure: img",
    "--network name=a,alias=b img",
    "--add-host x:host-gateway img",
    "-l a img",
    "-p 80:80 img",
    "-p 127.0.0.1:80:80/udp img",
    "--expose 80 img",
    "--ulimit nofile=1:2 img",
    "--security-opt no-new-privileges img",
    "-a stdin img",
    "--dns 1.1.1.1 img",
    "--gpus all img",
    "--gpus device=0,capabilities=gpu img",
    "-p target=80,published=8080 img",
    "--ipc shareable img",
    "--name -x --name right img",
    "-w relative -w /right img",
    "--pid foo --pid host img",
    "--ipc container:other img",
    "--network n --ip 10.0.0.9 img",
    "--security-opt label:disable img",
    "--security-opt seccomp=unconfined img",
    "--platform linux/arm64/v8 img",
    "--init=T img",
    "--health-interval 1m30s img",
    "--memory +6m img",
    "--memory 6kib --memory 6m img",
    "--memory-swap -1 --memory 512m img",
    "--ulimit nofile=+1 img",
    "-p 80/ img",
    "-p 80:80/tcp/udp img",
    "-p ::1:80:80 img",
    "-p 1-3:80 img",
    "-p target=80,foo=1 img",
    "--expose 80/x img",
    "--network NAME=x,Alias=y img",
    "--network ci --network-alias x --ip 10.0.0.1 img",
    "--platform sparc64 img",
    "--platform linux(10)/amd64 img",
    "--platform plan9/386 img",
    "--cap-add net_admin --cap-drop ALL img",
    "--sysctl net.core.somaxconn=1 img",
    "--device vendor.com/class=name img",
    "--device /dev/null:rwm img",
    "--name /ab img",
    "--gpus +1 img",
    "--restart on-failure:+3 img",
    "--cpus 1/2 img",
    "--mac-address 02-42-AC-11-00-02 img",
  ])("%s is accepted by docker", (options) => {
    expect(issuesOf(run(options))).toEqual([]);
  });
});

it.each([
  ["amd64", "linux/amd64"],
  ["LINUX/AMD64", "linux/amd64"],
  ["linux/x86_64", "linux/amd64"],
  ["linux/amd64/v1", "linux/amd64"],
  ["aarch64", "linux/arm64"],
  ["linux/arm64/v8", "linux/arm64/v8"],
  ["arm", "linux/arm"],
  ["armhf", "linux/arm"],
  ["armel", "linux/arm/v6"],
  ["linux/arm/7", "linux/arm/v7"],
  ["s390x", "linux/s390x"],
  ["windows", "windows/amd64"],
  ["macos/arm64", "darwin/arm64"],
  ["linux", undefined],
])("--platform %s is what images call %s", (platform, normal) => {
  const { plan } = run(["--platform", platform, "img"]);
  expect(plan.issues).toEqual([]);
  expect(plan.images[0]?.platform).toBe(normal);
});

it.each([" a=b", "a=b c"])("a label may be %j", (label) => {
  expect(issuesOf(run(["-l", label, "img"]))).toEqual([]);
});

it.each(["x: 10.0.0.1", "x:10.0.0.1 "])("an address of --add-host may have blanks around it: %j", (entry) => {
  expect(issuesOf(run(["--add-host", entry, "img"]))).toEqual([]);
});

it("a label's name holds no white space", () => {
  expect(issuesOf(run(["-l", "a b", "img"]))).toEqual(["option-invalid -l"]);
});

describe("unknown options", () => {
  it.each([
    ["--privilegd img", "--privilegd", "--privileged", "img"],
    ["--x=y img", "--x", undefined, "img"],
    [`--volum /a:/b ${RUNNER_IMAGE.value}`, "--volum", "--volume", RUNNER_IMAGE.value],
    ["--environment A=b img", "--environment", "--env", "img"],
    ["--new-thing value -e A=b img", "--new-thing", undefined, "img"],
    ["-itz img", "-z", undefined, "img"],
    ["--environment-file=x img", "--environment-file", "--env-file", "img"],
    ["--ram=4g img", "--ram", "--memory", "img"],
    ["--working-dir=/x img", "--working-dir", "--workdir", "img"],
    ["--etwork=x img", "--etwork", "--network", "img"],
    ["--priv img", "--priv", "--privileged", "img"],
    ["--log=x img", "--log", undefined, "img"],
    ["--pods=x img", "--pods", undefined, "img"],
    ["--limit=x img", "--limit", undefined, "img"],
    ["--token=x img", "--token", undefined, "img"],
  ])("%s", (options, text, suggestion, image) => {
    const { plan } = run(options);
    expect(plan.issues).toHaveLength(1);
    expect(plan.issues[0]).toMatchObject({ kind: "option-unknown", text });
    expect(plan.issues[0]?.suggestion).toBe(suggestion);
    expect(plan.images[0]?.reference).toBe(image);
  });
});

describe("what mends an option", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["--envfile x img", ["--envfile"], ["--env-file"]],
    ["--envfile=x img", ["--envfile=…"], ["--env-file=…"]],
    [`--new-thing value ${RUNNER_IMAGE.value}`, ["--new-thing", "…"], []],
    ["--new-thing=value img", ["--new-thing=…"], []],
    ["--memory plenty img", ["--memory", "plenty"], []],
    ["--memory=plenty img", ["--memory=plenty"], []],
    ["-mplenty img", ["-mplenty"], []],
    ["--pull allways img", ["--pull", "allways"], ["--pull", "always"]],
    ["--restart=unless-stoped img", ["--restart=unless-stoped"], ["--restart=unless-stopped"]],
    ["-e =secret img", ["-e", "=…"], []],
    ["--env==secret img", ["--env==…"], []],
    ["--label =secret img", ["--label", "=…"], []],
    ["---x img", ["---x"], []],
    ["img --memory", [], []],
    ["--memory", ["--memory"], []],
    ["--rm --restart always img", ["--rm"], []],
    ["--network host --network x img", ["--network", "x"], []],
    ["--memory-swap=1g img", ["--memory-swap=1g"], []],
    ["\u2014name x img", ["\u2014name"], ["--name"]],
  ])("%s", (options, remove, add) => {
    const [issue] = commandIssues(run(options));
    expect([...(issue?.change?.remove ?? [])]).toEqual(remove);
    expect([...(issue?.change?.add ?? [])]).toEqual(add);
  });

  it("gives the vendor's image where there is none", () => {
    expect(commandIssues(run("-it"))[0]?.change).toEqual({ remove: [], add: [RUNNER_IMAGE.value] });
  });
});

describe("mounts", () => {
  it.each([
    ["-v /a:/b:ro,z", { form: "volume", type: "bind", source: "/a", target: "/b", readOnly: true, options: ["z"] }],
    ["-v name:/b", { type: "volume", source: "name", target: "/b", readOnly: false }],
    ["-v /anonymous", { type: "volume", target: "/anonymous" }],
    ["-v .hidden:/b", { type: "bind", source: "/work-dir/.hidden" }],
    ["-v rel", { type: "volume", target: "rel" }],
    ["-v name:/b:z,nocopy", { type: "volume", options: ["z", "nocopy"] }],
    ["-v /a:/b:rshared,cached", { type: "bind", options: ["rshared", "cached"] }],
    ["--tmpfs /x:rw,noexec,size=64m", { type: "tmpfs" }],
    ["-v ./rel:/b", { type: "bind", source: "/work-dir/rel" }],
    ["-v C:\\Users\\me:/b", { type: "bind", source: "C:\\Users\\me", target: "/b" }],
    ["-v C:/x:/b:ro", { type: "bind", source: "C:/x", target: "/b", readOnly: true }],
    ["-v $HOME/.docker:/root/.docker", { type: "bind", source: "$HOME/.docker", unexpanded: ["$HOME"] }],
    ["-v $(pwd):/b", { type: "bind", source: "$(pwd)", unexpanded: ["$(pwd)"] }],
    ["-v ${PWD}/x:/b", { type: "bind", source: "${PWD}/x", unexpanded: ["${PWD}"] }],
    ["-v <path>/x:/b", { type: "bind", source: "<path>/x", placeholder: "<path>" }],
    ["--mount type=bind,src=/a,dst=/b,ro", { form: "mount", type: "bind", source: "/a", target: "/b", readOnly: true }],
    ["--mount TYPE=bind,SOURCE=/a,DESTINATION=/b,READONLY=true", { type: "bind", source: "/a", readOnly: true }],
    ['--mount type=bind,"src=/a,b",target=/c', { type: "bind", source: "/a,b", target: "/c" }],
    ["--mount src=name,dst=/b", { type: "volume", source: "name" }],
    ["--mount type=bind,src=.,dst=/b,bind-propagation=rshared", { source: "/work-dir", options: ["rshared"] }],
    ["--tmpfs /x:ro", { type: "tmpfs", target: "/x", readOnly: true }],
  ])("%s", (option, expected) => {
    const loaded = run([...option.split(" "), "img"]);
    expect(issuesOf(loaded).filter((issue) => !issue.startsWith("unexpanded"))).toEqual([]);
    expect(loaded.plan.mounts).toHaveLength(1);
    expect(loaded.plan.mounts[0]).toMatchObject({ ...expected, text: option });
  });

  it.each([
    [
      ["-v", "/a b:/c d"],
      ["-v", "/a b:/c d"],
    ],
    [["--volume=/a b:/c"], ["--volume=/a b:/c"]],
    [["-v/a b:/c"], ["-v/a b:/c"]],
    [["-v=/a:/c"], ["-v=/a:/c"]],
    [
      ["-itv", "/a:/c"],
      ["-v", "/a:/c"],
    ],
    [["-itv/a:/c"], ["-v", "/a:/c"]],
    [
      ["--mount", "type=bind,source=/a b,target=/c"],
      ["--mount", "type=bind,source=/a b,target=/c"],
    ],
    [["--mount=type=tmpfs,target=/c"], ["--mount=type=tmpfs,target=/c"]],
  ])("%j is kept as written", (options, words) => {
    expect(run([...options, "img"]).plan.mounts).toMatchObject([{ text: words.join(" "), words }]);
  });

  it.each<[string, string | undefined]>([
    ["-v /a:/b:rw:x", "-v /a:/b:rw"],
    ["-v /a:/b:rx:y", undefined],
    ["-v /a:b", "-v /a:/b"],
    ["-v /a:ro", "-v /a:/a:ro"],
    ["-v /a:/b:z,oops", "-v /a:/b:z"],
    ["-v /a:/b:oops", "-v /a:/b"],
    ["-v /a:/", undefined],
    ["-v a/b:/c", "-v /work-dir/a/b:/c"],
    ["-v ~/a:/c", "-v /home/op/a:/c"],
    ["--mount type=bnd,source=/a,target=/b", "--mount type=bind,source=/a,target=/b"],
    ["--mount type=nothing,source=/a,target=/b", undefined],
    ["--mount type=bind,source=a,target=/b", "--mount type=bind,source=/work-dir/a,target=/b"],
    ["--mount type=bind,src=~/a,dst=/b", "--mount type=bind,src=/home/op/a,dst=/b"],
    ["--mount type=bind,source=a,target=b", undefined],
    ["--mount type=bind,target=/b", undefined],
    ["--mount type=bind,source=/a,target", undefined],
  ])("%s is corrected to %s", (option, suggestion) => {
    const { plan } = run([...option.split(" "), "img"]);
    const written = (text: string | undefined) => text && { text, words: text.split(" ") };
    expect(plan.issues).toMatchObject([{ kind: "mount-invalid", ...written(option) }]);
    expect(plan.issues.map((issue) => issue.suggestion)).toEqual([written(suggestion)]);
  });

  it.each([
    ["-v", ""],
    ["-v", "/a:/b:ro:z"],
    ["-v", "/a::/b"],
    ["-v", ":/b"],
    ["-v", "/a:"],
    ["-v", "/a:b"],
    ["-v", "/a:/"],
    ["-v", "/a:/b:zzz"],
    ["-v", "rel/dir:/b"],
    ["-v", "/"],
    ["-v", "/a:/b:nocopy"],
    ["-v", "name:/b:rshared"],
    ["-v", "/a:/b:z,z"],
    ["-v", "/a:/b:cached,consistent"],
    ["-v", "/a:/b:exec"],
    ["--tmpfs", "/x:foo"],
    ["--tmpfs", "/x:size"],
    ["--tmpfs", "/x:y:z"],
    ["--mount", "src=/tmp,target=/tmp"],
    ["--mount", "type=npipe,src=/a,dst=/b"],
    ["--mount", "type=bind,src=C:/a,dst=/b"],
    ["-v", "~/x:/y"],
    ["--mount", ""],
    ["--mount", "type=bind, src=/a,dst=/b"],
    ["--mount", "type=bind,src=/a"],
    ["--mount", "src=/a,target=/b,ro=maybe"],
    ["--mount", "type=bind,src=/a,dst=/b,foo"],
    ["--mount", "type=bind,src=/a,dst=/b,foo=1"],
    ["--mount", "type=foo,dst=/b"],
    ["--mount", "type=bind,dst=/b"],
    ["--mount", "type=bind,src=a,dst=/b"],
    ["--mount", "type=bind,src=/a,dst=b"],
    ["--mount", "type=bind,src=/a,dst=/b,volume-nocopy"],
    ["--mount", 'type=bind,src=/a"b,dst=/c'],
    ["--mount", "type=,dst=/b"],
    ["--mount", "src=/a,dst=/b,"],
    ["--mount", "type=tmpfs,src=/a,dst=/b"],
  ])("%s %j is refused by docker", (option, value) => {
    expect(issuesOf(run([option, value, "img"]))).toEqual([`mount-invalid ${option} ${value}`]);
  });

  it("podman knows more options of volumes", () => {
    expect(issuesOf(loadWords("podman run -v /a:/b:U,z img"))).toEqual([]);
    expect(issuesOf(loadWords("docker run -v /a:/b:U,z img"))).toEqual(["mount-invalid -v /a:/b:U,z"]);
  });

  it("refuses the same target twice", () => {
    const loaded = run("-v /a:/b -v /c:/b img");
    expect(issuesOf(loaded)).toEqual(["mount-invalid -v /c:/b"]);
    expect(loaded.plan.mounts.map(({ source }) => source)).toEqual(["/a"]);
  });
});

describe("the other settings", () => {
  it("are read with their origins", () => {
    const { plan } = run(
      "--name a --name b --network host --user 0:0 --userns=host --privileged --pull always --platform linux/arm64 --security-opt label=disable --group-add 998 --memory 512m img",
    );
    expect(plan).toMatchObject({
      containerName: { value: "b", origin: { from: "word", word: 6 } },
      network: { value: "host" },
      user: { value: "0:0" },
      userns: { value: "host" },
      privileged: true,
      securityOptions: [{ value: "label=disable" }],
      groups: [{ value: "998" }],
      memoryBytes: { value: 512 * 1024 ** 2 },
    });
    expect(plan.images[0]).toMatchObject({ pullPolicy: "always", platform: "linux/arm64" });
  });

  it("network has a long form", () => {
    expect(run("--network name=ci,alias=x img").plan.network.value).toBe("ci");
  });
});

describe("variables", () => {
  const files = {
    "/work-dir/env.list": '# c\r\n\r\nA=from file \r\n  TZ="UTC"\nINHERITED\nUNSET\nWORKING_DIRECTORY=/x\n',
  };
  const { plan } = load(
    { words: "docker run -e WORKING_DIRECTORY=/tmp --env-file env.list -e TZ img".split(" ") },
    { files, env: { INHERITED: "v", TZ: "Europe/Berlin" } },
  );

  it("env-file first, -e wins, bare names are inherited", () => {
    expect(
      plan.env.map(({ name, value, via, origin, absent }) => [name, value, via, originText(origin), absent === true]),
    ).toEqual([
      ["A", undefined, "env-file", "env.list:3", false],
      ["TZ", "Europe/Berlin", "inherited", "docker run word 8", false],
      ["INHERITED", undefined, "inherited", "env.list:5", false],
      ["UNSET", undefined, "inherited", "env.list:6", true],
      ["WORKING_DIRECTORY", "/tmp", "command-line", "docker run word 4", false],
    ]);
    expect(plan.env[0]?.traits).toMatchObject({ length: 10, padded: true });
  });

  it.each([
    ["A B=c", /env\.list:1/],
    ["X=1\n=c", /env\.list:2/],
    ["X=1\n# caf\ufffd", /env\.list:2.*UTF-8/],
    [`X=${"1".repeat(70_000)}`, /env\.list:1.*longer/],
  ])("an env file that docker refuses: %j", (text, message) => {
    expect(() =>
      load({ words: ["docker", "run", "--env-file", "env.list", "img"] }, { files: { "/work-dir/env.list": text } }),
    ).toThrow(message);
  });

  it("a missing env file, and one that is still a placeholder", () => {
    expect(() => run("--env-file nope img")).toThrow(/nope/);
    expect(() => run("--env-file <path>/x img")).toThrow(/<path>/);
  });

  it.each([
    ["{c1d2e3f4-0a1b-4c2d-8e3f-405162738495}", { braces: "both", uuidVersion: 4, quoted: false }],
    ["c1d2e3f4-0a1b-5c2d-8e3f-405162738495", { braces: "none", uuidVersion: 5 }],
    ["{c1d2e3f4-0a1b-4c2d-8e3f-405162738495", { braces: "unbalanced", uuidVersion: 4 }],
    ['"{c1d2e3f4-0a1b-4c2d-8e3f-405162738495}"', { quoted: true, braces: "both", uuidVersion: 4 }],
    ["", { empty: true }],
    [" x", { padded: true }],
    ["x\u200B", { padded: true }],
    ["{{c1d2e3f4-0a1b-4c2d-8e3f-405162738495}}", { braces: "both" }],
    ["{{account}}", { placeholder: "{{account}}", braces: "both" }],
    ["a\nb", { lineBreak: true }],
    ["xxx", { placeholder: "xxx" }],
    ["{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}", { placeholder: "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}" }],
    ["your-account-id", { placeholder: "your-account-id" }],
    ["changeme", { placeholder: "changeme" }],
    ["…", { placeholder: "…" }],
    ["${UUID}", { unexpanded: ["${UUID}"] }],
  ])("traits of %j", (value, traits) => {
    const { plan: one } = run(["-e", `ACCOUNT_UUID=${value}`, "img"]);
    expect(one.env[0]?.traits).toMatchObject(traits);
    expect(one.env[0]?.traits.placeholder).toBe("placeholder" in traits ? traits.placeholder : undefined);
  });
});

describe("what is no docker run", () => {
  it.each([
    [[]],
    [["ls"]],
    [["docker", "create", "img"]],
    [["docker", "compose", "up"]],
    [["docker"]],
    [["run", "img"]],
  ])("%j", (words) => {
    expect(() => loadWords(words)).toThrow(expect.objectContaining({ name: "UsageError" }));
  });
});
