import { expect, it } from "vitest";
import { mendCommandText } from "../../src/repair/command-text.js";

it.each([
  ["line numbers", "1. docker run \\\n2. -it img", "docker run \\\n-it img"],
  ["a blank behind the mark of a line end", "docker run \\ \n-it img", "docker run \\\n-it img"],
  ["marks in the middle of a line", "docker run \\ -it \\ img", "docker run -it img"],
  ["typographic quotes", "-e \u201cA=b\u201d \u2018c\u2019 it\u2019s", "-e \"A=b\" 'c' it\u2019s"],
  ["dashes", "docker run \u2014name x \u2013it img", "docker run --name x -it img"],
  ["blanks and what has no width", "docker\u00a0run\u200b img", "docker run img"],
  ["nothing", "docker run --name x img\n", "docker run --name x img\n"],
])("gives back what copying took: %s", (_, text, mended) => {
  expect(mendCommandText(text)).toBe(mended);
});
