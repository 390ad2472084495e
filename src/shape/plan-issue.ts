import * as v from "valibot";
import { COMMAND_PROBLEMS, type CommandProblem, MOUNT_PROBLEMS, type MountProblem } from "../contract/index.js";
import { ORIGIN } from "./origin.js";
import { list, object, TEXT } from "./problem.js";

const MAYBE_TEXT = v.optional(TEXT);

/** Something of the start command as written, with the words of `docker run`. */
export const WRITTEN = { text: TEXT, words: list(TEXT) };

/** A problem by its name, with its arguments. */
function problemsOf(table: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(table).map(([of, names]) =>
    v.object({ of: v.literal(of), ...Object.fromEntries(names.map((name) => [name, TEXT])) }),
  );
}

const REPEATED = v.object({ of: v.literal("target-repeated"), target: TEXT, also: ORIGIN });
const MOUNT_PROBLEM = v.variant("of", [...problemsOf(MOUNT_PROBLEMS), REPEATED]) as v.GenericSchema<MountProblem>;
const COMMAND_PROBLEM = v.variant("of", problemsOf(COMMAND_PROBLEMS)) as v.GenericSchema<CommandProblem>;

const SUBJECT = object({ of: TEXT });

const CHANGE = object({
  remove: list(TEXT),
  add: list(TEXT),
  origin: v.optional(v.union([TEXT, ORIGIN])),
  envFile: MAYBE_TEXT,
});

/** Something about the start command that a check reports. */
export const ISSUE = v.variant("kind", [
  v.object({
    kind: v.literal("mount-invalid"),
    subject: SUBJECT,
    ...WRITTEN,
    problem: MOUNT_PROBLEM,
    origin: ORIGIN,
    suggestion: v.optional(object(WRITTEN)),
  }),
  v.object({
    kind: v.picklist([
      "option-invalid",
      "option-unknown",
      "command-flattened",
      "unexpanded",
      "variable-without-option",
      "option-after-image",
    ]),
    subject: SUBJECT,
    text: TEXT,
    problem: COMMAND_PROBLEM,
    origin: ORIGIN,
    suggestion: MAYBE_TEXT,
    change: v.optional(CHANGE),
    mayGive: v.optional(v.picklist(["options", "variables"])),
  }),
]);
