import {
  type BlockedEndpoint,
  type CodeEntry,
  type Evidence,
  type Finding,
  type FindingName,
  type NamedTargetVerdict,
  type RemedyCommand,
  type Severity,
  type StartCommandChange,
  type Verdict,
  type VerdictDetails,
  findingsOf,
  isFilled,
  reasonOf,
  statusFrom,
  worstStatus,
} from "../contract/index.js";

/** What a code says of one case: the sentence, and what to do about it. */
export interface Words {
  /** One sentence: what is wrong, with the names it is about. */
  readonly message: string;
  /** One imperative sentence. */
  readonly summary: string;
  /** One sentence on what follows: a restart, a new login. */
  readonly afterwards?: string | undefined;
  readonly commands?: readonly RemedyCommand[] | undefined;
  /** Left out of the finding where there are none. */
  readonly changes?: readonly StartCommandChange[] | undefined;
  /** The source of the catalogue entry by default. */
  readonly source?: string | undefined;
}

/** A code as a whole: its entry in the catalogue, and its words, the only place where they are made. */
export interface Code<Args> extends CodeEntry {
  readonly words: (args: Args) => Words;
}

/** Any code; `never` accepts the words of every one, whatever their arguments. */
export type AnyCode = Code<never>;

/** The codes of a room: a code without words is a type error. */
export function defineCodes<const Codes extends Readonly<Record<string, AnyCode>>>(codes: Codes): Codes {
  return codes;
}

/** What the words of a code are made of; nothing where they are always the same. */
export type ArgsOf<Codes extends Readonly<Record<string, AnyCode>>, Id extends keyof Codes> =
  Parameters<Codes[Id]["words"]> extends [infer Args] ? Args : Readonly<Record<string, never>>;

/** What a finding has besides its words. */
export interface FindingFacts {
  readonly target?: string | undefined;
  readonly hop?: string | undefined;
  readonly evidence: readonly Evidence[];
  /** Wins over the severity of the catalogue. */
  readonly severity?: Severity | undefined;
  /** What this follows from and goes away with. */
  readonly followsFrom?: FindingName | undefined;
  readonly blocked?: BlockedEndpoint | undefined;
}

/** A finding in the words of its code; severity and source come from the code unless something else is said. */
export function findingFor<Codes extends Readonly<Record<string, AnyCode>>, Id extends Extract<keyof Codes, string>>(
  codes: Codes,
  code: Id,
  args: ArgsOf<Codes, Id>,
  facts: FindingFacts,
): Finding {
  const entry: AnyCode | undefined = codes[code];
  if (entry === undefined) throw new Error(`code ${code} is not in the check's catalogue`);
  const {
    message,
    summary,
    afterwards: follows,
    commands = [],
    changes = [],
    source = entry.source,
  } = entry.words(args as never);
  const { target, hop, evidence, severity = entry.severity, followsFrom, blocked } = facts;
  return {
    code,
    message,
    ...(target === undefined ? {} : { target }),
    ...(hop === undefined ? {} : { hop }),
    evidence,
    severity,
    remedy: {
      summary,
      ...(follows === undefined ? {} : { afterwards: follows }),
      commands,
      ...(changes.length === 0 ? {} : { changes }),
      source,
    },
    ...(followsFrom === undefined ? {} : { followsFrom }),
    ...(blocked === undefined ? {} : { blocked }),
  };
}

/** A command that changes nothing, or only what it names, and needs no root. */
export function safe(run: string): RemedyCommand {
  return { run, risk: "safe" };
}

/** A command that needs root; the text names `sudo` itself. */
export function sudo(run: string): RemedyCommand {
  return { run, risk: "sudo" };
}

/** A command that loses something: stops or removes what is running, overwrites what is there. */
export function destructive(run: string): RemedyCommand {
  return { run, risk: "destructive" };
}

/** A command that changes nothing and shows the fault again. */
export function showing(command: RemedyCommand): RemedyCommand {
  return { ...command, role: "see" };
}

/** A command for what follows the fix: a restart, a new login. */
export function afterwards(command: RemedyCommand): RemedyCommand {
  return { ...command, role: "then" };
}

/** What a verdict has besides its status: findings to add to those of the judgement, and a reason that wins over the targets'. */
export interface VerdictExtra extends VerdictDetails {
  readonly findings?: readonly Finding[] | undefined;
  readonly reason?: string | undefined;
}

/** The check holds. */
export function passed(evidence: readonly Evidence[] = [], details: VerdictDetails = {}): Verdict {
  return { ...details, status: "pass", evidence: [...evidence, ...(details.evidence ?? [])] };
}

/** `fail` with these findings, or `pass` when there are none. */
export function failed(
  findings: readonly Finding[],
  evidence: readonly Evidence[] = [],
  details: VerdictDetails = {},
): Verdict {
  if (!isFilled(findings)) return passed(evidence, details);
  return { ...details, status: "fail", findings, evidence: [...evidence, ...(details.evidence ?? [])] };
}

/** There is nothing to judge. */
export function skipped(reason: string, details: VerdictDetails = {}): Verdict {
  return { ...details, status: "skip", reason };
}

/** What is needed for a judgement could not be seen; `findings` hold all the same. */
export function inconclusive(reason: string, extra: Omit<VerdictExtra, "reason"> = {}): Verdict {
  const { findings, ...details } = extra;
  return { ...details, status: "inconclusive", reason, ...(findings === undefined ? {} : { findings }) };
}

/** Whether any of the findings is an error. */
export function hasError(findings: readonly Finding[]): boolean {
  return statusFrom("pass", findings) === "fail";
}

/**
 * The verdict over targets: worst status, and the findings of every target lifted to the check, after those of
 * `extra`; evidence stays with its target. A target's finding that names no target is given the target's name.
 */
export function verdictOf(targets: readonly NamedTargetVerdict[], extra: VerdictExtra = {}): Verdict {
  const { findings: own = [], reason: ownReason, ...details } = extra;
  const named = targets.map(withNamedFindings);
  // one finding of several targets is one finding
  const findings = [...new Set([...own, ...named.flatMap(findingsOf)])];
  const status = worstStatus([
    statusFrom("skip", own),
    ...named.map((target) => statusFrom(target.status, findingsOf(target))),
  ]);
  const reason = ownReason ?? reasonsOf(named.filter((target) => target.status === status));
  const shared = { ...details, targets: named };
  if (status === "inconclusive") return { ...shared, status, findings, reason };
  if (isFilled(findings)) return { ...shared, status: "fail", findings };
  return status === "skip" && named.length > 0 ? { ...shared, status, reason } : { ...shared, status: "pass" };
}

function withNamedFindings(verdict: NamedTargetVerdict): NamedTargetVerdict {
  const naming = (found: Finding): Finding =>
    found.target === undefined ? { ...found, target: verdict.target } : found;
  if (verdict.status === "fail") {
    const [first, ...others] = verdict.findings;
    return { ...verdict, findings: [naming(first), ...others.map(naming)] };
  }
  if (verdict.status === "inconclusive" && verdict.findings !== undefined) {
    return { ...verdict, findings: verdict.findings.map(naming) };
  }
  return verdict;
}

function reasonsOf(verdicts: readonly NamedTargetVerdict[]): string {
  return [...new Set(verdicts.map(reasonOf).filter((text) => text !== undefined))].join("; ");
}
