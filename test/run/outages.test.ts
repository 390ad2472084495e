import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../../checks/index.js";
import type { Recording, Report } from "../../src/contract/index.js";
import { recordedHost } from "../../src/probe/index.js";
import { run } from "./support.js";

const STORED = join(import.meta.dirname, "../fixtures/recordings");
const ERRORS = ["bitbucket.org:443", "api.bitbucket.org:443", "api.atlassian.com:443", "auth.atlassian.com:443"];

async function judged(name: string): Promise<Report> {
  const { recording } = JSON.parse(readFileSync(join(STORED, `${name}.json`), "utf8")) as { recording: Recording };
  const { plan, facts } = recording;
  return (await run(CHECKS, { plan, host: recordedHost(facts), mode: "recorded", deadlineMs: 60_000 })).report;
}

function networkFindings({ results }: Report) {
  return results.filter(({ group }) => group === "network").flatMap(({ findings }) => findings);
}

describe("what no host is reached by is one cause:", () => {
  it.each([
    ["name-server-dropped", "dns-timeout", ["registry.example:443", ...ERRORS], ["10.213.0.53", "7"]],
    ["runner-s-proxy-dead", "proxy-unreachable", ERRORS, ["http://proxy.example:3129", "6"]],
    ["engine-s-proxy-unreachable", "proxy-unreachable", ["registry.example:443"], ["http://proxy.example:3129"]],
    ["runner-s-proxy-never-answers", "proxy-failed", ERRORS, ["http://proxy.example:3152", "6"]],
    ["runner-s-proxy-denies-the-services", "proxy-denied", ERRORS, ["http://proxy.example:3141", "6"]],
  ])("%s", async (name, code, targets, told) => {
    const report = await judged(name);
    expect(report.causes).toMatchObject([{ code, targets }]);
    const words = new Set(networkFindings(report).map(({ message, remedy }) => `${message} ${remedy.summary}`));
    expect([...words]).toHaveLength(1);
    const [text = ""] = words;
    for (const part of told) expect(text).toContain(part);
  });

  it("the hosts of which are told beside it", async () => {
    const [cause] = (await judged("name-server-dropped")).causes;
    const followers = (cause?.entails ?? []).map(({ target }) => target?.split("--")[1]);
    expect([cause?.targets.length, followers]).toEqual([5, ["prod-east", "prod-west"]]);
  });

  it("which its warnings follow from, so that they are none of their own", async () => {
    const findings = networkFindings(await judged("name-server-dropped"));
    const follows = findings.filter(({ severity }) => severity === "warning").map(({ followsFrom }) => followsFrom);
    const root = { code: "dns-timeout", target: "registry.example:443" };
    expect(follows).toEqual([root, root]);
    expect(findings.filter(({ severity }) => severity === "error").flatMap((one) => one.followsFrom ?? [])).toEqual([]);
  });
});

describe("one host among others", () => {
  it.each(["registry-dns-silent", "service-refused", "service-dropped"])("is told by its name: %s", async (name) => {
    const [finding] = networkFindings(await judged(name)).filter(({ severity }) => severity === "error");
    expect(finding?.message).toContain(finding?.target?.replace(/:\d+$/u, "") ?? "?");
  });
});
