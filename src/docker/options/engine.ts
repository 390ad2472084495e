import type { EngineJson } from "../../contract/index.js";
import { isPlainForm } from "../../secrets/plain-form.js";
import type { EngineBody, EngineQuestion, EngineUse, StartProof } from "./option.js";
import { readBoolean, readBytes } from "./values.js";

/** A value in the engine's terms; undefined for one that the engine cannot be asked about. */
type Read = (value: string) => EngineJson | undefined;

export const text: Read = (value) => value;
export const item: Read = (value) => [value];
/** Another container's is judged by that container. */
export const mode: Read = (value) => (value.startsWith("container:") ? undefined : value);
export const whole: Read = (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : undefined);
export const bytes: Read = (value) => (value === "-1" ? -1 : readBytes(value));
export const isOn: Read = (value) => readBoolean(value);

/** `1.5` CPUs, or `3/2`, in billionths. */
export const nanoCpus: Read = (value) => {
  const [count = "", divisor = "1"] = value.split("/");
  const nano = Math.round((Number(count) / Number(divisor)) * 1e9);
  return Number.isSafeInteger(nano) ? nano : undefined;
};

export const restartPolicy: Read = (value) => {
  const [name = "", count = "0"] = value.split(":");
  return { Name: name, MaximumRetryCount: Number(count) };
};

/** Only one that is free of secrets. */
export const keyWithValue: Read = (value) => {
  const equals = value.indexOf("=");
  return equals < 1 || !isPlainForm(value) ? undefined : { [value.slice(0, equals)]: value.slice(equals + 1) };
};

function question(
  read: Read,
  place: (told: EngineJson) => EngineBody,
  differs: Partial<Omit<EngineQuestion, "body">> = {},
): EngineUse {
  const body = (value: string): EngineBody | undefined => {
    const told = read(value);
    return told === undefined ? undefined : place(told);
  };
  return { question: { body, counts: "last", isOpen: () => true, ...differs } };
}

/** Nothing is asked of the engine. */
export const NOTHING: EngineUse = {};

/** A member of `HostConfig`. */
export function inHostConfig(member: string, read: Read, isOpen: (value: string) => boolean = () => true): EngineUse {
  return question(read, (told) => ({ HostConfig: { [member]: told } }), { isOpen });
}

/** A list or mapping in `HostConfig`, to which every value adds. */
export function addedInHostConfig(member: string, read: Read): EngineUse {
  return question(read, (told) => ({ HostConfig: { [member]: told } }), { counts: "every" });
}

/** A member of the body itself. */
export function inBody(member: string, read: Read): EngineUse {
  return question(read, (told) => ({ [member]: told }));
}

/** The truth only shows when a container starts; for some values it is known before. */
export function startProves(isKnown: (value: string) => boolean = () => false): StartProof {
  return { proves: (value) => !isKnown(value), shows: "value" };
}
