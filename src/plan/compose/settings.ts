import { isMap } from "yaml";
import type { Sourced } from "../../contract/index.js";
import { RUN_OPTIONS, runOption } from "../../docker/options/index.js";
import type { EngineUse, RunOption } from "../../docker/options/option.js";
import { entriesOf, mapAt, nodeAt, rootOf, scalarAt, scalarsIn } from "./file.js";
import { firstOf, type ServiceLayer } from "./layers.js";
import {
  type EngineSettings,
  newerOptionsOf,
  readEngineSettings,
  type SettingGiven,
} from "../command/engine-settings.js";

/** What the engine has to accept. What names another service is there when compose starts this one. */
export function readComposeSettings(layers: readonly ServiceLayer[]): EngineSettings {
  const given = (options: readonly RunOption[]): readonly SettingGiven[] =>
    options.flatMap((option) => valuesIn(layers, option).map((found) => setting(option, found)));
  const asked = given(RUN_OPTIONS.filter(({ engine }) => asksAnything(engine)));
  const all = [...layers.flatMap(externalNetworks), ...asked];
  return {
    ...readEngineSettings(all.filter(({ value }) => !value.startsWith("service:"))),
    newerOptions: newerOptionsOf(given(RUN_OPTIONS), "compose"),
  };
}

function asksAnything({ question, names, start }: EngineUse): boolean {
  return question !== undefined || names !== undefined || start !== undefined;
}

/**
 * What a service gives for an option of `docker run`, where its values stand there as on a command line. A value is taken
 * from the first layer that has it, items from all of them.
 */
export function composeValues(layers: readonly ServiceLayer[], name: string): readonly Sourced<string>[] {
  const option = runOption(name);
  return option === undefined ? [] : valuesIn(layers, option);
}

function valuesIn(layers: readonly ServiceLayer[], { compose }: RunOption): readonly Sourced<string>[] {
  if (compose.form === "item") {
    return layers.flatMap(({ file, map }) => scalarsIn(file, nodeAt(file, map, compose.at[0])));
  }
  if (compose.form !== "value") return [];
  for (const place of compose.at) {
    const found = firstOf(layers, (layer) => valueAt(layer, place.split(".")));
    if (found !== undefined) return [found];
  }
  return [];
}

function valueAt({ file, map }: ServiceLayer, keys: readonly string[]): Sourced<string> | undefined {
  const [key = "", ...inner] = keys;
  if (inner.length === 0) return scalarAt(file, map, key);
  const within = mapAt(file, map, key);
  return within === undefined ? undefined : valueAt({ file, map: within }, inner);
}

function setting({ name, compose }: RunOption, { value, origin }: Sourced<string>): SettingGiven {
  const key = (compose.at[0] ?? name).replaceAll(".", " ");
  return { name, value, words: [`--${name}`, value], text: `${key}: ${value}`, origin };
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
