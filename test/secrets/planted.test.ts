import { describe, expect, it } from "vitest";
import { hideForms } from "../../src/secrets/forms.js";
import { UsageError } from "../../src/contract/index.js";
import type { LoadedPlan } from "../../src/plan/index.js";
import { CONNECTION, fakeHost, HEALTHY, mergeAnswers, statTable } from "../checks/support.js";
import { load } from "../plan/world.js";
import { leaksIn } from "./leaks.js";
import { outputOf, recordedBy } from "./output.js";
import { type Place, URL_PLACES, WORD_PLACES } from "./planted-commands.js";

/** A plain one, one that a URL would have encoded, one with an `@` of its own, and a sentence. */
const IN_URLS = ["Zq7XkV9w3TbN2m", "PXq9/s3cRetZw7kJ", "Hy6@vT8/zB4?kLm1p"] as const;
const IN_WORDS = ["Zq7XkV9w3TbN2m", "PXq9/s3cRetZw7kJ"] as const;

/** An engine that has nothing of what is asked for, and repeats in its answers what it was asked. */
const ECHO = mergeAnswers(HEALTHY, {
  engine: {
    connection: CONNECTION,
    acceptance: ({ body }) => ({ outcome: "refused", detail: `invalid: ${JSON.stringify(body)}` }),
    network: { outcome: "missing" },
    container: { outcome: "missing" },
    path: ({ path }) => ({ path, outcome: "missing", detail: `no such path: ${path}` }) as never,
    localImage: { outcome: "missing" },
    distribution: ({ reference }) => ({
      outcome: "failed",
      status: 400,
      message: `invalid reference format: ${reference}`,
      observedAt: "2026-11-01T12:00:00Z",
      durationMs: 1,
    }),
  },
  files: { stat: statTable({}) },
});

async function shownOf(place: Place, secret: string): Promise<string> {
  const { inputs, world } = place(secret);
  let loaded: LoadedPlan;
  try {
    loaded = load(inputs, world);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return hideForms(error.message);
  }
  return outputOf({ ...loaded, ...recordedBy(fakeHost(ECHO), loaded) });
}

const rowsOf = (places: Readonly<Record<string, Place>>, secrets: readonly string[]) =>
  Object.entries(places).flatMap(([name, place]) => secrets.map((secret) => ({ name, secret, place })));

const ROWS = [...rowsOf(URL_PLACES, IN_URLS), ...rowsOf(WORD_PLACES, IN_WORDS)];

describe("a secret that stands in a command", () => {
  it("is planted in more than 220 places", () => {
    expect(ROWS.length).toBeGreaterThan(220);
  });

  it.concurrent.each(ROWS)("$name: $secret is nowhere", async ({ place, secret }) => {
    const output = await shownOf(place, secret);
    expect(output).not.toBe("");
    expect(leaksIn(output, secret)).toEqual([]);
  });
});
