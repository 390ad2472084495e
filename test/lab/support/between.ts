/**
 * What becomes of requests whose path fits a regular expression (`/info$`) and whose body holds a text, if one is named. The
 * first rule that fits counts; all else passes as it is.
 */
export type EngineRule = { readonly path: string; readonly holding?: string } & (
  | /** the engine's own answer with other values of some fields */
    {
      readonly does: "alter";
      readonly fields: Readonly<Record<string, unknown>>;
    } /** this answer instead of the engine's */
  | { readonly does: "answer"; readonly status: number; readonly body: string } /** the connection is cut off */
  | { readonly does: "cut" }
);

/** `GET /info` and `GET /version` of an engine that this machine's is not, and all else of the one that it is. */
export function engineThatSays(
  info: Readonly<Record<string, unknown>>,
  version: Readonly<Record<string, unknown>> = {},
): readonly EngineRule[] {
  return [
    { path: "/info$", does: "alter", fields: info },
    { path: "/version$", does: "alter", fields: version },
  ];
}
