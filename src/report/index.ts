import { printableParts } from "../contract/printable.js";
import { renderJson } from "./json.js";
import { renderJunit } from "./junit.js";
import { renderMarkdown } from "./markdown.js";
import { renderTable } from "./table.js";
import type { Format, Renderer } from "./types.js";

export { FORMATS, type Format, type Renderer, type RenderOptions } from "./types.js";

function ofPrintable(render: Renderer): Renderer {
  return (report, options) => render(printableParts(report), options);
}

/** One renderer per value of `--format` and `--report`. */
export const RENDERERS: Readonly<Record<Format, Renderer>> = {
  table: ofPrintable(renderTable),
  json: renderJson,
  junit: ofPrintable(renderJunit),
  markdown: ofPrintable(renderMarkdown),
};
export { renderCredentials } from "./credentials.js";
