import { BY_DEFAULT, type Evidence, type FileStat, type RunnerPlan } from "../../src/contract/index.js";
import { listText } from "../../src/judge/text.js";

interface NumericUser {
  readonly uid: number;
  readonly gids: readonly number[];
}

/** The user and the groups that the start command gives the runner, if they are numbers; `undefined` for root and for names. */
export function numericUser({ user, groups = [] }: RunnerPlan): NumericUser | undefined {
  const found = /^(?<uid>\d+)(?::(?<gid>\d+))?$/u.exec(user?.value ?? "")?.groups;
  if (found?.["uid"] === undefined || Number(found["uid"]) === 0) return undefined;
  if (groups.some(({ value }) => !/^\d+$/u.test(value))) return undefined;
  return {
    uid: Number(found["uid"]),
    // docker gives a user without an entry in the image group 0
    gids: [Number(found["gid"] ?? 0), ...groups.map(({ value }) => Number(value))],
  };
}

/** Names in --user and --group-add whose numbers only the runner's image knows; root is 0 everywhere. */
function unknownNames({ user, groups = [] }: RunnerPlan): readonly string[] {
  const [name = "", group = "0"] = (user?.value ?? "0").split(":");
  const isRoot = name === "root" || /^0+$/u.test(name);
  const names = isRoot ? [] : [name, group, ...groups.map(({ value }) => value)];
  return names.filter((one) => one !== "root" && !/^\d*$/u.test(one));
}

/** What is not judged because a user or a group is given by a name, in words for what is not proven. */
export function unjudgedUser(plan: RunnerPlan): readonly string[] {
  const names = unknownNames(plan);
  if (names.length === 0) return [];
  return [
    `what user ${plan.user?.value ?? "root"} may do with the mounts (only the image knows the number of ${listText(names)}; give a number, or remove --user)`,
  ];
}

const BITS = { r: 4, w: 2, x: 1 } as const;

/** Whether the runner's user may do something with a path of these owners and this mode; `undefined` if that is not known. */
export function mayUse(plan: RunnerPlan, stat: FileStat, what: keyof typeof BITS): boolean | undefined {
  const user = numericUser(plan);
  if (user === undefined)
    return plan.user === undefined || /^(?:0|root)(?::|$)/u.test(plan.user.value) ? true : undefined;
  if (stat.outcome !== "found" || stat.mode === undefined) return undefined;
  const mode = Number.parseInt(stat.mode, 8);
  const bit = BITS[what];
  if (stat.uid === user.uid) return (mode & (bit << 6)) !== 0;
  if (stat.gid !== undefined && user.gids.includes(stat.gid)) return (mode & (bit << 3)) !== 0;
  return (mode & bit) !== 0;
}

/** Who the runner runs as, and what a path allows whom. */
export function userEvidence({ user }: RunnerPlan, stat: FileStat): readonly Evidence[] {
  return [
    {
      what: stat.path,
      observed: `mode ${stat.mode ?? "unknown"}, uid ${stat.uid ?? "unknown"}, gid ${stat.gid ?? "unknown"}`,
      expected: `open to user ${user?.value ?? "root"}`,
      vantage: "process",
    },
    { what: "--user", observed: user?.value ?? "", origin: user?.origin ?? BY_DEFAULT },
  ];
}
