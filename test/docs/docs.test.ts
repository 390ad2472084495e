import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CHECKS } from "../../checks/index.js";
import { renderCheckTable, renderCodes, renderForms, replaceSection } from "./generated.js";
import { changeSample, credentialsSample, recordedSample } from "./samples.js";

const ROOT = join(import.meta.dirname, "../..");

/** `npm run docs` writes the sections; without it they have to be there already. */
const isWriting = process.env["UPDATE_DOCS"] === "1";

/** The file's text as it is (or has just been written), and as it should be. */
function readSection(file: string, name: string, content: string): { readonly is: string; readonly should: string } {
  const path = join(ROOT, file);
  const should = replaceSection(readFileSync(path, "utf8"), name, content);
  if (isWriting) writeFileSync(path, should);
  return { is: readFileSync(path, "utf8"), should };
}

it.each(CHECKS.map((check) => [check.id, check] as const))("the page of %s lists its codes", (id, check) => {
  const { is, should } = readSection(`checks/${id}/page.md`, "codes", renderCodes(check));
  expect(is, `checks/${id}/page.md is out of step: npm run docs`).toBe(should);
});

it("the table of what engines take of images is in step", () => {
  const { is, should } = readSection("checks/image-pullable/page.md", "forms", renderForms());
  expect(is, "checks/image-pullable/page.md is out of step: npm run docs").toBe(should);
});

it("README's table of checks is in step", () => {
  const { is, should } = readSection("README.md", "checks", renderCheckTable(CHECKS));
  expect(is, "README.md is out of step: npm run docs").toBe(should);
});

const README_SAMPLES: readonly (readonly [string, () => string | Promise<string>])[] = [
  ...["healthy-default-deployment", "working-directory-not-mounted"].map(
    (name) => [`sample ${name}`, () => recordedSample(name)] as const,
  ),
  ["change", changeSample],
  ["credentials", () => credentialsSample("team/app:1")],
];

it.each(README_SAMPLES)("README's %s is what the program prints", async (name, sample) => {
  const { is, should } = readSection("README.md", name, await sample());
  expect(is, "README.md is out of step: npm run docs").toBe(should);
});
