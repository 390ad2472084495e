import { expect, it } from "vitest";
import type { Report } from "../../src/contract/index.js";
import { renderCredentials, type RenderOptions } from "../../src/report/index.js";
import { RENDERERS } from "../support/renderers.js";
import { FORGED, HOSTILE_TEXTS, named, RAW, withText, withoutColours } from "./support/hostile-text.js";
import { parseXml, type XmlElement } from "./support/parse-xml.js";
import { failingReport, sampleFinding, sampleResult, undeterminedReport } from "./support/sample-report.js";

const OPTIONS: RenderOptions = { columns: 100, color: false, ascii: false, verbose: true, quiet: false };

/** A report with every member that one can have. */
const FULL: Report = failingReport({
  credentials: [
    {
      image: "registry.example/a:1",
      registry: "registry.example",
      reader: "runner",
      file: "/root/.docker/config.json",
      key: "registry.example",
      steps: ["auths has a key"],
      outcome: "basic",
      username: "deployer",
      reason: "a reason",
      result: "basic as deployer",
    },
  ],
  bugs: [{ where: "acme/x", message: "boom" }],
  results: [
    ...failingReport().results,
    ...undeterminedReport().results,
    sampleResult({
      id: "mount-paths",
      status: "fail",
      findings: [
        sampleFinding({
          code: "mount-invalid",
          remedy: {
            summary: "Correct it.",
            commands: [],
            changes: [
              { remove: ["-v", "/a"], add: ["-v", "/a:/a"], origin: "docker run word 3" },
              { remove: ["A=1"], add: ["A=2", "B=3"], envFile: "/etc/runner.env", origin: "/etc/runner.env:3" },
              { remove: [], add: ["-e", "A=1"] },
            ],
            source: "https://docs.docker.com/",
          },
        }),
      ],
    }),
  ],
});
const COMPOSE: Report = { ...FULL, plan: { ...FULL.plan, source: "compose" } };
const REPORTS = [FULL, COMPOSE, undeterminedReport({ interrupted: true })];

/** What of each line is ours: marks of Markdown and XML up to the first word. */
function frame(text: string): readonly string[] {
  return text.split("\n").map((line) => /^[^\p{L}\p{N}]*/u.exec(line)?.[0].replaceAll(/`+/g, "`") ?? "");
}

function shape({ name, attributes, children }: XmlElement): unknown {
  return [name, Object.keys(attributes), children.map(shape)];
}

it.each(HOSTILE_TEXTS.map((text) => [named(text), text] as const))(
  "%s in every foreign field starts no line, leaves no block and stays in no output",
  (_, hostile) => {
    for (const clean of REPORTS) {
      const report = withText(clean, hostile);
      for (const options of [OPTIONS, { ...OPTIONS, color: true }, { ...OPTIONS, columns: 40, quiet: true }]) {
        const lines = withoutColours(RENDERERS.table(report, options)).split("\n");
        expect(lines.filter((line) => line.startsWith(FORGED) || RAW.test(line))).toEqual([]);
      }
      const markdown = RENDERERS.markdown(report, OPTIONS);
      expect(markdown).not.toMatch(RAW);
      expect(frame(markdown)).toEqual(frame(RENDERERS.markdown(clean, OPTIONS)));

      const junit = RENDERERS.junit(report, OPTIONS);
      expect(junit).not.toMatch(RAW);
      expect(frame(junit)).toEqual(frame(RENDERERS.junit(clean, OPTIONS)));
      expect(shape(parseXml(junit))).toEqual(shape(parseXml(RENDERERS.junit(clean, OPTIONS))));

      const json = RENDERERS.json(report, OPTIONS);
      expect(json).not.toMatch(RAW);
      expect(JSON.parse(json)).toEqual(report);

      const credentials = renderCredentials(report.credentials ?? [], { columns: 100, color: true });
      expect(withoutColours(credentials)).not.toMatch(RAW);
      expect(credentials).not.toMatch(new RegExp(`^${FORGED}`, "mu"));
    }
  },
);

it("a pair of UTF-16 is never cut in two", () => {
  for (const length of [0, 1, 396, 397]) {
    const report = withText(undeterminedReport(), `${"x".repeat(length)}${"\u{1F600}".repeat(40)}`);
    for (const format of ["table", "markdown", "junit"] as const) {
      expect(RENDERERS[format](report, { ...OPTIONS, columns: 60 })).not.toMatch(/\p{Cs}/u);
    }
  }
});
