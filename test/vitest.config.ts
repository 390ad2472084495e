import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: join(import.meta.dirname, ".."),
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/lab/**"],
          testTimeout: 15_000,
          // half of their time is waiting for servers that are silent: one worker a core, and not one less
          maxWorkers: "100%",
        },
      },
      {
        test: {
          name: "lab",
          include: ["test/lab/**/*.test.ts"],
          exclude: ["test/lab/engines.test.ts"],
          // after the unit tests, which would disturb what is measured
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "engines",
          include: ["test/lab/engines.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 600_000,
          maxConcurrency: 500,
        },
      },
    ],
  },
});
