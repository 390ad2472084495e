import { isMap, isScalar, isSeq, parseDocument, type Document, type YAMLMap, type YAMLSeq } from "yaml";
import type { ReportChange } from "../../../src/contract/index.js";
import { filled } from "./filled.js";

const COMPOSE_KEYS: Readonly<Record<string, string>> = {
  "-v": "volumes",
  "--mount": "volumes",
  "--tmpfs": "tmpfs",
  "--security-opt": "security_opt",
  "--env-file": "env_file",
  "--user": "user",
  "--userns": "userns_mode",
  "--network": "network_mode",
  "--name": "container_name",
};

function serviceOf(document: Document): YAMLMap {
  const service = (document.get("services") as YAMLMap).items[0]?.value;
  if (!isMap(service)) throw new Error("the compose file has no service");
  return service;
}

/** `--userns=host` and `--userns host` alike. */
function optionOf([first = "", ...rest]: readonly string[]): { readonly name: string; readonly value: string } {
  const equals = first.startsWith("--") ? first.indexOf("=") : -1;
  return equals < 0
    ? { name: first, value: rest.join(" ") }
    : { name: first.slice(0, equals), value: first.slice(equals + 1) };
}

/** `type=bind,source=/a,target=/b,readonly` as the long form of a volume. */
function longVolume(csv: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    csv.split(",").map((field) => {
      const [key = "", value] = field.split("=");
      return key === "readonly" ? ["read_only", true] : [key, value];
    }),
  );
}

function targetOf(item: unknown): string | undefined {
  return isMap(item) ? String(item.get("target")) : undefined;
}

/** Changes an environment, written as a map. */
function changeEnvironment(service: YAMLMap, { remove, add }: ReportChange): void {
  const environment = service.get("environment") as YAMLMap;
  const [old] = optionOf(remove).value.split("=");
  const [name, ...value] = filled(optionOf(add).value).split("=");
  if (old !== undefined && old !== "" && !environment.delete(old)) throw new Error(`${old} is not in the environment`);
  if (add.length > 0) environment.set(name, value.join("="));
}

/** Changes a list of the service, or one of its own keys. */
function changeSetting(document: Document, service: YAMLMap, { remove, add }: ReportChange): void {
  const [gone, come] = [optionOf(remove), optionOf(add)];
  const key = COMPOSE_KEYS[come.name === "" ? gone.name : come.name];
  if (key === undefined) throw new Error(`no key of a compose file stands for ${[...remove, ...add].join(" ")}`);
  if (!["volumes", "tmpfs", "security_opt", "env_file"].includes(key)) {
    if (add.length === 0) service.delete(key);
    else service.set(key, come.value);
    return;
  }
  if (!service.has(key)) service.set(key, document.createNode([]));
  const list = service.get(key) as YAMLSeq;
  const node =
    add.length === 0 ? [] : [document.createNode(come.name === "--mount" ? longVolume(come.value) : come.value)];
  const target = gone.name === "--mount" ? longVolume(gone.value)["target"] : undefined;
  const index = list.items.findIndex((item) =>
    target === undefined ? isScalar(item) && item.value === gone.value : targetOf(item) === target,
  );
  if (remove.length > 0 && index < 0) throw new Error(`${gone.value} is not among the ${key}`);
  list.items.splice(index < 0 ? list.items.length : index, remove.length === 0 ? 0 : 1, ...node);
}

/** The key of the service that an option stands under. */
function keyOf(words: readonly string[]): string | undefined {
  const { name } = optionOf(words);
  if (!name.startsWith("-")) return "image";
  return name === "-e" ? "environment" : COMPOSE_KEYS[name];
}

/** A compose file with one service after a change. @throws Error where what is to go is not in it. */
export function changeCompose(text: string, change: ReportChange): string {
  const { remove, add } = change;
  const isMove = remove.length > 0 && add.length > 0 && keyOf(remove) !== keyOf(add);
  if (isMove) return changeCompose(changeCompose(text, { remove, add: [] }), { remove: [], add });
  const document = parseDocument(text);
  const service = serviceOf(document);
  const key = keyOf(add.length > 0 ? add : remove);
  if (key === "environment") changeEnvironment(service, change);
  else if (key === "image") service.set("image", add[0]);
  else changeSetting(document, service, change);
  return document.toString();
}

/** The start command that does the same as a compose file in /root with one service. */
export function startOfCompose(text: string): readonly string[] {
  const service = serviceOf(parseDocument(text));
  const listed = (key: string): readonly unknown[] => {
    const list = service.get(key);
    return isSeq(list) ? list.toJSON() : [];
  };
  const mounts = listed("volumes").map((volume) => {
    if (typeof volume === "string") return ["-v", volume.replace(/^\.(?=\/)/, "/root")];
    const { type, source, target, read_only: readOnly } = volume as Record<string, string | boolean>;
    return ["--mount", `type=${type},source=${source},target=${target}${readOnly === true ? ",readonly" : ""}`];
  });
  const environment = Object.entries((service.get("environment") as YAMLMap).toJSON() as Record<string, string>);
  const keys = Object.entries({ user: "--user", userns_mode: "--userns", network_mode: "--network" });
  const options = [
    ...mounts,
    ...environment.map(([name, value]) => ["-e", `${name}=${value}`]),
    ...listed("security_opt").map((value) => ["--security-opt", String(value)]),
    ...keys.flatMap(([key, option]) => (service.has(key) ? [[option, String(service.get(key))]] : [])),
  ];
  return ["docker", "run", "--rm", ...options.flat(), String(service.get("image"))];
}
