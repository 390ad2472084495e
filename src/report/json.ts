import type { Renderer } from "./types.js";

/** The report as it is; its shape is docs/report.schema.json. */
export const renderJson: Renderer = (report) => `${JSON.stringify(report, null, 2)}\n`;
