import { join } from "node:path";
import { expect, it } from "vitest";
import { EXAMPLES } from "../../checks/examples.js";
import { CHECKS } from "../../checks/index.js";
import { wrongRoles } from "../support/command-roles.js";
import { messagesPage } from "./messages-page.js";

it("every code of every check has an example", () => {
  const codes = new Set(CHECKS.flatMap((check) => Object.keys(check.codes)));
  expect(new Set(EXAMPLES.map(({ code }) => code))).toEqual(codes);
});

it("no command that only shows is a fix, and none that shows changes anything", () => {
  const wrong = EXAMPLES.flatMap(({ code, findings }) =>
    findings.flatMap(({ remedy }) => wrongRoles(remedy.commands).map((what) => `${code} ${what}`)),
  );
  expect(wrong).toEqual([]);
});

// Every text in one place, for a reader. After a change of texts: `npx vitest run -u` with this file, and read the diff.
it("every message reads as in messages.md", async () => {
  await expect(messagesPage(EXAMPLES)).toMatchFileSnapshot(join(import.meta.dirname, "messages.md"));
});
