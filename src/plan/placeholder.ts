const PATTERNS: readonly RegExp[] = [
  /<[^<>\n]+>/,
  /\{\{(?!\s*[\da-f]{8}-[\da-f]{4}-)[^{}\n]+\}\}/i,
  /%(?:account|repository|runner|oauth)[\w-]*%/i,
  /(?<![\w.-])(?:my|your)[-_](?:other[-_])?private[-_]registry(?:[-_]ur[il])?(?![\w-])/i,
  /(?<![\w.-])(?:my|your)[-_](?:account|repository|repo|runner|workspace|oauth[-_]?client)[-_](?:id|uuid|secret)(?![\w-])/i,
  /(?<![\w.-])your[-_](?!self)[A-Za-z]+(?:[-_][A-Za-z]+)*(?![\w-])/i,
  /(?<![\w-])(?:change[-_]?me|replace[-_]?me|replace[-_]?this|insert[-_]here|placeholder)(?![\w-])/i,
  /(?<![\w])x{3,}(?:-x{3,})*(?![\w])/i,
  /(?<![\w-])0{8}-0{4}-0{4}-0{4}-0{12}(?![\w-])/,
  /…|(?<!\.)\.{3}(?!\.)/,
];

/** Tests whether nothing of a text is left besides the placeholder, its braces and its quotes. */
function isWhole(text: string, placeholder: string): boolean {
  return text.replace(placeholder, "").replaceAll(/["'{}\s]/g, "") === "";
}

/**
 * The first part of a text that documentation leaves for the reader to replace: `<my-account-id>`, `xxx`,
 * `my-private-registry`, `your-…`, `changeme`, `…`. A shell's `${NAME}` is none.
 */
export function findPlaceholder(text: string): string | undefined {
  for (const pattern of PATTERNS) {
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) return match;
  }
  return undefined;
}

/** What documentation calls its placeholders; anything else in angle brackets may be a secret that was wrapped in them. */
const DOCUMENTED = /^(?=.*(?:my|your|secret|client|oauth|token|value|here|\bid\b))[A-Za-z _.%<>{}-]{1,60}$/i;

/**
 * The same for a value that may be secret: only when the value is nothing but the placeholder, or when the placeholder
 * is made of dots, so that no part of a real secret is ever shown. Brackets around unknown text give `<…>`.
 */
export function findPlaceholderInSecret(text: string): string | undefined {
  const placeholder = findPlaceholder(text);
  if (placeholder === undefined || /^(?:…|\.{3})$/.test(placeholder)) return placeholder;
  if (!isWhole(text, placeholder)) return undefined;
  return /^[<{]/.test(placeholder) && !DOCUMENTED.test(placeholder) ? "<…>" : placeholder;
}
