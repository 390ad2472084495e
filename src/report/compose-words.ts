import { NO_KEY } from "../docker/options/compose-places.js";
import { runOptionOf } from "../docker/options/index.js";
import type { RunOption } from "../docker/options/option.js";

/** A setting of a compose service that stands for an option of `docker run`. */
export interface ComposeSetting {
  /** Where in the service: `volumes`, `environment`; none for a setting of the service itself. */
  readonly section?: string;
  readonly text: string;
}

interface Given {
  readonly option: RunOption | undefined;
  readonly value: string;
}

function readOption([first = "", ...rest]: readonly string[]): Given {
  const equals = first.startsWith("--") ? first.indexOf("=") : -1;
  return {
    option: runOptionOf(equals < 0 ? first : first.slice(0, equals)),
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
  const { option, value } = readOption(words);
  if (option?.name === "mount") return { section: "volumes", text: `- ${longVolume(value)}` };
  const place = option?.compose ?? NO_KEY;
  const [key = ""] = place.at;
  switch (place.form) {
    case "item":
      return { section: key, text: `- ${JSON.stringify(value)}` };
    case "entry": {
      const equals = value.indexOf("=");
      if (equals < 0) return { section: key, text: value };
      return { section: key, text: `${value.slice(0, equals)}: ${JSON.stringify(value.slice(equals + 1))}` };
    }
    case "value":
      return { text: nested(key.split("."), JSON.stringify(value)) };
    default:
      return { text: words.join(" ") };
  }
}

/** `logging: { driver: "local" }`. */
function nested([key = "", ...inner]: readonly string[], value: string): string {
  return `${key}: ${inner.length === 0 ? value : `{ ${nested(inner, value)} }`}`;
}
