import { describe, expect, it } from "vitest";
import { dockerSocket } from "../../checks/docker-socket/check.js";
import { imagePullable } from "../../checks/image-pullable/check.js";
import { mountPaths } from "../../checks/mount-paths/check.js";
import { runnerCommand } from "../../checks/runner-command/check.js";
import type { Check } from "../../src/contract/index.js";
import { loadText, loadWords } from "../plan/world.js";
import { fakeHost, HEALTHY, mergeAnswers, runCheck } from "./support.js";

const UUID = "{b5c2c4a1-2a3b-5c5d-8e6f-1a2b3c4d5e6f}";
const VARIABLES = [
  `-e ACCOUNT_UUID=${UUID.replace("5c5d", "4c5d")}`,
  "-e OAUTH_CLIENT_ID=abcdefgh12345678",
  "-e OAUTH_CLIENT_SECRET",
  "-e WORKING_DIRECTORY=/tmp",
].join(" ");
const MOUNTS = "-v /tmp:/tmp -v /var/run/docker.sock:/var/run/docker.sock";
const IMAGE = "r.example/bitbucket-pipelines-runner:1";
const ENV = { OAUTH_CLIENT_SECRET: "ATOA12345678" };

async function judged(check: Check, text: string, env = ENV) {
  const { plan } = text.startsWith("-- ") ? loadWords(text.slice(3), { env }) : loadText(text, { env });
  const path = async ({ path: asked }: { readonly path: string }) => ({ path: asked, outcome: "directory" }) as const;
  const { found, verdict } = await runCheck(check, plan, fakeHost(mergeAnswers(HEALTHY, { engine: { path } })));
  return { found, verdict, open: (verdict.targets ?? []).filter(({ status }) => status === "inconclusive") };
}

describe("what only a shell knows", () => {
  it.each<[string, readonly string[]]>([
    [`docker run ${MOUNTS} ${VARIABLES} -e RUNNER_UUID=$RUNNER ${IMAGE}`, ["$RUNNER"]],
    [`docker run ${MOUNTS} ${VARIABLES} -e RUNNER_UUID={$RUNNER} ${IMAGE}`, ["$RUNNER"]],
    [`docker run ${MOUNTS} ${VARIABLES} -e RUNNER_UUID=$(uuid) $IMAGE`, ["$(uuid)", "$IMAGE"]],
    [`docker run ${MOUNTS} ${VARIABLES} -e RUNNER_UUID=${UUID} $IMAGE`, ["$IMAGE"]],
    [`docker run ${MOUNTS} ${VARIABLES} -e RUNNER_UUID=${UUID} "$R/app:$T"`, ["$R", "$T"]],
    [`docker run $OPTIONS ${IMAGE}`, ["$OPTIONS"]],
    [`docker run ${MOUNTS} --env-file $FILE ${IMAGE}`, ["$FILE"]],
    [
      `docker run ${MOUNTS} ${VARIABLES} -e RUNNER_UUID=${UUID} -e OAUTH_CLIENT_SECRET="$(cat s)" ${IMAGE}`,
      ["OAUTH_CLIENT_SECRET"],
    ],
    [`-- docker run ${MOUNTS} ${VARIABLES} -e RUNNER_UUID=${UUID} $IMAGE`, ["$IMAGE"]],
  ])("leaves the start command open, and is named once: %s", async (text, names) => {
    const { found, verdict } = await judged(runnerCommand, text);
    expect(verdict.status).toBe("inconclusive");
    expect(found.filter((one) => !one.startsWith("secret-on"))).toEqual(
      names.map((name) => `shell-expansion ${name} w`).sort(),
    );
  });

  it("is nothing in a secret that a shell has replaced already", async () => {
    const text = `-- docker run ${MOUNTS} ${VARIABLES} -e RUNNER_UUID=${UUID} -e OAUTH_CLIENT_SECRET=ATOA$abcdefgh ${IMAGE}`;
    expect((await judged(runnerCommand, text)).verdict.status).toBe("fail");
    expect((await judged(runnerCommand, text)).found).toEqual(["secret-on-command-line OAUTH_CLIENT_SECRET w"]);
  });

  it.each(["$", "`"])("is nothing round a UUID, which was pasted wrongly: %s", async (mark) => {
    const value = mark === "$" ? `$${UUID}` : UUID.replaceAll(/[{}]/gu, (brace) => `\`${brace}`);
    const { found, verdict } = await judged(
      runnerCommand,
      `-- docker run ${MOUNTS} ${VARIABLES} -e RUNNER_UUID=${value} ${IMAGE}`,
    );
    expect(verdict.status).not.toBe("inconclusive");
    expect(found.filter((one) => !one.startsWith("secret-on"))).toEqual(["variable-malformed RUNNER_UUID w"]);
  });

  it("is nothing in single quotes, which docker gets as it is", async () => {
    const { found } = await judged(runnerCommand, `docker run ${MOUNTS} ${VARIABLES} -e RUNNER_UUID='$X' ${IMAGE}`);
    expect(found).toEqual(["variable-malformed RUNNER_UUID w"]);
    const image = await judged(imagePullable, `docker run ${MOUNTS} '$IMAGE'`);
    expect(image.found).toContain("reference-invalid $IMAGE");
  });

  it.each(["$IMAGE", "r.example/runner:$TAG", "${IMAGE:-r.example/runner:1}", "$(cat image)", "`cat image`"])(
    "leaves an image open, of which no registry is asked: %s",
    async (image) => {
      const { open, found } = await judged(imagePullable, `docker run ${image}`);
      expect(open.map(({ target }) => target)).toContain(image);
      expect(found.filter((one) => one.startsWith("reference-invalid"))).toEqual([]);
    },
  );

  it("leaves an image of a platform open", async () => {
    const { open } = await judged(imagePullable, `docker run --platform $P ${IMAGE}`);
    expect(open.map(({ target }) => target)).toContain(IMAGE);
  });

  it.each<[string, readonly string[]]>([
    ["-v /var/run/docker.sock:/var/run/docker.sock -v $WORK:/tmp", ["/tmp"]],
    ["$OPTIONS -v /tmp:/tmp", ["/root/.docker/config.json", "/var/lib/docker/containers", "/var/run/docker.sock"]],
    ['"$@"', ["/root/.docker/config.json", "/tmp", "/var/lib/docker/containers", "/var/run/docker.sock"]],
  ])("leaves mounts open: %s", async (options, targets) => {
    const { open } = await judged(mountPaths, `docker run ${options} ${VARIABLES} ${IMAGE}`);
    expect(open.map(({ target }) => target).sort()).toEqual(targets);
  });

  it.each(["docker -H tcp://$H:2375 run img", "docker --context $C run img", "DOCKER_HOST=$H docker run img"])(
    "leaves the engine open, and nobody is asked: %s",
    async (text) => {
      const { plan } = loadText(text);
      const host = fakeHost(HEALTHY);
      const { status } = await runCheck(dockerSocket, plan, host);
      expect({ status, asked: host.asked }).toEqual({ status: "inconclusive", asked: [] });
    },
  );
});
