import type { OpenStep, OpenSteps, QuestionName, Wait } from "../contract/index.js";

/** A question of the host that has had no answer yet. */
export interface OpenQuestion {
  readonly name: QuestionName;
  readonly question: unknown;
  readonly sinceMs: number;
  /** How far it is, where it tells. */
  readonly steps: OpenSteps;
}

/** What an open question waits for: its open steps, each place once, or the answer itself. */
export function waitsOf({ name, question, sinceMs, steps }: OpenQuestion): readonly Wait[] {
  if (steps.length === 0) return [{ words: `no answer ${ASKED[name](question as Asked)}`, sinceMs }];
  const byPlace = new Map<string, OpenStep>();
  for (const step of steps) {
    const place = `${step.hop} ${placeOf(step)}`;
    const known = byPlace.get(place);
    if (known === undefined || step.sinceMs < known.sinceMs) byPlace.set(place, step);
  }
  return [...byPlace.values()].map((step) => {
    const { hop, sinceMs: stepMs } = step;
    return { words: `no answer ${stepWords(step)}`, hop, sinceMs: stepMs };
  });
}

/** The members of questions that name what is asked about. */
type Asked = Readonly<Partial<Record<"path" | "name" | "reference" | "file" | "host" | "registry", string>>> & {
  readonly port?: number;
};

const ENGINE = "from the engine";

/** Who is asked what, for each question. */
const ASKED: Readonly<Record<QuestionName, (asked: Asked) => string>> = {
  "engine.connection": () => `${ENGINE} to GET /_ping`,
  "engine.info": () => `${ENGINE} to GET /info`,
  "engine.path": ({ path }) => `${ENGINE} about ${path}`,
  "engine.container": ({ name }) => `${ENGINE} to GET /containers/${name}/json`,
  "engine.acceptance": () => `${ENGINE} about the options of the start command`,
  "engine.network": ({ name }) => `${ENGINE} to GET /networks/${name}`,
  "engine.localImage": ({ reference }) => `${ENGINE} to GET /images/${reference}/json`,
  "engine.distribution": ({ reference }) => `${ENGINE} to GET /distribution/${reference}/json`,
  "engine.pull": ({ reference }) => `${ENGINE} to the pull of ${reference}`,
  "files.stat": ({ path }) => `from the file system about ${path}`,
  "files.dockerConfig": ({ file }) => `from the file system about ${file}`,
  "network.resolve": ({ host }) => `from the name servers about ${host}`,
  "network.nameServers": ({ host }) => `from the name servers about ${host}`,
  "network.endpoint": ({ host, port }) => `from ${host}:${port}`,
  "registry.ping": ({ registry }) => `from ${registry}`,
  "registry.walk": ({ reference }) => `from the registry of ${reference}`,
  "env.process": () => "from this system about its user and processes",
  "env.clientOptions": () => "from the docker client about its options",
  "env.clientVersion": () => "from the docker client about its version",
  "clock.now": () => "from the clock",
};

const TO_HOP: Readonly<Record<OpenStep["hop"], string>> = {
  dns: "the question for its address",
  tcp: "TCP connect",
  proxy: "CONNECT",
  tls: "the TLS handshake",
  http: "the HTTP request",
};

function stepWords(step: OpenStep): string {
  const { hop, asked = TO_HOP[hop] } = step;
  if (hop === "dns") return `from the name servers about ${step.host}`;
  return `from ${hop === "proxy" ? "the proxy " : ""}${placeOf(step)} to ${asked}`;
}

function placeOf({ host, port }: OpenStep): string {
  const shown = host.includes(":") ? `[${host}]` : host;
  return port === undefined ? shown : `${shown}:${port}`;
}
