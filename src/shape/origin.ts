import * as v from "valibot";
import type { Origin } from "../contract/index.js";
import { TEXT } from "./problem.js";

const MAYBE_TEXT = v.exactOptional(TEXT);
const LINE = v.exactOptional(v.number());
const HOME = v.union([v.literal("invoking-user"), v.object({ user: TEXT })], "whose home it is");

/** Where a value of the plan comes from. */
export const ORIGIN: v.GenericSchema<Origin> = v.lazy(() =>
  v.variant("from", [
    v.object({ from: v.literal("default"), source: MAYBE_TEXT }),
    v.object({ from: v.literal("word"), word: v.number() }),
    v.object({ from: v.literal("file"), file: TEXT, line: LINE, path: TEXT }),
    v.object({ from: v.literal("stdin"), line: LINE }),
    v.object({ from: v.literal("option"), option: TEXT, at: v.exactOptional(ORIGIN) }),
    v.object({ from: v.literal("variable"), name: TEXT, setIn: v.picklist(["environment", "script", "command"]) }),
    v.object({ from: v.literal("home"), of: HOME, sudo: v.exactOptional(v.picklist(["-E", "-u", "resets-home"])) }),
    v.object({ from: v.literal("member"), member: TEXT, file: TEXT }),
    v.object({ from: v.literal("context"), context: TEXT, by: ORIGIN }),
    v.object({ from: v.literal("assumed"), by: ORIGIN }),
    v.object({ from: v.literal("answer"), request: TEXT }),
  ]),
);
