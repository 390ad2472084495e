import type { ClientOptionsFact, ClientOptionsQuestion } from "../contract/index.js";
import { runClient } from "./client.js";

/** `  -a, --attach list   Attach to …`, `      --name string`. */
const OPTION_LINE = /^[ \t]+(?:(-[A-Za-z]), )?(--[A-Za-z0-9][\w-]*)/gmu;

/** The options that `--help` of a client lists: no engine, no config and no variable of the user has a say in it. */
export async function readClientOptions(
  { client, subcommand }: ClientOptionsQuestion,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ClientOptionsFact> {
  const words = [...(subcommand === undefined ? [] : [subcommand]), "--help"];
  const ended = await runClient(client, words, env, signal);
  if (ended === "no-program") return { outcome: "no-client" };
  if (typeof ended === "string") return { outcome: "no-answer", why: ended };
  if (ended.status !== 0) return { outcome: "no-answer", why: "failed" };
  const options = [...ended.text.matchAll(OPTION_LINE)].flatMap(([, short, long = ""]) => [short ?? [], long].flat());
  return options.length === 0
    ? { outcome: "no-answer", why: "unreadable" }
    : { outcome: "listed", options: [...new Set(options)] };
}
