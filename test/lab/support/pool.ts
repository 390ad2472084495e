import { judgeCase, type CaseExtent } from "./judge-case.js";
import type { LabCase } from "./case.js";
import type { Lab } from "./lab.js";

/** Hosts that cases take turns on. */
export interface HostPool {
  add(lab: Lab): void;
  /** Does something on a host of its own, and hands the host back as it was. */
  use<Result>(work: (lab: Lab) => Promise<Result>): Promise<Result>;
  /** Judges a case on a host of its own, hands the host back as it was, and gives what is not as the case says. */
  judge(labCase: LabCase, extent: CaseExtent, name?: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A pool without hosts. */
export function hostPool(): HostPool {
  const labs: Lab[] = [];
  const idle: Lab[] = [];
  const waiting: ((lab: Lab) => void)[] = [];
  const release = (lab: Lab): void => {
    const next = waiting.shift();
    if (next) next(lab);
    else idle.push(lab);
  };
  const use = async <Result>(work: (lab: Lab) => Promise<Result>): Promise<Result> => {
    const lab = idle.pop() ?? (await new Promise<Lab>((resolve) => waiting.push(resolve)));
    try {
      return await work(lab);
    } finally {
      await lab.reset();
      release(lab);
    }
  };
  return {
    add: (lab) => {
      labs.push(lab);
      release(lab);
    },
    use,
    judge: (labCase, extent, name = labCase.name) =>
      use(async (lab) => {
        const startedAt = performance.now();
        const { problems, line } = await judgeCase(lab, labCase, extent);
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
        const word = problems.length === 0 ? "ok" : "FAILED";
        process.stdout.write(`lab ${word} ${name} (${seconds} s): ${line}\n`);
        return problems;
      }),
    close: async () => {
      await Promise.all(labs.map((lab) => lab.close()));
    },
  };
}
