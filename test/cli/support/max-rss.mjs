import { writeFileSync } from "node:fs";

process.on("exit", () => writeFileSync(process.env["MAX_RSS_FILE"], String(process.resourceUsage().maxRSS)));
