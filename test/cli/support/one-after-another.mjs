// Runs the built command line for one job after another in this process: a job is a line of JSON on stdin, its end one on
// stdout. What differs from a process for each is that Node and the modules are loaded once.
import { createInterface } from "node:readline";
import { main } from "../../../dist/program/main.js";

const tell = process.stdout.write.bind(process.stdout);
const told = { stdout: "", stderr: "" };

class Ended extends Error {
  constructor(code) {
    super("ended");
    this.code = code;
  }
}

function keep(name) {
  process[name].write = (text, ...rest) => {
    told[name] += String(text);
    rest.find((one) => typeof one === "function")?.();
    return true;
  };
}

keep("stdout");
keep("stderr");
process.exit = (code) => {
  throw new Ended(code);
};

async function run({ args, cwd, env }) {
  told.stdout = told.stderr = "";
  process.chdir(cwd);
  Object.assign(process.env, env);
  const listeners = process.listeners("exit");
  try {
    return await main(args);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    return error.code;
  } finally {
    for (const one of process.listeners("exit")) if (!listeners.includes(one)) process.off("exit", one);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const code = await run(JSON.parse(line));
  tell(`${JSON.stringify({ code, ...told, maxRSS: process.resourceUsage().maxRSS })}\n`);
}
