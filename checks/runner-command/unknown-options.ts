import {
  CLIENTS,
  type ClientOptionsFact,
  type ClientOptionsQuestion,
  type CommandIssue,
  type Evidence,
  type Finding,
  type Pass,
} from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { orNothing } from "../../src/judge/probes.js";
import { RUNNER_CODES } from "./codes.js";
import { openWords, type UnaskedClient, unaskedWords } from "./option-words.js";
import { factsOf, isForClient } from "./options.js";

/** What the client says of the options that this program does not know. */
export interface ClientJudged {
  readonly findings: readonly Finding[];
  readonly evidence: readonly Evidence[];
  /** Why it is open whether there are such options. */
  readonly open?: string;
}

/** An option that only the client can know, and the command that would list it. */
interface Asked {
  readonly issue: CommandIssue;
  readonly question: ClientOptionsQuestion;
  /** `docker run`. */
  readonly command: string;
  readonly option: string;
}

function askedOf(issue: CommandIssue): readonly Asked[] {
  const { problem } = issue;
  if (problem.of !== "option-unknown" || !isForClient(issue)) return [];
  const { command, option } = problem;
  const client = CLIENTS.find((name) => name === command.split(" ")[0]);
  if (client === undefined) return [];
  return [{ issue, question: { client, ...(command === client ? {} : { subcommand: "run" }) }, command, option }];
}

function helpEvidence({ command, option, issue }: Asked, observed: string): Evidence {
  return { what: `${option} in ${command} --help`, observed, vantage: "process", origin: issue.origin };
}

function judge(asked: Asked, fact: ClientOptionsFact | undefined): ClientJudged {
  const { issue, command, option } = asked;
  const { evidence, ...facts } = factsOf(issue, "option", issue.text);
  if (fact?.outcome !== "listed") {
    const client: UnaskedClient = fact === undefined || fact.outcome === "no-client" ? "missing" : fact.why;
    const args = { of: "unasked", issue, command, client } as const;
    const finding = findingFor(RUNNER_CODES, "option-unknown", args, { ...facts, evidence, severity: "warning" });
    return { findings: [finding], evidence: [], open: unaskedWords(command, client) };
  }
  if (fact.options.includes(option)) return { findings: [], evidence: [helpEvidence(asked, "listed")] };
  const seen = helpEvidence(asked, `not among the ${fact.options.length} names listed`);
  const args = { of: "refused", issue } as const;
  return {
    findings: [findingFor(RUNNER_CODES, "option-unknown", args, { ...facts, evidence: [...evidence, seen] })],
    evidence: [],
  };
}

/** Options that this program does not know: where the client does not list them, docker refuses the start command. */
export async function unknownOptions({ plan, host, signal }: Pass): Promise<ClientJudged> {
  const asked = plan.issues.flatMap((issue) => (issue.kind === "mount-invalid" ? [] : askedOf(issue)));
  const judged = await Promise.all(
    asked.map(async (one) => judge(one, await orNothing(host.env.clientOptions(one.question, { signal })))),
  );
  const options = asked.filter((_, index) => judged[index]?.open !== undefined).map(({ option }) => option);
  const reasons = [...new Set(judged.flatMap(({ open = [] }) => open))];
  return {
    findings: judged.flatMap(({ findings }) => findings),
    evidence: judged.flatMap(({ evidence }) => evidence),
    ...(options.length === 0 ? {} : { open: openWords(options, reasons) }),
  };
}
