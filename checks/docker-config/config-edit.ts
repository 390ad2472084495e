import type { DockerConfigAuth, DockerConfigFact, RemedyCommand, RunnerPlan } from "../../src/contract/index.js";
import { HUB } from "../../src/docker/hub.js";
import { safe, sudo } from "../../src/judge/findings.js";
import { shellLine } from "../../src/docker/shell.js";

/**
 * Exact edits of a config.json, as commands for the Node.js that this program runs on. Each writes into the file itself, so
 * that a mount of the single file shows the change, keeps everything else in it, and leaves mode 0600. A password passes
 * through the file only.
 */
type Edit = (plan: RunnerPlan, file: string, ...words: readonly string[]) => RemedyCommand;

const READ = `const fs=require("fs"),[f,k,n]=process.argv.slice(1),c=JSON.parse(fs.readFileSync(f,"utf8"))`;
const WRITE = `fs.writeFileSync(f,JSON.stringify(c,null,"\\t")+"\\n");fs.chmodSync(f,0o600)`;
/** Decodes leniently and encodes as docker does, without NULs and white space round the password. */
const ENCODE = [
  `const e=s=>{const p=Buffer.from(s,"base64").toString("latin1").replace(/:\\0+/,":").replace(/[ \\t\\r\\n\\0]+$/,"")`,
  `if(!p.includes(":"))throw Error("no user:password in it, log in instead")`,
  `return Buffer.from(p,"latin1").toString("base64")}`,
].join(";");

function command(plan: RunnerPlan, script: string, words: readonly string[]): RemedyCommand {
  const line = shellLine(["node", "-e", script, ...words]);
  return plan.sudo ? sudo(`sudo ${line}`) : safe(line);
}

function edit(...body: readonly string[]): Edit {
  const script = [READ, ...body, WRITE].join(";");
  return (plan, file, ...words) => command(plan, script, [file, ...words]);
}

/** Moves the entry of a key to another key. */
export const renameKey: Edit = edit("c.auths[n]=c.auths[k]", "delete c.auths[k]");
/** Encodes the `auth` of a key anew. */
export const encodeAnew: Edit = edit(ENCODE, "c.auths[k].auth=e(c.auths[k].auth)");
/** Encodes an `auth` that was written as plain text. */
const encodePlain: Edit = edit(`c.auths[k].auth=Buffer.from(c.auths[k].auth).toString("base64")`);
/** Takes the entries of keys away. */
export const removeKeys: Edit = edit("for(const x of process.argv.slice(2))delete c.auths[x]");
/** Puts an empty entry in an entry's place, under the right key: `docker login` fills it, and chooses no store. */
export const emptyEntry: Edit = edit("delete c.auths[k]", "c.auths[n]={}");

/** Writes names in their own case, entries as objects and every `auth` as docker encodes it, without a byte-order mark. */
export const writeAnew: Edit = (plan, file) =>
  command(
    plan,
    [
      READ.replace(`"utf8")`, `"utf8").replace(/^\\uFEFF/,"")`),
      ENCODE,
      `for(const t of["auths","credsStore","credHelpers"])for(const o of Object.keys(c))if(o!==t&&o.toLowerCase()===t.toLowerCase()){c[t]=c[o];delete c[o]}`,
      `for(const h in c.auths){const a=c.auths[h]=Object.fromEntries(Object.entries(c.auths[h]||{}).map(([m,v])=>[m.toLowerCase(),v]))`,
      `if(a.auth)a.auth=e(a.auth);else delete a.auth}`,
      WRITE,
    ].join(";"),
    [file],
  );

/** Takes comments and commas too many away; writes nothing if the rest is no JSON either. */
export const withoutComments: Edit = (plan, file) =>
  command(
    plan,
    [
      `const fs=require("fs"),[f]=process.argv.slice(1),s=/("(?:\\\\.|[^"\\\\])*")|\\/\\/.*|#.*|\\/\\*[^]*?\\*\\//g`,
      `const t=fs.readFileSync(f,"utf8").replace(s,"$1").replace(/("(?:\\\\.|[^"\\\\])*")|,(?=\\s*[}\\]])/g,"$1"),c=JSON.parse(t)`,
      WRITE,
    ].join(";"),
    [file],
  );

/** Whether the edits of single entries find them: no name in another case, nothing twice, one value, no byte-order mark. */
export function isEditable({ notes }: DockerConfigFact): boolean {
  return notes.every((note) => /^(?:empty auth|null as the entry|NUL beside)/.test(note));
}

/** Whether {@link writeAnew} settles all that the two readers take differently. */
export function isRewritable({ notes }: DockerConfigFact): boolean {
  return notes.every(
    (note) => !/^(?:the file is empty|text after|"(?:auths|credHelpers)" occurs twice: the docker)/.test(note),
  );
}

/** The edit that makes a malformed `auth` readable, by what is wrong with it. */
export function mendingOf({ problem = "" }: DockerConfigAuth): Edit | undefined {
  if (problem.includes("plain user:password")) return encodePlain;
  return /url-safe|padding|white space/.test(problem) ? encodeAnew : undefined;
}

/** Whether a key that does not count can only have been meant for this registry, so that its entry may be moved. */
export function isOtherNameOf(key: string, registry: string): boolean {
  if (registry === HUB.registry) return true;
  const host =
    key
      .trim()
      .toLowerCase()
      .replace(/^[a-z]*:?\/\//, "")
      .split("/", 1)[0] ?? "";
  return host.replace(/:443$/, "") === registry.toLowerCase().replace(/:443$/, "");
}
