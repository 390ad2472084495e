/** The licences of the packages whose code is in the bundle, as one text. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const RULE = "-".repeat(80);

/** The folder of the package that a module belongs to; nothing for our own. */
function packageFolderOf(moduleId) {
  if (!moduleId.includes("/node_modules/") || !existsSync(moduleId)) return undefined;
  let folder = dirname(moduleId);
  while (!isPackage(folder)) folder = dirname(folder);
  return folder;
}

/** Packages may hold a package.json in folders of theirs that says a module's type alone. */
function isPackage(folder) {
  const file = join(folder, "package.json");
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version !== undefined;
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/iu.test(one));
  if (file === undefined) throw new Error(`${name} ${version} (${license}) comes without the text of its licence`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}

/**
 * @param moduleIds the files of every module in the bundle
 * @throws where a package brings no text of its licence
 */
export function licencesOf(moduleIds) {
  const folders = new Set(moduleIds.map(packageFolderOf).filter((folder) => folder !== undefined));
  const head = "runner-preflight contains code of the packages below, each under its own licence.\n";
  return [head, ...[...folders].map(licenceOf).sort()].join(`\n${RULE}\n\n`);
}
