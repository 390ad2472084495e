import { writeFileSync } from "node:fs";

process.on("exit", () => writeFileSync(process.env["USAGE_FILE"], JSON.stringify(process.resourceUsage())));
