import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Authority, createAuthority, type KeyPair } from "../probe/network/support/certificates.js";
import { digestOf, TYPES } from "../probe/registry/support/fake-registry.js";
import { readRecording } from "../../src/cli/recording.js";
import { endsWell } from "./support/ends-well.js";

vi.setConfig({ testTimeout: 120_000 });

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-servers-"));
const MIB = 1024 ** 2;
/** Peak of the whole process, of which Node and the program need about a hundred. MiB. */
const MOST_MEMORY_MIB = 300;

let authority: Authority;
let pair: KeyPair;
const closers: (() => void)[] = [];

beforeAll(() => {
  authority = createAuthority();
  pair = authority.leaf({ names: "DNS:localhost,IP:127.0.0.1" });
});
afterEach(() => closers.splice(0).forEach((close) => close()));
afterAll(() => {
  authority.remove();
  rmSync(FOLDER, { recursive: true });
});

/** Says something over a connection that has asked for something. `own` is the server's own address. */
type Saying = (socket: Socket, own: string) => void;

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

/** Writes the same again and again, as fast as it is read, up to a number of bytes. */
function pour(socket: Socket, piece: Buffer | string, mostBytes = Infinity): void {
  let written = 0;
  const go = (): void => {
    while (!socket.destroyed && written < mostBytes) {
      written += piece.length;
      if (!socket.write(piece)) return;
    }
  };
  socket.on("drain", go);
  go();
}

/** One byte each 100 ms. */
function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    socket.write(text[at % text.length] ?? "x");
    at += 1;
  }, 100);
  socket.on("close", () => clearInterval(timer));
}

const whole = (body: string | Buffer, more = ""): Saying => {
  const content = Buffer.from(body);
  return (socket) => {
    socket.write(`${HEAD}${more}Content-Length: ${content.length}\r\n\r\n`);
    socket.write(content);
  };
};

const BOMB_PIECE = gzipSync(Buffer.alloc(64 * MIB));
/** 10 GiB of zeros. */
const bomb = (): Buffer => Buffer.concat(Array.from({ length: 160 }, () => BOMB_PIECE));

/** What servers say in place of an answer. */
const SAYINGS: Readonly<Record<string, () => Saying>> = {
  "a gzip bomb": () => whole(bomb(), "Content-Encoding: gzip\r\n"),
  "10 GB announced and sent": () => (socket) => {
    socket.write(`${HEAD}Content-Length: ${10 * 1024 * MIB}\r\n\r\n`);
    pour(socket, Buffer.alloc(MIB, "x"), 10 * 1024 * MIB);
  },
  "an endless body without a length": () => (socket) => {
    socket.write(`${HEAD}\r\n`);
    pour(socket, Buffer.alloc(MIB, "x"));
  },
  "endless chunks": () => (socket) => {
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    pour(socket, `10000\r\n${"x".repeat(0x1_00_00)}\r\n`);
  },
  "endless chunks of one byte": () => (socket) => {
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    pour(socket, "1\r\nx\r\n".repeat(10_000));
  },
  "a chunk's endless extension": () => (socket) => {
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n1;x=`);
    pour(socket, Buffer.alloc(MIB, "x"));
  },
  "endless trailers": () => (socket) => {
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n`);
    pour(socket, "X-A: b\r\n".repeat(10_000));
  },
  "a dripping body": () => (socket) => {
    socket.write(`${HEAD}Content-Length: 10000\r\n\r\n`);
    drip(socket, " ");
  },
  "a dripping head": () => (socket) => drip(socket, "HTTP/1.1 200 OK\r\nX-A: "),
  "too short a body": () => (socket) => void socket.write(`${HEAD}Content-Length: 100\r\n\r\n{}`),
  "too short a body, and the end": () => (socket) => void socket.end(`${HEAD}Content-Length: 100\r\n\r\n{}`),
  "too long a body": () => (socket) => void socket.write(`${HEAD}Content-Length: 2\r\n\r\n{}${"x".repeat(MIB)}`),
  "two lengths": () => (socket) => void socket.write(`${HEAD}Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}`),
  "a negative length": () => (socket) => void socket.write(`${HEAD}Content-Length: -1\r\n\r\n{}`),
  "an immense length": () => (socket) => void socket.write(`${HEAD}Content-Length: ${"9".repeat(40)}\r\n\r\n{}`),
  "a flood of 1xx": () => (socket) => pour(socket, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(1000)),
  "a flood of 100": () => (socket) => pour(socket, "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000)),
  "a flood of answers": () => (socket) => pour(socket, `${HEAD}Content-Length: 2\r\n\r\n{}`.repeat(1000)),
  "a header of 1 MB": () => (socket) => void socket.write(`${HEAD}X-A: ${"x".repeat(MIB)}\r\n\r\n{}`),
  "an endless header": () => (socket) => {
    socket.write(`${HEAD}X-A: `);
    pour(socket, Buffer.alloc(MIB, "x"));
  },
  "endless headers": () => (socket) => {
    socket.write(HEAD);
    pour(socket, "X-A: b\r\n".repeat(10_000));
  },
  "a status line without end": () => (socket) => {
    socket.write("HTTP/1.1 200 ");
    pour(socket, Buffer.alloc(MIB, "x"));
  },
  "a redirect to itself": () => (socket, own) =>
    void socket.write(`HTTP/1.1 307 Temporary Redirect\r\nLocation: ${own}/v2/\r\nContent-Length: 0\r\n\r\n`),
  "ever other redirects": () => (socket, own) =>
    void socket.write(
      `HTTP/1.1 302 Found\r\nLocation: ${own}/${Math.random()}/${"x".repeat(8000)}\r\nContent-Length: 0\r\n\r\n`,
    ),
  "lists in lists": () => whole("[".repeat(900_000)),
  "objects in objects": () => whole(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`),
  "a long list of errors": () => whole(`{"errors":[${'{"code":"DENIED"},'.repeat(200_000)}{}]}`),
  "a token of 60 KB": () => whole(JSON.stringify({ token: "t".repeat(60_000) })),
  "a page of tags": () => (socket) => {
    const page = "<title><script><".repeat(250_000);
    socket.write(`HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}`);
  },
  challenges: () => (socket) =>
    void socket.write(
      `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: ${'Bearer realm="'.repeat(1000)}\r\nContent-Length: 0\r\n\r\n`,
    ),
  "an error that goes on and on": () => (socket) => {
    socket.write("HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\n\r\n");
    pour(socket, Buffer.alloc(MIB, "<p>"));
  },
  nothing: () => () => undefined,
};

/** Where a registry says it; the rest of what it says is in order. */
const PLACES: Readonly<Record<string, RegExp>> = {
  "/v2/": / \/v2\/ /,
  "its token": / \/token/,
  "its manifest": /\/manifests\//,
  "its config": /GET \S*\/blobs\//,
  "its layers": /HEAD \S*\/blobs\//,
};

const CONFIG = '{"os":"linux","architecture":"amd64"}';
const manifestOf = (layers: readonly object[]): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: TYPES.image,
    config: { mediaType: TYPES.config, digest: digestOf(CONFIG), size: CONFIG.length },
    layers,
  });
const LAYER = { mediaType: TYPES.layer, digest: digestOf("layer"), size: 5 };

function answerInOrder(line: string, own: string): string {
  const json = (status: string, body: string, more = ""): string =>
    `HTTP/1.1 ${status}\r\nContent-Type: ${line.includes("manifests") ? TYPES.image : "application/json"}\r\nDocker-Distribution-Api-Version: registry/2.0\r\n${more}Content-Length: ${body.length}\r\n\r\n${line.startsWith("HEAD") ? "" : body}`;
  if (/ \/v2\/ /.test(line)) {
    return json("401 Unauthorized", "{}", `WWW-Authenticate: Bearer realm="${own}/token",service="x"\r\n`);
  }
  if (line.includes(" /token")) return json("200 OK", '{"token":"good"}');
  if (line.includes("/manifests/")) return json("200 OK", manifestOf([LAYER]));
  return json("200 OK", line.includes(LAYER.digest) ? "layer" : CONFIG);
}

/** Lets a server listen until the test ends. */
function listening(server: Server, where: number | string): Promise<void> {
  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  };
  server.on("connection", take);
  server.on("secureConnection", take);
  server.on("tlsClientError", () => undefined);
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new Promise((resolve) => void server.listen(where, resolve));
}

/** Reads requests, without bodies, and says what it says to each. */
function speakWith(socket: Socket, answer: (line: string) => Saying | string, own: string): void {
  let head = "";
  socket.on("data", (chunk: Buffer) => {
    head += chunk.toString("latin1");
    if (!head.includes("\r\n\r\n")) return;
    const line = head.split("\r\n", 1)[0] ?? "";
    head = "";
    const told = answer(line);
    if (typeof told === "string") socket.write(told);
    else told(socket, own);
  });
}

/** A server that says something odd in one place. */
interface Odd {
  /** `host:port`, or the URL of a socket. */
  readonly place: string;
  /** How often it said it. */
  readonly said: () => number;
}

function counted(saying: Saying): { readonly saying: Saying; readonly said: () => number } {
  let count = 0;
  return {
    said: () => count,
    saying(socket, own) {
      count += 1;
      saying(socket, own);
    },
  };
}

async function oddRegistry(where: RegExp, what: Saying): Promise<Odd> {
  const { saying, said } = counted(what);
  const server = createTlsServer(pair, (socket) => {
    const own = `https://${place()}`;
    speakWith(socket, (line) => (where.test(line) ? saying : answerInOrder(line, own)), own);
  });
  const place = (): string => `localhost:${(server.address() as AddressInfo).port}`;
  await listening(server, 0);
  return { place: place(), said };
}

const INFO = {
  ServerVersion: "20.10.24",
  OSType: "linux",
  Architecture: "x86_64",
  DockerRootDir: "/var/lib/docker",
  MemTotal: 8 * 1024 * MIB,
  NCPU: 4,
};
const VERSION = { Version: "20.10.24", ApiVersion: "1.41", MinAPIVersion: "1.12", Os: "linux", Arch: "amd64" };

/** An engine's answers; it has nothing, creates nothing, and looks up what it is let. */
function engineInOrder(line: string, looksUp: boolean): string {
  const json = (status: string, value: object): string => {
    const body = JSON.stringify(value);
    return `HTTP/1.1 ${status}\r\nApi-Version: 1.41\r\nServer: Docker/20.10.24 (linux)\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  if (line.includes("/_ping")) return json("200 OK", {});
  if (line.includes("/version")) return json("200 OK", VERSION);
  if (line.includes("/info")) return json("200 OK", INFO);
  if (line.includes("/images/json")) return json("200 OK", []);
  if (line.includes("/distribution/") && looksUp) {
    return json("200 OK", { Descriptor: { digest: digestOf(manifestOf([LAYER])), mediaType: TYPES.image } });
  }
  if (line.includes("/distribution/")) return json("500 Internal Server Error", { message: "unknown" });
  return json("404 Not Found", { message: "no such thing" });
}

let engines = 0;

async function oddEngine(where: RegExp = /^$/, what: Saying = () => undefined, looksUp = false): Promise<Odd> {
  engines += 1;
  const { saying, said } = counted(what);
  const socketPath = join(FOLDER, `${engines}.sock`);
  const server = createTcpServer((socket) =>
    speakWith(socket, (line) => (where.test(line) ? saying : engineInOrder(line, looksUp)), "http://localhost"),
  );
  await listening(server, socketPath);
  return { place: `unix://${socketPath}`, said };
}

/** Runs the program, which has to end well, and leave a recording that can be judged. */
async function checked(engine: Odd, more: readonly string[], timeoutS = 1): Promise<void> {
  const facts = join(FOLDER, "facts.json");
  const args = ["--docker-host", engine.place, "--timeout", String(timeoutS), "--facts", facts, ...more];
  const { code, stdout } = await endsWell(args, FOLDER, { NODE_EXTRA_CA_CERTS: authority.caFile }, MOST_MEMORY_MIB);
  expect(code).not.toBe(0);
  expect(stdout.length).toBeLessThan(MIB);
  expect(readRecording(facts).facts.length).toBeGreaterThan(0);
}

const ONLY = ["registry-reachable", "service-reachable", "image-pullable"].flatMap((id) => ["--only", id]);

/** Runs the program on servers that say it in every place; gives the places where it was not said. */
async function unheardOf(saying: Saying, timeoutS: number): Promise<readonly string[]> {
  const registries = await Promise.all(Object.values(PLACES).map((place) => oddRegistry(place, saying)));
  const service = await oddRegistry(/./, saying);
  const images = registries.flatMap(({ place }) => ["--image", `${place}/app:1`]);
  await checked(await oddEngine(), [...ONLY, "--domain", service.place, ...images], timeoutS);
  const unheard = Object.keys(PLACES).filter((_, index) => registries[index]?.said() === 0);
  return service.said() === 0 ? [...unheard, "service"] : unheard;
}

/** On a busy machine the program may give up before it has heard anything: then it is said again, and given more time. */
const TIMEOUTS_S = [2, 4, 8];

describe("registries and services that answer", () => {
  it.each(Object.keys(SAYINGS))("%s", async (name) => {
    const saying = SAYINGS[name]?.() ?? (() => undefined);
    let unheard = await unheardOf(saying, 1);
    for (const timeoutS of TIMEOUTS_S) if (unheard.length > 0) unheard = await unheardOf(saying, timeoutS);
    expect(unheard).toEqual([]);
  });
});

const numbered = (count: number, make: (number: number) => object): readonly object[] =>
  Array.from({ length: count }, (_, number) => make(number));
const LONG = "x".repeat(3 * MIB);
const indexOf = (manifests: readonly object[]): string => JSON.stringify({ schemaVersion: 2, manifests });

const MANIFESTS: Readonly<Record<string, () => string>> = {
  "a hundred thousand layers": () => manifestOf(numbered(100_000, (one) => ({ digest: `a:${one}` }))),
  "a hundred thousand layers with long digests": () =>
    manifestOf(numbered(100_000, (one) => ({ digest: digestOf(`${one}`) }))),
  "a layer's digest of 3 MB": () => manifestOf([{ digest: `sha256:${LONG}` }]),
  "layers of immense sizes": () =>
    manifestOf([1e308, 1e308, 0.5, -1].map((size, one) => ({ digest: digestOf(`${one}`), size }))),
  "a media type of 3 MB": () => JSON.stringify({ schemaVersion: 2, mediaType: LONG }),
  "a config's type of 3 MB": () =>
    JSON.stringify({ schemaVersion: 2, config: { digest: digestOf(CONFIG), mediaType: LONG }, layers: [] }),
  "an operating system of 3 MB": () =>
    indexOf([{ digest: digestOf("x"), platform: { os: LONG, architecture: "amd64" } }]),
  "fifty thousand platforms": () =>
    indexOf(numbered(50_000, (one) => ({ digest: `a:${one}`, platform: { os: `o${one}`, architecture: "a" } }))),
  "an index that lists itself": () =>
    indexOf(numbered(3, () => ({ digest: "a:0", platform: { os: "linux", architecture: "amd64" } }))),
  "a long history": () =>
    JSON.stringify({
      schemaVersion: 1,
      fsLayers: numbered(50_000, (one) => ({ blobSum: `a:${one}` })),
      history: numbered(50_000, () => ({ v1Compatibility: "{}" })),
    }),
};

describe("a manifest with", () => {
  it.each(Object.entries(MANIFESTS))("%s", async (_, make) => {
    const registry = await oddRegistry(/\/manifests\//, whole(make()));
    await checked(await oddEngine(), ["--only", "image-pullable", "--image", `${registry.place}/app:1`]);
    expect(registry.said()).toBeGreaterThan(0);
  });
});

const TEXTS = Array<string>(100_000).fill("x");
/** What engines say that is JSON, and long; and the lines of a pull. */
const LONG_ANSWERS: Readonly<Record<string, () => Saying>> = {
  "long lists": () =>
    whole(JSON.stringify({ ...INFO, ...VERSION, Id: "x", SecurityOptions: TEXTS, RepoTags: TEXTS, Mounts: TEXTS })),
  "long texts": () => whole(JSON.stringify({ ...INFO, ...VERSION, Id: LONG, KernelVersion: LONG, message: LONG })),
  "a long error": () => (socket) => {
    const body = JSON.stringify({ message: LONG });
    socket.write(`HTTP/1.1 500 Internal Server Error\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  },
  "a hundred thousand insecure registries": () =>
    whole(
      JSON.stringify({
        ...INFO,
        RegistryConfig: { IndexConfigs: Object.fromEntries(TEXTS.map((_, one) => [`r${one}`, { Secure: false }])) },
      }),
    ),
  "endless lines": () => (socket) => {
    const line = JSON.stringify({ status: "Downloading", id: "x", progressDetail: { current: 1, total: 2 } });
    socket.write(`${HEAD}\r\n`);
    pour(socket, `${line}\n`.repeat(1000));
  },
};

/** Where an engine says it. */
const ENGINE_PLACES = {
  "/_ping": /_ping/,
  "/version": /version/,
  "/info": /\/info/,
  "a local image": /\/images\/.*json/,
  "its lookup": /\/distribution\//,
  "a pull": /\/images\/create/,
};
type EnginePlace = keyof typeof ENGINE_PLACES;

const WITHOUT_END = [
  "an endless body without a length",
  "endless chunks of one byte",
  "a dripping body",
  "a gzip bomb",
];

const MALFORMED = [
  "10 GB announced and sent",
  "a chunk's endless extension",
  "endless trailers",
  "a dripping head",
  "too short a body",
  "too long a body",
  "two lengths",
  "a flood of 1xx",
  "a header of 1 MB",
  "endless headers",
  "a status line without end",
  "a redirect to itself",
  "lists in lists",
];

/** One client asks an engine everything; a pull's answer alone is taken piece by piece. */
const ENGINE_ROWS: readonly (readonly [string, EnginePlace])[] = [
  ...[...WITHOUT_END, ...MALFORMED].map((name) => [name, "/info"] as const),
  ...[...WITHOUT_END, "endless lines"].map((name) => [name, "a pull"] as const),
  ...(["/_ping", "/version", "a local image", "its lookup"] as const).flatMap((place) =>
    ["an endless body without a length", "long lists", "long texts", "a long error"].map(
      (name) => [name, place] as const,
    ),
  ),
  ...["long lists", "long texts", "a hundred thousand insecure registries"].map((name) => [name, "/info"] as const),
];

describe("an engine that answers", () => {
  it.each(ENGINE_ROWS)("%s to %s", async (name, place) => {
    const saying = { ...SAYINGS, ...LONG_ANSWERS }[name]?.() ?? (() => undefined);
    const engine = await oddEngine(ENGINE_PLACES[place], saying, place === "a pull");
    const registry = await oddRegistry(/^$/, saying);
    const pull = place === "a pull" ? ["--pull"] : [];
    await checked(engine, ["--only", "image-pullable", "--image", `${registry.place}/app:1`, ...pull]);
    expect(engine.said()).toBeGreaterThan(0);
  });
});
