import { type Format, FORMATS, loadRenderer, type Renderer } from "../../src/report/index.js";

/** Every renderer, loaded. */
export const RENDERERS = Object.fromEntries(
  await Promise.all(FORMATS.map(async (format) => [format, await loadRenderer(format)] as const)),
) as Readonly<Record<Format, Renderer>>;
