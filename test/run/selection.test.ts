import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeCheckProblems, describeSetProblems, loadPlugins, selectChecks } from "../../src/run/index.js";
import { check } from "./support.js";

const PASS = { status: "pass" } as const;
const a = check("a", PASS);
const b = check("b", PASS, { needs: [a] });
const c = check("c", PASS, { needs: [b] });
const d = check("d", PASS);
const ids = (checks: readonly { id: string }[]) => checks.map(({ id }) => id);

describe("selectChecks", () => {
  it.each([
    [[], [], ["a", "b", "c", "d"]],
    [["c"], [], ["a", "b", "c"]],
    [["c"], ["a"], ["b", "c"]],
    [[], ["d"], ["a", "b", "c"]],
  ])("only %j, skip %j gives %j", (only, skip, expected) => {
    expect(ids(selectChecks([a, b, c, d], only, skip))).toEqual(expected);
  });

  it("refuses unknown ids and an empty selection", () => {
    expect(() => selectChecks([check("docker-socket", PASS)], ["docker-sockt"], [])).toThrow(/docker-socket/);
    expect(() => selectChecks([a], [], ["x"])).toThrow(/--skip x/);
    expect(() => selectChecks([a], ["a"], ["a"])).toThrow(/no check/);
  });
});

describe("validation", () => {
  it.each([
    [{ id: "Bad" }, "id"],
    [{ title: "" }, "title"],
    [{ group: "nowhere" }, "group"],
    [{ severity: "fatal" }, "severity"],
    [{ run: 1 }, "run"],
    [{ timeoutMs: -1 }, "timeoutMs"],
    [{ codes: { x: {} } }, "code x"],
    [{ codes: { Bad: {} } }, "code Bad"],
  ])("%j is refused", (change, word) => {
    expect(describeCheckProblems({ ...a, ...change }, "built-in").join()).toContain(word);
  });

  it("finds doubles, circles and strangers in a set", () => {
    const circle = { ...check("x", PASS), needs: [] as unknown[] };
    circle.needs = [circle];
    expect(describeSetProblems([a, check("a", PASS)])).toHaveLength(1);
    expect(describeSetProblems([b])).toHaveLength(1);
    expect(describeSetProblems([circle as never])).toHaveLength(1);
    expect(describeSetProblems([a, b, c, d])).toEqual([]);
  });
});

describe("loadPlugins", () => {
  const folder = mkdtempSync(join(tmpdir(), "plugins-"));
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const SHAPE = 'title: "t", group: "host", severity: "error", codes: {}, run: async () => ({ status: "pass" })';

  it("takes a default export and finds built-in prerequisites by id", async () => {
    const file = write("good.mjs", `export default { id: "acme/good", needs: [{ id: "a" }], ${SHAPE} };`);
    const loaded = await loadPlugins([file], [a]);
    expect(loaded.bugs).toEqual([]);
    expect(loaded.checks[0]?.id).toBe("acme/good");
    expect(loaded.checks[0]?.needs?.[0]).toBe(a);
  });

  it.each([
    ["throws.mjs", "throw new Error('boom');"],
    ["empty.mjs", "export const nothing = 1;"],
    ["syntax.mjs", "export default {"],
    ["no-namespace.mjs", `export default { id: "good", ${SHAPE} };`],
    ["unknown-need.mjs", `export default { id: "acme/x", needs: [{ id: "zzz" }], ${SHAPE} };`],
    ["shape.mjs", "export default 42;"],
  ])("reports %s and goes on", async (name, text) => {
    const good = write("fine.mjs", `export const check = { id: "acme/fine", ${SHAPE} };`);
    const loaded = await loadPlugins([write(name, text), good], [a]);
    expect(loaded.bugs).toHaveLength(1);
    expect(ids(loaded.checks)).toEqual(["acme/fine"]);
  });

  it("refuses a file that is not there", async () => {
    await expect(loadPlugins([join(folder, "missing.mjs")], [])).rejects.toThrow(/missing.mjs/);
  });
});
