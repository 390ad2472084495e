/** Pieces of a canary this long must appear nowhere. */
const PIECE = 6;

function piecesOf(text: string): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - PIECE + 1) }, (_, at) => text.slice(at, at + PIECE));
}

/** What base64 has of a text in the midst of another, for each of the three places at which it can begin. */
function base64At(canary: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(canary)]);
    return bytes.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  });
}

/** All forms in which a canary may have come out, cut into pieces. */
function tracesOf(canary: string): ReadonlySet<string> {
  const base64 = base64At(canary);
  const forms = [
    canary,
    canary.toLowerCase(),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    encodeURIComponent(canary),
    JSON.stringify(canary).slice(1, -1),
  ];
  // digits alone may be those of a time; what comes out in hexadecimal shows a letter beside them
  const hex = piecesOf(Buffer.from(canary).toString("hex")).filter((piece) => /[a-f]/u.test(piece));
  return new Set([...forms.flatMap(piecesOf), ...hex]);
}

/** The pieces of a canary, in any form, that an output shows, also where a line ends or a frame stands in the midst of one. */
export function leaksIn(output: string, canary: string): readonly string[] {
  const joined = output.replaceAll(/[\s│|]+/gu, "");
  return [...tracesOf(canary)].filter((piece) => output.includes(piece) || joined.includes(piece));
}
