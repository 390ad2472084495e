/** Last step of the build: writes the catalogue that `list` and `explain` read, as plain data beside the compiled code. */
import { writeFileSync } from "node:fs";
import { CHECKS } from "../../checks/index.js";
import { BUILT_CATALOGUE, catalogueOf } from "./catalogue.js";

writeFileSync(BUILT_CATALOGUE, `${JSON.stringify(catalogueOf(CHECKS), null, 1)}\n`);
