import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

function findCheckout(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findCheckout(dirname(folder));
}

/** The checkout that the laboratory tests; also right when this file runs compiled. */
export const CHECKOUT = findCheckout(dirname(fileURLToPath(import.meta.url)));
