// Last step of the build: the catalogue of checks and codes as plain data, which list and explain read.
import { writeFileSync } from "node:fs";
import { CHECKS } from "../dist/checks/index.js";
import { catalogueOf } from "../dist/src/cli/catalogue.js";

writeFileSync(new URL("../dist/catalogue.json", import.meta.url), `${JSON.stringify(catalogueOf(CHECKS), null, 1)}\n`);
