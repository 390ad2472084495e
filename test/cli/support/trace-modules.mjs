// Preloaded with --import: writes the URL of every module that is loaded into the file $MODULE_TRACE.
import { appendFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import process from "node:process";

const file = process.env.MODULE_TRACE;
register("./trace-hooks.mjs", import.meta.url, { data: { file } });
// What is required from inside CommonJS packages is listed at the end.
process.on("exit", () => {
  const { cache } = createRequire(import.meta.url);
  appendFileSync(
    file,
    Object.keys(cache)
      .map((path) => `file://${path}\n`)
      .join(""),
  );
});
