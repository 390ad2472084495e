const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;

/** What this program and its packages rely on, by the name that a person would give it. */
const KEPT: Readonly<Record<string, object>> = {
  Object,
  "Object.prototype": Object.prototype,
  "Function.prototype": Function.prototype,
  Array,
  "Array.prototype": Array.prototype,
  "String.prototype": String.prototype,
  "Number.prototype": Number.prototype,
  "RegExp.prototype": RegExp.prototype,
  Promise,
  "Promise.prototype": Promise.prototype,
  "Map.prototype": Map.prototype,
  "Set.prototype": Set.prototype,
  Date,
  "Date.prototype": Date.prototype,
  JSON,
  Math,
  Buffer,
};
const KEPT_OF_PROCESS = [
  "argv",
  "cwd",
  "emit",
  "exit",
  "kill",
  "nextTick",
  "off",
  "on",
  "reallyExit",
  "stderr",
  "stdout",
];
const KEPT_OF_GLOBAL =
  "Array Buffer Date JSON Map Math Object Promise RegExp Set String clearTimeout process setTimeout".split(" ");
/** Variables that this program reads: none may come up under its hands. */
const READ_VARIABLE =
  /^(?:docker_|compose_|sudo_|node_|(?:https?|no|all|ftp)_proxy$|no_color$|force_color$|columns$|ci$|term$|home$|path$|user$|tz$)/i;

type Members = ReadonlyMap<PropertyKey, PropertyDescriptor>;

function membersOf(object: object, names: readonly PropertyKey[] = Reflect.ownKeys(object)): Members {
  return new Map(
    names.flatMap((name) => {
      const member = Object.getOwnPropertyDescriptor(object, name);
      return member === undefined ? [] : [[name, member] as const];
    }),
  );
}

function isSame(one: PropertyDescriptor | undefined, other: PropertyDescriptor | undefined): boolean {
  return one?.value === other?.value && one?.get === other?.get && one?.set === other?.set;
}

/** Puts members back; the names of those that were others. */
function putBack(object: object, members: Members, names: readonly PropertyKey[]): readonly string[] {
  const changed: string[] = [];
  for (const name of names) {
    const member = members.get(name);
    if (isSame(getOwnPropertyDescriptor(object, name), member)) continue;
    changed.push(String(name));
    if (member === undefined) deleteProperty(object, name);
    else defineProperty(object, name, member);
  }
  return changed;
}

function putEnvironmentBack(before: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { env } = process;
  const names = new Set([...Object.keys(before), ...Object.keys(env).filter((name) => READ_VARIABLE.test(name))]);
  const changed = [...names].filter((name) => env[name] !== before[name]);
  for (const name of changed) {
    const value = before[name];
    if (value === undefined) Reflect.deleteProperty(env, name);
    else env[name] = value;
  }
  return changed.map((name) => `process.env.${name}`);
}

function workingDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/**
 * Remembers what this program relies on before others' code runs in its process.
 *
 * @returns what puts it back, and gives the names of what was changed.
 */
export function keepGlobals(): () => readonly string[] {
  const objects = Object.entries(KEPT).map(([name, object]) => ({ name, object, members: membersOf(object) }));
  const ofProcess = membersOf(process, KEPT_OF_PROCESS);
  const ofGlobal = membersOf(globalThis, KEPT_OF_GLOBAL);
  const before = { ...process.env };
  const directory = workingDirectory();
  return () => {
    const changed: string[] = [];
    const note = (owner: string, names: readonly string[]): void => {
      for (const name of names) changed[changed.length] = `${owner}${name}`;
    };
    for (const { name, object, members } of objects) {
      note(`${name}.`, putBack(object, members, [...new Set([...members.keys(), ...ownKeys(object)])]));
    }
    note("", putBack(globalThis, ofGlobal, KEPT_OF_GLOBAL));
    note("process.", putBack(process, ofProcess, KEPT_OF_PROCESS));
    note("", putEnvironmentBack(before));
    if (directory !== undefined && workingDirectory() !== directory) {
      process.chdir(directory);
      note("", ["the working directory"]);
    }
    return changed;
  };
}
