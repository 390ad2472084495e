type Json = Readonly<Record<string, unknown>>;

/**
 * A recording of schema version 2 in the shape of this one: its plan had no words beside the texts of mounts, and sentences
 * in the place of problems. What is not of the shape of version 2 stays as it is.
 */
export function fromVersion2(recording: Json): Json {
  const { plan } = recording;
  if (!isJson(plan)) return recording;
  const { mounts, issues } = plan;
  return {
    ...recording,
    schemaVersion: 3,
    plan: {
      ...plan,
      ...(Array.isArray(mounts) ? { mounts: mounts.map(withWords) } : {}),
      ...(Array.isArray(issues) ? { issues: issues.map(withProblem) } : {}),
    },
  };
}

function withWords(mount: unknown): unknown {
  if (!isJson(mount) || typeof mount["text"] !== "string") return mount;
  const isBare = mount["type"] === "tmpfs" && mount["text"].startsWith("/");
  return { ...mount, words: isBare ? ["--tmpfs", mount["text"]] : optionWords(mount["text"]) };
}

function withProblem(issue: unknown): unknown {
  if (!isJson(issue)) return issue;
  const { message, ...rest } = issue;
  const migrated = typeof message === "string" ? { ...rest, problem: { of: "said", words: message } } : issue;
  const { kind, text, suggestion } = rest;
  if (kind !== "mount-invalid" || typeof text !== "string") return migrated;
  const words = optionWords(text);
  return typeof suggestion === "string"
    ? { ...migrated, words, suggestion: { text: suggestion, words: optionWords(suggestion) } }
    : { ...migrated, words };
}

/** The words of an option that version 2 kept as one text; a volume of a compose file had no option in front. */
function optionWords(text: string): readonly string[] {
  if (!text.startsWith("-")) return [text.startsWith("type=") ? "--mount" : "-v", text];
  const name = /^--?[\w-]+(?= )/u.exec(text)?.[0];
  return name === undefined ? [text] : [name, text.slice(name.length + 1)];
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
