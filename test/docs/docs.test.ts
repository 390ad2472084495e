import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CHECKS } from "../../checks/index.js";
import { renderCheckTable, renderCodes, replaceSection } from "./generated.js";

const ROOT = join(import.meta.dirname, "../..");

/** `npm run docs` writes the sections; without it they have to be there already. */
const isWriting = process.env["UPDATE_DOCS"] === "1";

function expectSection(file: string, name: string, content: string): void {
  const path = join(ROOT, file);
  const text = readFileSync(path, "utf8");
  const wanted = replaceSection(text, name, content);
  if (isWriting) writeFileSync(path, wanted);
  else expect(text, `${file} is out of step: npm run docs`).toBe(wanted);
}

it.each(CHECKS.map((check) => [check.id, check] as const))("the page of %s lists its codes", (id, check) => {
  expectSection(`checks/${id}.md`, "codes", renderCodes(check));
});

it("README's table of checks is in step", () => {
  expectSection("README.md", "checks", renderCheckTable(CHECKS));
});
