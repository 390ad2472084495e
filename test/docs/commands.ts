import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

/** A command of a page, on one line, and what the page shows as its output. */
export interface PageCommand {
  readonly page: string;
  readonly line: string;
  readonly output: string;
}

/** Every page of this project for its users, from the root. */
function pages(): readonly string[] {
  const inFolder = (folder: string): readonly string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name));
  return ["README.md", ...inFolder("docs"), ...inFolder("checks")];
}

/** The blocks of a page that are marked as a language. */
export function blocksOf(page: string, language: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gmu)].flatMap(([, marked, block = ""]) =>
    marked === language ? [block] : [],
  );
}

function commandsIn(block: string): readonly Omit<PageCommand, "page">[] {
  return block
    .replaceAll(/\\\n */gu, "")
    .split(/^\$ /mu)
    .slice(1)
    .map((part) => {
      const [line = "", ...output] = part.split("\n");
      return { line, output: output.join("\n") };
    });
}

/** The commands of the `console` blocks of all pages. */
export function pageCommands(): readonly PageCommand[] {
  return pages().flatMap((page) =>
    blocksOf(page, "console").flatMap((block) => commandsIn(block).map((command) => ({ page, ...command }))),
  );
}
