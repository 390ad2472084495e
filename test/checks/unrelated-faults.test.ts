import { describe, expect, it } from "vitest";
import { mountPaths } from "../../checks/mount-paths/check.js";
import { runnerCommand } from "../../checks/runner-command/check.js";
import { loadWords } from "../plan/world.js";

const SEED = 20261125;
const SAMPLES = 400;

const IMAGE = "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1";

type Words = readonly string[];

/** Parts of a start command: as they should be first, then with faults of their own. */
const PARTS: readonly (readonly Words[])[] = [
  [
    ["-v", "/tmp:/tmp"],
    [],
    ["-v", "/data:/tmp"],
    ["-v", "/tmp:/tmp:ro"],
    ["--mount", "type=volume,source=w,target=/tmp"],
  ],
  [["-v", "/var/run/docker.sock:/var/run/docker.sock"], [], ["-v", "sock:/var/run/docker.sock"]],
  [
    ["-v", "/var/lib/docker/containers:/var/lib/docker/containers:ro"],
    [],
    ["-v", "/var/lib/docker/containers:/var/lib/docker/containers"],
  ],
  [["-e", "ACCOUNT_UUID={11111111-1111-4111-8111-111111111111}"], [], ["-e", "ACCOUNT_UUID="]],
  [["-e", "RUNNER_UUID={22222222-2222-5222-8222-222222222222}"], [], ["-e", "RUNER_UUID=x"]],
  [
    ["-e", "OAUTH_CLIENT_ID=abcdefghijklmnopqrstuvwxyz012345"],
    ["-e", "OAUTH_CLIENT_ID=xxx"],
  ],
  [["-e", "WORKING_DIRECTORY=/tmp"], [], ["-e", "WORKING_DIRECTORY=tmp"]],
  [[], ["--network", "none"], ["--cpus", "many"], ["--memory", "1m"]],
];

/** Faults that are about nothing that the parts have; many of them name one of its paths in some other place. */
const UNRELATED: readonly Words[] = [
  ["-v", "cache/tmp:/x"],
  ["-v", "/tmp/cache:/y:zz"],
  ["-v", "/srv:/"],
  ["-v", "logs/var/lib/docker/containers:/z"],
  ["-v", "a/var/run/docker.sock:/u"],
  ["-v", "/srv/tmp:b:c:/tmp"],
  ["--mount", "type=bind,source=cache/tmp,target=/w"],
  ["--mount", "type=bind,source=/srv,target=/var/lib/docker/containersx,mode=/tmp"],
  ["--tmpfs", "run/tmp"],
  ["-e", "=/tmp"],
  ["-e", "TMP_DIR=<my-account-id>"],
  ["--cap-add", "/tmp"],
  ["--pids-limit", "/var/run/docker.sock"],
  ["--hots=/tmp"],
  ["--stop-timeout", "--memory"],
];

/** Numbers below a limit, the same in every run (mulberry32). */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function findingsOf(options: Words): readonly string[] {
  const { plan } = loadWords(["docker", "run", ...options, IMAGE]);
  const found = [mountPaths, runnerCommand].flatMap((check) => check.fromPlan?.(plan) ?? []);
  return found.map(({ code, target }) => `${code} ${target ?? ""}`);
}

describe("a fault of something else", () => {
  it("takes no finding away", () => {
    const below = numbersFrom(SEED);
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const base = PARTS.map((forms) => forms[below(forms.length)] ?? []).flat();
      const added = Array.from({ length: 1 + below(3) }, () => UNRELATED[below(UNRELATED.length)] ?? []).flat();
      const before = findingsOf(base);
      const after = findingsOf(below(2) === 0 ? [...added, ...base] : [...base, ...added]);
      const gone = before.filter((found) => !after.includes(found));
      expect({ base, added, gone }).toEqual({ base, added, gone: [] });
    }
  });

  it("is found itself", () => {
    const healthy = PARTS.flatMap(([form = []]) => form);
    const before = findingsOf(healthy);
    const unseen = UNRELATED.filter((fault) => findingsOf([...healthy, ...fault]).length <= before.length);
    expect(unseen).toEqual([]);
  });
});
