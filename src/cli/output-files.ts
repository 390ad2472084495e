import { fstatSync, statSync } from "node:fs";
import { UsageError } from "../contract/index.js";
import { currentFolder, whereabouts } from "../docker/paths.js";
import { findOutput, idOf, type OutputPlace } from "../repair/careful-output.js";
import type { Format } from "../report/types.js";
import type { CheckRequest } from "./request.js";

/** A file this run is going to write, found and looked at. */
export interface OutputFile {
  /** As it was named. */
  readonly file: string;
  /** What is written: a report in a format, or the facts. */
  readonly content: Format | "facts";
  readonly place: OutputPlace;
}

interface Wanted extends Pick<OutputFile, "file" | "content"> {
  readonly option: string;
}

function wantedFiles({ reports, facts }: CheckRequest): readonly Wanted[] {
  const wanted = reports.map(({ format, file }) => ({ option: `--report ${format}=${file}`, file, content: format }));
  return facts === undefined ? wanted : [...wanted, { option: `--facts ${facts}`, file: facts, content: "facts" }];
}

/** A file by number, links followed; nothing where there is none to be seen. */
function idOfInput(look: () => { readonly dev: bigint; readonly ino: bigint } | undefined): readonly string[] {
  try {
    const stat = look();
    return stat === undefined ? [] : [idOf(stat)];
  } catch {
    return [];
  }
}

function idsOfInputs({ from, commandFile, compose, plugins }: CheckRequest): readonly string[] {
  return [from, commandFile, compose, ...plugins]
    .filter((file) => file !== undefined && file !== "-")
    .flatMap((file) => idOfInput(() => statSync(file ?? "", { bigint: true, throwIfNoEntry: false })));
}

function idsOfStream(descriptor: number): readonly string[] {
  return idOfInput(() => {
    const stat = fstatSync(descriptor, { bigint: true });
    return stat.isFile() ? stat : undefined;
  });
}

/**
 * Looks before the run where its files go and whether they can be written, so that nobody waits for a report that is lost.
 *
 * @throws UsageError for a file that cannot be written, is named twice, or is an input or the output of the same run.
 */
export function prepareOutputs(request: CheckRequest): readonly OutputFile[] {
  const taken = new Map<string, string>([
    ...idsOfStream(2).map((id) => [id, "standard error goes to this file"] as const),
    ...idsOfStream(1).map((id) => [id, "standard output goes to this file"] as const),
    ...idsOfInputs(request).map((id) => [id, "this file is an input of the same run"] as const),
  ]);
  return wantedFiles(request).map(({ option, file, content }) => {
    const place = findOutput(file);
    if ("problem" in place) {
      throw new UsageError(`${option}: ${place.problem}${whereabouts(file, currentFolder(process.cwd()))}`);
    }
    if (place.of === "nowhere") return { file, content, place };
    const names = [`${place.folderId}/${place.name}`, ...(place.fileId === undefined ? [] : [place.fileId])];
    const problem = names.map((name) => taken.get(name)).find((one) => one !== undefined);
    if (problem !== undefined) throw new UsageError(`${option}: ${problem}`);
    for (const name of names) taken.set(name, "this file is written twice");
    return { file, content, place };
  });
}
