import type { FindingName } from "../../contract/index.js";
import { mergedRemedies } from "../evidence.js";
import { decisiveGroups, type FindingGroup, otherSentences } from "../groups.js";
import { firstSentence, wrap } from "../text.js";
import { type Context, CONTENT, LABEL, labelled, type Section } from "./context.js";
import { renderKnown } from "./known.js";
import { renderRemedy } from "./remedy.js";

/** Each code with the targets that it is about: `variable-missing (A, B), option-invalid`. */
function namesOf(findings: readonly FindingName[]): string {
  const targets = new Map<string, string[]>();
  for (const { code, target } of findings) {
    targets.set(code, [...(targets.get(code) ?? []), ...(target === undefined ? [] : [target])]);
  }
  return [...targets].map(([code, of]) => (of.length === 0 ? code : `${code} (${of.join(", ")})`)).join(", ");
}

/** What the message leaves open: the other targets, those that follow included, or the one that it does not name. */
function targetLines({ code, targets, entails, findings }: FindingGroup, context: Context): string[] {
  const following = entails.flatMap((name) => (name.code === code && name.target !== undefined ? [name.target] : []));
  const all = [...new Set([...targets, ...following])];
  const [target, ...others] = all;
  if (others.length > 0) {
    const told = all.slice(0, context.room.hosts).join(", ");
    const left = all.length - context.room.hosts;
    return labelled(context, `Targets (${all.length}): ${told}${left > 0 ? ` and ${left} more` : ""}`);
  }
  const isNamed = target === undefined || findings[0].message.includes(target.replace(/:\d+$/u, ""));
  return isNamed ? [] : labelled(context, `Target: ${target}`);
}

/** The words of the cause; without the sentence that the first line of the report says already. */
function messageLines(group: FindingGroup, { report, columns, verbose, room }: Context): string[] {
  const { message } = group.findings[0];
  const [only, ...others] = decisiveGroups(report);
  const isInHead = report.verdict === "fail" && others.length === 0 && only?.findings[0] === group.findings[0];
  const [first, more] = firstSentence(message);
  const text = [...(isInHead && !verbose ? [] : [`${first}.`]), ...(room.hasAsides ? [more] : [])].join(" ").trim();
  return text === "" ? [] : wrap(text, columns, LABEL);
}

/** A cause, or a warning told as one: its code, how it is known, what to do. */
export function renderCause(context: Context, group: FindingGroup, position: number): Section {
  const { columns, paint, verbose } = context;
  const style = group.severity === "error" ? "red" : "yellow";
  const place = [group.checks.join(", "), ...(group.hop === undefined ? [] : [`at ${group.hop}`])].join(", ");
  const [head = "", ...continued] = wrap(`${position}. ${group.code} (${place})`, columns, "", LABEL);
  const remedies = mergedRemedies(group.findings);
  const sources = verbose ? [...new Set(remedies.map((remedy) => remedy.source))] : [];
  const others = group.entails.filter(({ code }) => code !== group.code);
  const [first] = group.findings;
  return [
    head.replace(group.code, () => paint(group.code, "bold", style)),
    ...continued,
    ...messageLines(group, context),
    ...otherSentences(group)
      .slice(0, context.room.hosts - 1)
      .flatMap((sentence) => wrap(sentence, columns, LABEL)),
    ...targetLines(group, context),
    ...(others.length === 0 ? [] : labelled(context, `This also causes: ${namesOf(others)}`)),
    ...(verbose && group.blocks.length > 0 ? labelled(context, `Blocks: ${group.blocks.join(", ")}`) : []),
    ...(verbose ? group.findings : [first]).flatMap(({ evidence, target }) =>
      renderKnown(evidence, context, group.targets.length > 1 && target !== undefined ? ` of ${target}` : ""),
    ),
    ...remedies.flatMap((remedy) => renderRemedy(remedy, context)),
    ...sources.flatMap((source) =>
      wrap(`Source: ${source}`, columns, LABEL, CONTENT).map((line) => paint(line, "dim")),
    ),
  ];
}
