import { renderJson } from "./json.js";
import { renderJunit } from "./junit.js";
import { renderMarkdown } from "./markdown.js";
import { renderTable } from "./table.js";
import type { Format, Renderer } from "./types.js";

export { FORMATS, type Format, type Renderer, type RenderOptions } from "./types.js";

/** One renderer per value of `--format` and `--report`. */
export const RENDERERS: Readonly<Record<Format, Renderer>> = {
  table: renderTable,
  json: renderJson,
  junit: renderJunit,
  markdown: renderMarkdown,
};
export { renderCredentials } from "./credentials.js";
