import { jsonText } from "../contract/printable.js";
import type { Renderer } from "./types.js";

/** The report as it is; its shape is docs/report.schema.json. */
export const renderJson: Renderer = (report) => jsonText(report);
