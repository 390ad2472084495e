import { parentPort, workerData } from "node:worker_threads";
import { currentFolder } from "../docker/paths.js";
import { type NamedFile, readNamedFile } from "../plan/named-file.js";
import { loadPlan, type PlanInputs, type PlanWorld } from "../plan/index.js";
import { readPlanWorld } from "../probe/plan-world.js";
import { failureOf, openSecrets, type ReadingResult, type ReadingTask, type UnreadInputs } from "./reading.js";

function ofOption(by: string, path: string, world: PlanWorld): NamedFile {
  return { by, path, base: currentFolder(world.cwd) };
}

/** The inputs with the texts of the files that they name. */
async function withTexts({ commandFile, compose, ...rest }: UnreadInputs, world: PlanWorld): Promise<PlanInputs> {
  return {
    ...rest,
    ...(commandFile && {
      commandFile: {
        ...commandFile,
        text: commandFile.text ?? readNamedFile(world, ofOption("--command-file", commandFile.name, world)),
      },
    }),
    ...(compose && {
      compose: {
        ...compose,
        text: readNamedFile(world, ofOption("--compose", compose.file, world)),
        parse: await loadComposeParser(),
      },
    }),
  };
}

async function loadComposeParser(): Promise<typeof import("../plan/compose/service.js").parseCompose> {
  const { parseCompose } = await import("../plan/compose/service.js");
  return parseCompose;
}

async function read(task: ReadingTask): Promise<ReadingResult> {
  if (task.of === "recording") {
    const { readRecording } = await import("./recording.js");
    return { of: "recording", recording: readRecording(task.file) };
  }
  const world = readPlanWorld();
  const { plan, secrets } = loadPlan(await withTexts(task.inputs, world), world);
  return { of: "plan", plan, secrets: openSecrets(secrets) };
}

async function run(): Promise<void> {
  let result: ReadingResult;
  try {
    result = await read(workerData as ReadingTask);
  } catch (error) {
    result = failureOf(error);
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
  parentPort?.postMessage(result);
}

await run();
