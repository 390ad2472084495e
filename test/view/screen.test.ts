import { expect, it } from "vitest";
import { createScreen } from "../../src/view/screen.js";
import { keepingStream, shownBy } from "./support.js";

it.each<readonly [string, readonly (readonly string[])[]]>([
  [
    "the same number of lines",
    [
      ["a", "b", "c"],
      ["a", "x", "c"],
      ["y", "x", "z"],
    ],
  ],
  [
    "a line more in the middle",
    [
      ["a", "b", "c"],
      ["a", "x", "b", "c"],
    ],
  ],
  ["lines more at the end", [["a"], ["a", "b", "c"]]],
  ["fewer lines", [["a", "b", "c", "d"], ["a", "d"], ["d"]]],
  [
    "shorter lines",
    [
      ["a long line", "b"],
      ["a", "b"],
    ],
  ],
  ["none", [["a", "b"], []]],
])("shows what was drawn last: %s", (_name, frames) => {
  const stream = keepingStream();
  const screen = createScreen((text) => stream.write(text));
  for (const frame of frames) {
    screen.draw(frame, 99);
    expect(shownBy(stream.text())).toEqual([...frame, ""]);
  }
  screen.clear();
  expect(shownBy(stream.text())).toEqual([""]);
});

it("writes only what has changed, and nothing where nothing has", () => {
  const stream = keepingStream();
  const screen = createScreen((text) => stream.write(text));
  screen.draw(["first", "second", "third"], 99);
  const before = stream.text();
  screen.draw(["first", "second", "third"], 99);
  expect(stream.writes()).toBe(1);
  screen.draw(["first", "other", "third"], 99);
  const written = stream.text().slice(before.length);
  expect(written).toContain("other");
  expect(written).not.toMatch(/first|third/u);
});

it("takes away what a narrower terminal has wrapped", () => {
  const stream = keepingStream();
  const screen = createScreen((text) => stream.write(text));
  screen.draw(["x".repeat(30), "y"], 40);
  const before = stream.text();
  screen.draw(["x".repeat(19), "y"], 20);
  // 30 columns are two lines of 20 now, so that three lines are above the cursor
  expect(stream.text().slice(before.length)).toContain("\u001B[3A\u001B[G\u001B[J");
});

it("writes nothing to clear what was never drawn", () => {
  const stream = keepingStream();
  createScreen((text) => stream.write(text)).clear();
  expect(stream.text()).toBe("");
});
