import type { CodeExamples } from "../../checks/examples.js";
import type { Finding, StartCommandChange } from "../../src/contract/index.js";

const INTRODUCTION = [
  "# Every message",
  "",
  "The catalogue's words of each code, and what it says of some cases. Written by `test/golden/messages.test.ts`; `vitest -u` brings it up to date.",
];

const LABELS = new Map([
  ["fix", "Command"],
  ["see", "See it"],
  ["then", "Then"],
]);

/** All texts of all codes as one page. */
export function messagesPage(examples: readonly CodeExamples[]): string {
  return [...INTRODUCTION, ...examples.flatMap(codeLines), ""].join("\n");
}

function codeLines({ code, entry, findings }: CodeExamples): readonly string[] {
  return [
    "",
    `## ${code} (${entry.severity})`,
    "",
    `- Meaning: ${entry.meaning}`,
    `- Cause: ${entry.cause}`,
    `- Remedy: ${entry.remedy}`,
    ...findings.flatMap(caseLines),
  ];
}

function caseLines({ message, remedy }: Finding): readonly string[] {
  const { summary, afterwards, commands, changes = [] } = remedy;
  return [
    "",
    `> ${message}`,
    "",
    `- Fix: ${summary}`,
    ...changes.map((change) => `- Start command: ${changeText(change)}`),
    ...commands.map(({ run, risk, role = "fix" }) => `- ${LABELS.get(role) ?? role} (${risk}): \`${run}\``),
    ...(afterwards === undefined ? [] : [`- Then: ${afterwards}`]),
  ];
}

function changeText({ remove, add, envFile }: StartCommandChange): string {
  const where = envFile === undefined ? "" : ` in ${envFile}`;
  const [gone, come] = [remove, add].map((words) => `\`${words.join(" ")}\``);
  if (add.length === 0) return `remove ${gone}${where}`;
  return remove.length === 0 ? `add ${come}${where}` : `replace ${gone} with ${come}${where}`;
}
