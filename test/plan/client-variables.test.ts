import { describe, expect, it } from "vitest";
import { load, loadText, loadWords } from "./world.js";

const WORDS = "docker run img";

describe("variables of the docker client", () => {
  it.each<[string, Readonly<Record<string, string>>, string, object]>([
    [
      "a platform",
      { DOCKER_DEFAULT_PLATFORM: "arm64" },
      WORDS,
      {
        platform: "linux/arm64",
        platformOrigin: { from: "variable", name: "DOCKER_DEFAULT_PLATFORM", setIn: "environment" },
      },
    ],
    [
      "--platform before the environment's",
      { DOCKER_DEFAULT_PLATFORM: "arm64" },
      "docker run --platform linux/amd64 img",
      { platform: "linux/amd64" },
    ],
    [
      "content trust",
      { DOCKER_CONTENT_TRUST: "1" },
      WORDS,
      { contentTrust: { from: "variable", name: "DOCKER_CONTENT_TRUST", setIn: "environment" } },
    ],
    [
      "content trust in odd words",
      { DOCKER_CONTENT_TRUST: "on" },
      WORDS,
      { contentTrust: { from: "variable", name: "DOCKER_CONTENT_TRUST", setIn: "environment" } },
    ],
    [
      "content trust by option",
      {},
      "docker run --disable-content-trust=false img",
      { contentTrust: { from: "option", option: "--disable-content-trust" } },
    ],
  ])("%s", (_, env, words, expected) => {
    expect(loadWords(words, { env }).plan.images[0]).toMatchObject(expected);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ["nothing", {}, WORDS],
    [
      "no platform under sudo, which resets the environment",
      { DOCKER_DEFAULT_PLATFORM: "arm64" },
      "sudo docker run img",
    ],
    ["a platform that leaves it to the engine", { DOCKER_DEFAULT_PLATFORM: "linux" }, WORDS],
    ["content trust turned off", { DOCKER_CONTENT_TRUST: "0" }, WORDS],
    ["content trust turned off by option", { DOCKER_CONTENT_TRUST: "1" }, "docker run --disable-content-trust img"],
  ])("%s", (_, env, words) => {
    const { images, clientApiVersion } = loadWords(words, { env }).plan;
    expect(images[0]).not.toHaveProperty("platform");
    expect(images[0]).not.toHaveProperty("contentTrust");
    expect(clientApiVersion).toBeUndefined();
  });

  it("reads the version of the interface, also from the script", () => {
    const env = { DOCKER_API_VERSION: "1.99" };
    expect(loadWords(WORDS, { env }).plan.clientApiVersion).toEqual({
      value: "1.99",
      origin: { from: "variable", name: "DOCKER_API_VERSION", setIn: "environment" },
    });
    expect(loadText("export DOCKER_API_VERSION=1.30\ndocker run img\n").plan.clientApiVersion?.value).toBe("1.30");
  });

  it("leaves compose without signatures, and a container as it is", () => {
    const env = { DOCKER_CONTENT_TRUST: "1", DOCKER_DEFAULT_PLATFORM: "arm64", DOCKER_API_VERSION: "1.99" };
    const text = "services: { runner: { image: img } }";
    const [composed] = load({ compose: { file: "compose.yaml", text } }, { env }).plan.images;
    expect(composed).toMatchObject({ platform: "linux/arm64" });
    expect(composed).not.toHaveProperty("contentTrust");
    const inspect = { Config: { Image: "img" } };
    const { images, clientApiVersion } = load({ container: { name: "r", inspect } }, { env }).plan;
    expect(images[0]).not.toHaveProperty("platform");
    expect(clientApiVersion).toBeUndefined();
  });
});
