import { COMPOSE_KEYS, COMPOSE_LISTS } from "../docker/compose-keys.js";

/** A setting of a compose service that stands for an option of `docker run`. */
export interface ComposeSetting {
  /** Where in the service: `volumes`, `environment`; none for a setting of the service itself. */
  readonly section?: string;
  readonly text: string;
}

interface Option {
  readonly name: string;
  readonly value: string;
}

/** Long names without their dashes. */
const ALIASES: Readonly<Record<string, string>> = {
  "-c": "cpu-shares",
  "-e": "env",
  "-h": "hostname",
  "-m": "memory",
  "-u": "user",
  "-v": "volume",
  "-w": "workdir",
  "--net": "network",
};

function readOption([first = "", ...rest]: readonly string[]): Option {
  const equals = first.startsWith("--") ? first.indexOf("=") : -1;
  const name = equals < 0 ? first : first.slice(0, equals);
  return {
    name: ALIASES[name] ?? name.replace(/^--/u, ""),
    value: equals < 0 ? rest.join(" ") : first.slice(equals + 1),
  };
}

/** The long form of a volume: `{ type: bind, source: /a, target: /b, read_only: true }`. */
function longVolume(csv: string): string {
  const fields = csv.split(",").map((field) => {
    const [key = "", ...value] = field.split("=");
    if (key === "readonly" || key === "ro") return "read_only: true";
    return `${key === "src" ? "source" : key === "dst" || key === "destination" ? "target" : key}: ${value.join("=")}`;
  });
  return `{ ${fields.join(", ")} }`;
}

/** What the words of one option of `docker run`, or the image, are in a compose service. Words without a counterpart stay as they are. */
export function composeSetting(words: readonly string[]): ComposeSetting {
  const [first = ""] = words;
  if (!first.startsWith("-")) return { text: `image: ${first}` };
  const { name, value } = readOption(words);
  const list = COMPOSE_LISTS[name];
  if (list !== undefined) return { section: list, text: `- ${JSON.stringify(value)}` };
  if (name === "mount") return { section: "volumes", text: `- ${longVolume(value)}` };
  if (name === "env") {
    const equals = value.indexOf("=");
    if (equals < 0) return { section: "environment", text: value };
    return { section: "environment", text: `${value.slice(0, equals)}: ${JSON.stringify(value.slice(equals + 1))}` };
  }
  const key = COMPOSE_KEYS[name];
  return { text: key === undefined ? words.join(" ") : `${key}: ${JSON.stringify(value)}` };
}
