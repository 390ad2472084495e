import type { PlanIssue, RemedyCommand, RunnerPlan } from "../../src/contract/index.js";
import { safe } from "../../src/judge/findings.js";
import { shellLine } from "../../src/docker/shell.js";

/** Edits of the text, in their order; `t` is the text. */
const EDITS = [
  // line numbers of the page
  String.raw`t.replace(/^[ \t]*(?:\d+[.:]?[ \t]+)+(?=\S)/gm,"")`,
  // blanks, quotes and dashes of a word processor, and what has no width
  String.raw`t.replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g," ").replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g,"")`,
  String.raw`t.replace(/[\u201c-\u201f]/g,"\"").replace(/(?<!\p{L})[\u2018-\u201b]|[\u2018-\u201b](?!\p{L})/gu,"\x27")`,
  String.raw`t.replace(/(\s)[\u2010-\u2015\u2212]+(?=[A-Za-z])/g,(m,b,i)=>b+(/^(?:[a-z]|[itd]{2,3})\s/.test(t.slice(i+m.length))?"-":"--"))`,
  // marks of line ends: a blank behind one, and those that are in the middle of a line
  String.raw`t.replace(/\\[ \t]+$/gm,"\\").replace(/(^|[ \t])\\[ \t]+(?=\S)/gm,"$1").replace(/\\[ \t]+(?=--?[A-Za-z])/g," ").replace(/([ \t])[\x60^][ \t]+(?=-)/g,"$1")`,
];

const SCRIPT = [
  `const fs=require("fs"),[f]=process.argv.slice(1)`,
  `let t=fs.readFileSync(f,"utf8")`,
  ...EDITS.map((edit) => `t=${edit}`),
  `fs.writeFileSync(f,t)`,
].join(";");

/** The command that gives the file of a pasted start command back what was lost in copying; none where the text is no file. */
export function rejoin({ source }: RunnerPlan, { origin }: PlanIssue): readonly RemedyCommand[] {
  const file = origin.replace(/:\d+$/u, "");
  return source === "command-file" && file !== "stdin" ? [safe(shellLine(["node", "-e", SCRIPT, file]))] : [];
}
