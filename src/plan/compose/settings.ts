import { isMap } from "yaml";
import { COMPOSE_KEYS, COMPOSE_LISTS } from "../../docker/compose-keys.js";
import type { Sourced } from "../../contract/index.js";
import { entriesOf, mapAt, nodeAt, rootOf, scalarAt, scalarsIn } from "./file.js";
import type { ServiceLayer } from "./layers.js";
import { type EngineSettings, readEngineSettings, type SettingGiven } from "../command/engine-settings.js";

/** Settings whose value was found elsewhere than under their own key, by the option that they stand for. */
export type FoundElsewhere = Readonly<Record<string, Sourced<string> | undefined>>;

/** What the engine has to accept. What names another service is there when compose starts this one. */
export function readComposeSettings(layers: readonly ServiceLayer[], elsewhere: FoundElsewhere): EngineSettings {
  const scalars = Object.entries(COMPOSE_KEYS).flatMap(([name, key]) => {
    const found = elsewhere[name] ?? first(layers, ({ file, map }) => scalarAt(file, map, key));
    return found === undefined ? [] : [setting(key, name, found)];
  });
  const lists = Object.entries(COMPOSE_LISTS).flatMap(([name, key]) =>
    layers.flatMap(({ file, map }) =>
      scalarsIn(file, nodeAt(file, map, key)).map((found) => setting(key, name, found)),
    ),
  );
  const driver = first(layers, ({ file, map }) => {
    const logging = mapAt(file, map, "logging");
    return logging === undefined ? undefined : scalarAt(file, logging, "driver");
  });
  const logging = driver === undefined ? [] : [setting("logging driver", "log-driver", driver)];
  const all = [...layers.flatMap(externalNetworks), ...scalars, ...lists, ...logging];
  return readEngineSettings(all.filter(({ value }) => !value.startsWith("service:")));
}

function setting(key: string, name: string, { value, origin }: Sourced<string>): SettingGiven {
  return { name, value, words: [`--${name}`, value], text: `${key}: ${value}`, origin };
}

function first<T>(layers: readonly ServiceLayer[], read: (layer: ServiceLayer) => T | undefined): T | undefined {
  for (const layer of layers) {
    const value = read(layer);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Networks of the service that compose expects to be there; the others it makes. */
function externalNetworks({ file, map }: ServiceLayer): readonly SettingGiven[] {
  const root = rootOf(file);
  const defined = root === undefined ? undefined : mapAt(file, root, "networks");
  const networks = nodeAt(file, map, "networks");
  const names = isMap(networks)
    ? entriesOf(file, networks).map(({ key, origin }) => ({ value: key, origin }))
    : scalarsIn(file, networks);
  return names.flatMap(({ value, origin }) => {
    const definition = defined === undefined ? undefined : mapAt(file, defined, value);
    if (definition === undefined || scalarAt(file, definition, "external")?.value !== "true") return [];
    const name = scalarAt(file, definition, "name")?.value ?? value;
    return [{ name: "network", value: name, words: ["--network", name], text: `networks: ${value}`, origin }];
  });
}
