import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FileStat } from "../../../src/contract/index.js";
import { createGate } from "../../../src/probe/files/gate.js";
import { mountOptionsOf } from "../../../src/probe/files/mountinfo.js";
import { liveHost } from "../../../src/probe/index.js";
import { newFolder } from "../engine/fake-engine.js";
import { planFor, secretsFor } from "../plan.js";

const URL = "unix:///nowhere/docker.sock";

function look(path: string): Promise<FileStat> {
  const { host } = liveHost({
    plan: planFor(URL),
    secrets: secretsFor(URL),
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    env: {},
  });
  return host.files.stat({ path });
}

describe("stat", () => {
  it("a file through a symbolic link", async () => {
    const folder = newFolder();
    const file = join(folder, "file");
    writeFileSync(file, "hello");
    chmodSync(file, 0o604);
    symlinkSync("file", join(folder, "link"));
    const fact = await look(join(folder, "link"));
    expect(fact).toMatchObject({
      outcome: "found",
      type: "file",
      mode: "0604",
      uid: process.getuid?.(),
      gid: process.getgid?.(),
      sizeBytes: 5,
      inode: statSync(file).ino,
      realPath: file,
    });
    expect(fact.freeBytes).toBeGreaterThan(0);
    expect(fact.bornAt).toMatch(/^20\d\d-.*Z$/);
  });

  it("types and what is not there", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "folder"), { mode: 0o755 });
    chmodSync(join(folder, "folder"), 0o1777);
    writeFileSync(join(folder, "file"), "");
    symlinkSync("/nowhere/at-all", join(folder, "dangling"));
    symlinkSync("loop", join(folder, "loop"));
    expect(await look(join(folder, "folder"))).toMatchObject({ outcome: "found", type: "directory", mode: "1777" });
    expect(await look("/dev/null")).toMatchObject({ outcome: "found", type: "device" });
    expect(await look(join(folder, "none"))).toEqual({ path: join(folder, "none"), outcome: "missing" });
    expect(await look(join(folder, "file/below"))).toMatchObject({ outcome: "missing", code: "ENOTDIR" });
    expect((await look(join(folder, "dangling"))).linkTo).toBe("/nowhere/at-all");
    expect(await look(join(folder, "loop"))).toMatchObject({ outcome: "error", code: "ELOOP" });
    expect(await look(`/${"x".repeat(5000)}`)).toMatchObject({ outcome: "error", code: "ENAMETOOLONG" });
  });

  it.runIf(process.platform === "linux")("the mount options are the kernel's", async () => {
    expect((await look("/proc")).mountOptions).toContain("rw");
    expect((await look("/proc/self/status")).type).toBe("file");
  });
});

describe("mount options", () => {
  const text = [
    "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
    "23 22 8:2 / /tmp rw,noexec,nosuid - tmpfs tmpfs rw",
    String.raw`24 22 8:3 / /mnt/my\040disk rw shared:1 master:2 - ext4 /dev/sdb ro,errors=remount-ro`,
    "25 22 8:4 / /over rw - ext4 /dev/a rw",
    "26 22 8:5 / /over ro - ext4 /dev/b rw",
    "",
    "garbage",
  ].join("\n");
  it.each([
    ["/etc", ["rw", "relatime"]],
    ["/tmp", ["rw", "noexec", "nosuid"]],
    ["/tmp/deep/er", ["rw", "noexec", "nosuid"]],
    ["/tmpfile", ["rw", "relatime"]],
    ["/mnt/my disk/x", ["ro"]],
    ["/over/x", ["ro"]],
  ])("%s", (path, options) => {
    expect(mountOptionsOf(text, path)).toEqual(options);
  });

  it("unknown", () => {
    expect(mountOptionsOf("", "/etc")).toBeUndefined();
  });
});

describe("the gate", () => {
  it("lets so many in at once, and all in the end", async () => {
    const gate = createGate(2);
    let inside = 0;
    let most = 0;
    const visit = async (fails: boolean): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
      if (fails) throw new Error("failed inside");
    };
    const visits = await Promise.allSettled([true, false, true, false, false].map((fails) => gate(() => visit(fails))));
    expect(visits.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect(most).toBe(2);
  });
});
