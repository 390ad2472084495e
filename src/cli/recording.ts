import {
  LIMITS,
  NestedTooDeeply,
  parseForeignJson,
  type Recording,
  UnreadableFile,
  UsageError,
} from "../contract/index.js";
import { currentFolder, whereabouts } from "../docker/paths.js";
import { readTextFile } from "../probe/text-file.js";
import { withCurrentAnswers } from "../shape/older-answers.js";
import { describeRecordingShape } from "../shape/recording.js";
import { fromVersion2 } from "../shape/version-2.js";

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the file that `--facts` wrote.
 *
 * @throws UsageError if it cannot be read or is not such a file.
 */
export function readRecording(file: string): Recording {
  return parseRecording(readText(file), `--from ${file}`);
}

function readText(file: string): string {
  try {
    return readTextFile(file, LIMITS.recordingBytes);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UsageError(`--from ${file}: ${error.reason}${whereabouts(file, currentFolder(process.cwd()))}`);
  }
}

/**
 * A recording out of its text; `place` names it in errors.
 *
 * @throws UsageError with the place that is not as it should be.
 */
function parseRecording(text: string, place: string): Recording {
  const refuse = (problem: string): never => {
    throw new UsageError(`${place}: ${problem}`);
  };
  let value: unknown;
  try {
    value = parseForeignJson(text);
  } catch (error) {
    if (error instanceof NestedTooDeeply) refuse(`${error.message}; expected a file written by --facts`);
    refuse("not JSON; expected a file written by --facts");
  }
  if (!isJson(value)) return refuse("not a recording; expected a file written by --facts");
  const { schemaVersion, tool } = value;
  if (schemaVersion === undefined || !isJson(tool) || tool["name"] !== "runner-preflight") {
    return refuse("not a recording of runner-preflight; expected a file written by --facts");
  }
  if (schemaVersion === 1) {
    return refuse("a recording of schema version 1, which this version cannot judge; record again with --facts");
  }
  if (schemaVersion !== 2 && schemaVersion !== 3) {
    return refuse(`schemaVersion ${JSON.stringify(schemaVersion)} is not known; expected 3`);
  }
  const recording = schemaVersion === 2 ? fromVersion2(value) : value;
  const problem = describeRecordingShape(recording);
  return problem === undefined ? withCurrentAnswers(recording as unknown as Recording) : refuse(problem);
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
