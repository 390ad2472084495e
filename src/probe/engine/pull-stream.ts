import { type EnginePull, type EnginePullProgress, parseForeignJson } from "../../contract/index.js";
import { asObject, type JsonObject, readNumber, readText, withoutUndefined } from "./json.js";

/** Longer lines are no engine's. Characters. */
const LONGEST_LINE = 1024 ** 2;
/** Over how long the rate is measured, in milliseconds. */
const RATE_WINDOW_MS = 3000;
/** More layers than any image has. */
const MOST_LAYERS = 1000;

type LayerState = EnginePull["layers"][number]["state"];

interface Layer {
  state: LayerState;
  downloadedBytes: number;
  totalBytes: number;
  retrying?: string | undefined;
}

/** What a pull's stream has told so far. */
export interface PullStream {
  /** Takes the next bytes. @throws Error where they are not an engine's lines of JSON */
  readonly push: (chunk: Buffer) => void;
  progress(nowMs: number): EnginePullProgress;
  /**
   * The whole story, once the stream has ended. An error is a line of the stream like any other, and a stream that
   * ends without either an error or a status at its end has failed too.
   */
  end(): Omit<EnginePull, "durationMs" | "status">;
}

/**
 * Reads the lines of `POST /images/create`, as Engine 20.10 to 28 write them: a layer's `id` with a `status`
 * (`Pulling fs layer`, `Downloading`, `Verifying Checksum`, `Download complete`, `Extracting`, `Pull complete`,
 * `Already exists`, `Retrying in 5 seconds`), `Digest: …` and `Status: …` at the end, `error` and `errorDetail` for a
 * failure.
 */
export function createPullStream(): PullStream {
  const layers = new Map<string, Layer>();
  const samples: { atMs: number; bytes: number }[] = [];
  const decoder = new TextDecoder();
  let rest = "";
  let digest: string | undefined;
  let status: string | undefined;
  let error: string | undefined;

  const sum = (read: (layer: Layer) => number): number =>
    [...layers.values()].reduce((total, layer) => total + read(layer), 0);
  const downloaded = (): number => sum((layer) => layer.downloadedBytes);

  const takeLayer = (id: string, words: string, line: JsonObject): void => {
    const known = layers.get(id);
    if (known === undefined && (!isLayerWords(words) || layers.size >= MOST_LAYERS)) return;
    const layer = known ?? { state: "unfinished", downloadedBytes: 0, totalBytes: 0 };
    layers.set(id, layer);
    layer.retrying = words.startsWith("Retrying") ? words : undefined;
    if (words === "Already exists") layer.state = "cached";
    if (words === "Downloading") {
      const detail = asObject(line["progressDetail"]);
      layer.downloadedBytes = readNumber(detail, "current") ?? layer.downloadedBytes;
      layer.totalBytes = readNumber(detail, "total") ?? layer.totalBytes;
    }
    if (words === "Verifying Checksum" || words === "Download complete") layer.downloadedBytes = layer.totalBytes;
    if (words === "Download complete" || words === "Extracting" || words === "Pull complete") layer.state = "fetched";
  };

  const takeLine = (text: string): void => {
    if (text.trim() === "") return;
    const line = asObject(parseForeignJson(text));
    const failure = readText(asObject(line["errorDetail"]), "message") ?? readText(line, "error");
    error ??= failure;
    const words = readText(line, "status");
    if (failure !== undefined || words === undefined) return;
    const id = readText(line, "id");
    if (id !== undefined) takeLayer(id, words, line);
    else if (words.startsWith("Digest: ")) digest = words.slice("Digest: ".length);
    else if (words.startsWith("Status: ")) status = words.slice("Status: ".length);
  };

  return {
    push(chunk) {
      const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LONGEST_LINE) throw new Error("a line of the pull is longer than 1 MiB");
      lines.forEach(takeLine);
    },
    progress(nowMs) {
      const downloadedBytes = downloaded();
      samples.push({ atMs: nowMs, bytes: downloadedBytes });
      while (samples.length > 2 && nowMs - (samples[0]?.atMs ?? nowMs) > RATE_WINDOW_MS) samples.shift();
      const [first] = samples;
      const elapsedMs = nowMs - (first?.atMs ?? nowMs);
      const fetched = Math.max(0, downloadedBytes - (first?.bytes ?? 0));
      const retrying = [...layers.values()].find((layer) => layer.retrying !== undefined)?.retrying;
      return {
        layersDone: sum((layer) => (layer.state === "unfinished" ? 0 : 1)),
        layersTotal: layers.size,
        downloadedBytes,
        totalBytes: sum((layer) => layer.totalBytes),
        bytesPerSecond: elapsedMs === 0 ? 0 : Math.round((fetched * 1000) / elapsedMs),
        ...(retrying === undefined ? {} : { retrying }),
      };
    },
    end() {
      if (rest !== "") takeLine(rest);
      rest = "";
      const hasEnded = status !== undefined;
      const message = error ?? (hasEnded ? undefined : "the engine ended the pull without saying how it went");
      const outcome = message === undefined ? "pulled" : "failed";
      return withoutUndefined({
        outcome,
        upToDate: outcome === "pulled" && (status ?? "").startsWith("Image is up to date"),
        digest,
        layers: [...layers].map(([id, { state }]) => ({ id, state })),
        downloadedBytes: downloaded(),
        message,
      });
    },
  };
}

/** The first line names the tag in a layer's place: `{"status":"Pulling from library/alpine","id":"3.20"}`. */
function isLayerWords(words: string): boolean {
  return /^(?:Pulling fs layer|Waiting|Downloading|Verifying Checksum|Download complete|Extracting|Pull complete|Already exists|Retrying)/.test(
    words,
  );
}
