import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { originText } from "../../src/contract/index.js";
import { RUNNER_IMAGE } from "../../src/requirements.js";
import { issuesOf, loadText, loadWords } from "./world.js";

const FOLDER = join(import.meta.dirname, "../fixtures/commands");
const read = (name: string): string => readFileSync(join(FOLDER, name), "utf8");

const SOCKET = "/var/run/docker.sock:/var/run/docker.sock";
const LOGS = "/var/lib/docker/containers:/var/lib/docker/containers";
const CONFIG = "<path_to_docker_config_directory>/.docker/config.json:/root/.docker/config.json";

const FIXTURES = [
  { name: "vendor-own-images.txt", mounts: ["/tmp:/tmp", SOCKET, LOGS], placeholders: [] },
  {
    name: "vendor-private-registry-after-login.txt",
    mounts: [SOCKET, LOGS, CONFIG],
    placeholders: ["<path_to_docker_config_directory>"],
  },
  {
    name: "vendor-private-registry-manual-config.txt",
    mounts: [SOCKET, LOGS, CONFIG],
    placeholders: ["<path_to_docker_config_directory>"],
  },
] as const;

describe.each(FIXTURES)("$name", ({ name, mounts, placeholders }) => {
  const loaded = loadText(read(name));
  const { plan } = loaded;

  it("is cut verbatim out of the page", () => {
    expect(read("vendor-page.txt")).toContain(read(name).trimEnd());
  });

  it("gives the mounts, with the placeholder named", () => {
    expect(plan.mounts.map(({ source, target }) => `${source}:${target}`)).toEqual(mounts);
    expect(plan.mounts.flatMap(({ placeholder }) => placeholder ?? [])).toEqual(placeholders);
    expect(plan).toMatchObject({ runnerConfig: null, runnerConfigNone: "not-mounted" });
  });

  it("gives the variables, with their placeholders named", () => {
    expect(plan.env.map(({ name: variable, value, traits }) => [variable, value, traits.placeholder])).toEqual([
      ["ACCOUNT_UUID", "<my-account-id>", "<my-account-id>"],
      ["REPOSITORY_UUID", "<my-repository-id>", "<my-repository-id>"],
      ["RUNNER_UUID", "<my-runner-id>", "<my-runner-id>"],
      ["OAUTH_CLIENT_ID", undefined, "<my-oauthclient-id>"],
      ["OAUTH_CLIENT_SECRET", undefined, "<my-oauthclient-secret>"],
      ["WORKING_DIRECTORY", "/tmp", undefined],
      ["RUNTIME_PREREQUISITES_ENABLED", "true", undefined],
      ["PAUSE_IMAGE", "my-private-registry/my-pause:latest", "my-private-registry"],
      ["AUTH_PROXY_IMAGE", "my-private-registry/my-auth-proxy:latest", "my-private-registry"],
      ["CLONE_IMAGE", "my-private-registry/my-clone:latest", "my-private-registry"],
    ]);
  });

  it("marks the images that are placeholders, and only those", () => {
    expect(plan.images.map(({ role, placeholder }) => [role, placeholder])).toEqual([
      ["runner", undefined],
      ["pause", "my-private-registry"],
      ["auth-proxy", "my-private-registry"],
      ["clone", "my-private-registry"],
    ]);
    expect(plan.images[0]).toMatchObject({ reference: RUNNER_IMAGE.value, puller: "start-command" });
  });

  it("says once that the text was flattened, and nothing else", () => {
    expect(plan.issues.map(({ kind }) => kind)).toEqual(["command-flattened"]);
    expect(plan.containerName?.value).toBe("my-runner-b0ae87b8-423b-5c24-9a95-84ddad9cdfae");
  });
});

describe("the wizard's command", () => {
  const loaded = loadText(read("wizard.sh"));

  it("is understood without a remark", () => {
    expect(issuesOf(loaded)).toEqual([]);
    expect(loaded.plan.env.map(({ name, traits }) => [name, traits.braces, traits.uuidVersion])).toEqual([
      ["ACCOUNT_UUID", "both", 4],
      ["REPOSITORY_UUID", "both", 4],
      ["RUNNER_UUID", "both", 5],
      ["RUNTIME_PREREQUISITES_ENABLED", "none", undefined],
      ["OAUTH_CLIENT_ID", "none", undefined],
      ["OAUTH_CLIENT_SECRET", "none", undefined],
      ["WORKING_DIRECTORY", "none", undefined],
    ]);
    expect(loaded.plan.images.map(({ role }) => role)).toEqual([
      "runner",
      "pause",
      "pause-documented",
      "auth-proxy",
      "clone",
    ]);
  });

  it("gives origins by line in a text and by word after --", () => {
    expect(loaded.plan.mounts.map(({ origin }) => originText(origin))).toEqual([
      "runner.sh:2",
      "runner.sh:3",
      "runner.sh:4",
    ]);
    const words = "docker container run -it -v /tmp:/tmp -e A=b img";
    expect(loadWords(words).plan.mounts[0]?.origin).toEqual({ from: "word", word: 6 });
    expect(loadWords(words).plan.images[0]?.origin).toEqual({ from: "word", word: 9 });
  });
});

it("the whole page holds several commands", () => {
  expect(() => loadText(read("vendor-page.txt"))).toThrow(/docker run commands \(runner.sh:9, /);
});
