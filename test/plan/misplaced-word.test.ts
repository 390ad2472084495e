import { describe, expect, it } from "vitest";
import { commandIssues, loadText, loadWords } from "./world.js";

const IMAGE = "r.example/bitbucket-pipelines-runner:1";
const REST = `-v /var/run/docker.sock:/var/run/docker.sock -e WORKING_DIRECTORY=/w ${IMAGE}`;

/** What is wrong, and what is left of the command: the image, the targets of mounts, and the variables. */
function read(loaded: ReturnType<typeof loadText>) {
  const { images, mounts, env } = loaded.plan;
  return {
    problems: commandIssues(loaded).map(({ problem, text }) => `${problem.of} ${text}`),
    image: images.find(({ role }) => role === "runner")?.reference,
    mounts: mounts.map(({ text }) => text),
    variables: env.map(({ name }) => name),
  };
}

const SOCKET = "-v /var/run/docker.sock:/var/run/docker.sock";

describe("a word too many or too few is one fault, and the rest is read as it was meant:", () => {
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    [`-v /tmp: /tmp ${REST}`, ["value-split -v /tmp: /tmp"], ["-v /tmp:/tmp", SOCKET], ["WORKING_DIRECTORY"]],
    [`-v /tmp :/tmp ${REST}`, ["value-split -v /tmp :/tmp"], ["-v /tmp:/tmp", SOCKET], ["WORKING_DIRECTORY"]],
    [
      `--volume /tmp: /tmp ${REST}`,
      ["value-split --volume /tmp: /tmp"],
      ["--volume /tmp:/tmp", SOCKET],
      ["WORKING_DIRECTORY"],
    ],
    [`-e A b ${REST}`, ["value-taken-for-image -e A …"], [SOCKET], ["A", "WORKING_DIRECTORY"]],
    [`-e A= b ${REST}`, ["value-taken-for-image -e A …"], [SOCKET], ["A", "WORKING_DIRECTORY"]],
    [`-e A = b ${REST}`, ["value-taken-for-image -e A …"], [SOCKET], ["A", "WORKING_DIRECTORY"]],
    [`-e A =b ${REST}`, ["value-taken-for-image -e A …"], [SOCKET], ["A", "WORKING_DIRECTORY"]],
    [`--rm stray ${REST}`, ["word-taken-for-image stray"], [SOCKET], ["WORKING_DIRECTORY"]],
    [`RUNTIME = b ${REST}`, ["variable-taken-for-image RUNTIME"], [SOCKET], ["RUNTIME", "WORKING_DIRECTORY"]],
    [`RUNTIME b ${REST}`, ["variable-taken-for-image RUNTIME"], [SOCKET], ["RUNTIME", "WORKING_DIRECTORY"]],
    [`- v /tmp:/tmp ${REST}`, ["word-taken-for-image -"], ["-v /tmp:/tmp", SOCKET], ["WORKING_DIRECTORY"]],
    [`-- volume /tmp:/tmp ${REST}`, ["word-taken-for-image --"], ["--volume /tmp:/tmp", SOCKET], ["WORKING_DIRECTORY"]],
    [`${REST.replace(IMAGE, "")}-e ${IMAGE}`, ["image-taken-for-value -e"], [SOCKET], ["WORKING_DIRECTORY"]],
    [`${REST.replace(IMAGE, "")}--name ${IMAGE}`, ["image-taken-for-value --name"], [SOCKET], ["WORKING_DIRECTORY"]],
    [
      `--volumes /tmp:/tmp ${REST}`,
      ["option-unknown --volumes"],
      ["--volumes /tmp:/tmp", SOCKET],
      ["WORKING_DIRECTORY"],
    ],
    [`-V /tmp:/tmp ${REST}`, ["option-unknown -V"], ["-V /tmp:/tmp", SOCKET], ["WORKING_DIRECTORY"]],
    [`--envs A=b ${REST}`, ["option-unknown --envs"], [SOCKET], ["A", "WORKING_DIRECTORY"]],
  ])("%s", (words, problems, mounts, variables) => {
    expect(read(loadWords(`docker run ${words}`))).toEqual({ problems, image: IMAGE, mounts, variables });
  });

  it.each([
    `docker run \\\n -v /tmp:/tmp\n ${SOCKET} \\\n -e WORKING_DIRECTORY=/w \\\n ${IMAGE}`,
    `docker run -v /tmp:/tmp \\\n ${SOCKET} \\\n -e WORKING_DIRECTORY=/w\n ${IMAGE}\n`,
    `docker run\n-v /tmp:/tmp\n${SOCKET}\n-e WORKING_DIRECTORY=/w\n${IMAGE}`,
    `docker run -v /tmp:/tmp # all of it\n ${SOCKET} \\\n -e WORKING_DIRECTORY=/w ${IMAGE}`,
  ])("%j", (text) => {
    expect(read(loadText(text))).toEqual({
      problems: ["image-missing-line-cut docker run"],
      image: IMAGE,
      mounts: ["-v /tmp:/tmp", SOCKET],
      variables: ["WORKING_DIRECTORY"],
    });
  });
});

describe("is not made up:", () => {
  it.each([
    `docker run ${IMAGE} stray -v /a:/b`,
    `docker run ${IMAGE}\n-v /a:/b`,
    "docker run busybox\n-v /a:/b",
    `echo docker run\n-v ${IMAGE}\ndocker run ${IMAGE}`,
  ])("%j", (text) => {
    expect(read(loadText(text)).problems).toEqual([]);
  });

  it("podman's own option is not one of docker's", () => {
    expect(read(loadWords(`podman run --tzz x ${REST}`)).problems).toEqual(["option-unknown --tzz"]);
  });
});

it("shows no secret that stands in a wrong place", () => {
  const secret = "hunter2hunter2";
  for (const words of [
    `-e OAUTH_CLIENT_SECRET ${secret}`,
    `-e OAUTH_CLIENT_SECRET= ${secret}`,
    `-e OAUTH_CLIENT_SECRET = ${secret}`,
    `-e OAUTH_CLIENT_SECRET=my ${secret}`,
    `OAUTH_CLIENT_SECRET = ${secret}`,
    `OAUTH_CLIENT_SECRET ${secret}`,
    `OAUTH_CLIENT_SECRET= ${secret}`,
    `stray ${secret}`,
    `-- env OAUTH_CLIENT_SECRET=${secret}`,
    `- eOAUTH_CLIENT_SECRET=${secret}`,
    `-E OAUTH_CLIENT_SECRET=${secret}`,
    `-EOAUTH_CLIENT_SECRET=${secret}`,
    `--envs=OAUTH_CLIENT_SECRET=${secret}`,
  ]) {
    const loaded = loadWords(`docker run ${words} ${REST}`);
    const isKnown = loaded.secrets.values.some((one) => one.open().includes(secret));
    const isShown = JSON.stringify(loaded.plan).includes(secret);
    expect({ words, isKnown, isShown }).toEqual({ words, isKnown: true, isShown: false });
  }
});
