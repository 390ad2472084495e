import { expect, it } from "vitest";
import type { EnginePullProgress } from "../../src/contract/index.js";
import { pullProgressText } from "../../checks/image-pullable/true-pull.js";

const MIB = 1024 ** 2;
const HALF: EnginePullProgress = {
  layersDone: 1,
  layersTotal: 4,
  downloadedBytes: 30 * MIB,
  totalBytes: 60 * MIB,
  bytesPerSecond: 12 * MIB,
};

it.each<[string, Partial<EnginePullProgress>, readonly string[]]>([
  ["half of it", {}, ["[######------]", "1 of 4 layers", "30.0 MiB of 60.0 MiB", "12.0 MiB/s"]],
  ["no size known", { downloadedBytes: 0, totalBytes: 0, layersDone: 3 }, ["[#########---]", "3 of 4 layers"]],
  ["more than told", { downloadedBytes: 90 * MIB }, ["[############]"]],
  ["a layer tried again", { retrying: "Retrying in 5 seconds" }, ["1 of 4 layers", "retrying in 5 seconds"]],
])("%s", (_name, changes, parts) => {
  const text = pullProgressText({ ...HALF, ...changes });
  for (const part of parts) expect(text).toContain(part);
});
