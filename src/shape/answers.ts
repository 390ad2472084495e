import * as v from "valibot";
import type {
  ClientOptionsFact,
  ClientVersionFact,
  EndpointFact,
  EngineConnection,
  NameFact,
  NameServersFact,
  RegistryPing,
  RegistryWalk,
} from "../contract/index.js";
import { CONNECTION } from "./connection.js";
import { list, TEXT } from "./problem.js";

const MAYBE_TEXT = v.optional(TEXT);
const MAYBE_NUMBER = v.optional(v.number());
const MAYBE_TEXTS = v.optional(list(TEXT));
const HEADERS = v.record(TEXT, TEXT);
const HOP = v.picklist(["dns", "tcp", "proxy", "tls", "http"]);

const RAW_ERROR = v.object({ code: TEXT, message: TEXT });

const CERTIFICATE = v.object({ subject: TEXT, issuer: TEXT, validFrom: TEXT, validTo: TEXT, names: list(TEXT) });

/** What ends any hop, that to the proxy included. */
const PLAIN_STOPS = [
  v.object({ kind: v.literal("errors"), errors: list(RAW_ERROR), asked: MAYBE_TEXTS }),
  v.object({ kind: v.literal("silence"), limitMs: v.number(), asked: MAYBE_TEXTS }),
  v.object({ kind: v.literal("no-address"), family: v.optional(v.picklist([4, 6])) }),
  v.object({ kind: v.literal("no-such-port"), port: v.number() }),
  v.object({ kind: v.literal("certificate"), error: MAYBE_TEXT }),
  v.object({ kind: v.literal("not-tls"), error: RAW_ERROR, answer: MAYBE_TEXT }),
  v.object({ kind: v.literal("refused-tunnel"), status: v.number(), reason: TEXT, headers: HEADERS }),
  v.object({ kind: v.literal("not-http"), start: TEXT }),
  v.object({ kind: v.literal("closed") }),
  v.object({ kind: v.literal("endless") }),
  v.object({ kind: v.literal("no-such-proxy"), proxy: MAYBE_TEXT }),
] as const;

const STOP = v.variant("kind", [
  ...PLAIN_STOPS,
  v.object({
    kind: v.literal("at-proxy"),
    proxy: TEXT,
    hop: v.picklist(["dns", "tcp", "tls"]),
    stop: v.variant("kind", PLAIN_STOPS),
    certificate: v.optional(CERTIFICATE),
  }),
]);

const HTTP = v.object({
  status: v.number(),
  headers: HEADERS,
  body: v.picklist(["empty", "json", "page", "other"]),
  title: MAYBE_TEXT,
  text: MAYBE_TEXT,
  errors: v.optional(list(RAW_ERROR)),
  tokens: MAYBE_TEXTS,
  clockSkewMs: MAYBE_NUMBER,
});

const ENDPOINT = v.object({
  host: TEXT,
  port: v.number(),
  hops: list(v.object({ hop: HOP, durationMs: v.number(), stop: v.optional(STOP) })),
  addresses: list(TEXT),
  http: v.optional(HTTP),
  repeated: v.optional(HTTP),
  redirected: v.optional(HTTP),
  certificate: v.optional(CERTIFICATE),
  proxy: MAYBE_TEXT,
  proxyAddresses: MAYBE_TEXTS,
  observedAt: MAYBE_TEXT,
  durationMs: v.number(),
});

const PLACE = {
  asked: v.picklist(["token", "manifest", "config", "layer"]),
  host: TEXT,
  isElsewhere: v.optional(v.literal(true)),
  repeated: v.optional(HTTP),
  digest: MAYBE_TEXT,
};

const WAY = v.object({
  addresses: list(TEXT),
  proxy: MAYBE_TEXT,
  proxyAddresses: MAYBE_TEXTS,
  durationMs: MAYBE_NUMBER,
  observedAt: TEXT,
});

const FAULT = v.variant("kind", [
  v.object({ kind: v.picklist(["not-json", "no-object", "no-config", "layer-without-digest", "too-long"]) }),
  v.object({ kind: v.picklist(["no-image", "wrong-history"]), mediaType: TEXT }),
  v.object({ kind: v.literal("too-many-layers"), layers: v.number() }),
  v.object({ kind: v.literal("artefact"), mediaType: TEXT, configType: TEXT }),
  v.object({ kind: v.literal("other-digest"), digest: TEXT }),
  v.object({ kind: v.literal("only-indexes") }),
]);

const SERVED = v.union(
  [v.object({ bytes: v.number(), expectedBytes: v.number() }), v.object({ digest: TEXT })],
  "what was served: bytes, or a digest",
);

const WALK_STOP = v.variant("kind", [
  v.object({ kind: v.literal("no-contact") }),
  v.object({
    ...PLACE,
    kind: v.literal("connection"),
    hop: HOP,
    stop: STOP,
    certificate: v.optional(CERTIFICATE),
    way: v.optional(WAY),
  }),
  v.object({
    ...PLACE,
    kind: v.literal("answer"),
    http: HTTP,
    byPost: v.optional(v.literal(true)),
    tags: v.optional(HTTP),
  }),
  v.object({ kind: v.literal("manifest"), host: TEXT, http: v.optional(HTTP), fault: FAULT }),
  v.object({ ...PLACE, kind: v.literal("part"), status: v.number(), digest: TEXT, served: SERVED }),
  v.object({ kind: v.literal("platform"), host: TEXT, wanted: TEXT, offered: list(TEXT) }),
]);

const UNPROVEN = v.variant("kind", [
  v.object({ kind: v.literal("proxy-hidden"), proxy: TEXT }),
  v.object({ kind: v.literal("unverified"), host: TEXT, scheme: v.picklist(["http", "https"]) }),
  v.object({ kind: v.literal("post-redirected"), host: TEXT, status: v.number() }),
  v.object({ kind: v.literal("pulls-spared"), limit: v.number(), remaining: v.number() }),
]);

const STEP = v.picklist(["connect", "token", "manifest", "platform", "config", "layers"]);

const INDEX_ENTRY = v.object({
  mediaType: TEXT,
  platform: v.optional(v.object({ os: TEXT, architecture: TEXT, variant: MAYBE_TEXT })),
});

const WALK = v.object({
  reference: TEXT,
  registry: TEXT,
  repository: TEXT,
  step: STEP,
  stop: v.optional(WALK_STOP),
  unproven: v.optional(UNPROVEN),
  contact: v.optional(ENDPOINT),
  demand: v.optional(v.picklist(["none", "basic", "bearer", "unusable"])),
  hasCredential: v.optional(v.boolean()),
  digest: MAYBE_TEXT,
  mediaType: MAYBE_TEXT,
  platforms: MAYBE_TEXTS,
  platformDigest: MAYBE_TEXT,
  indexes: v.optional(list(list(INDEX_ENTRY))),
  configType: MAYBE_TEXT,
  layerTypes: MAYBE_TEXTS,
  configLayers: MAYBE_NUMBER,
  manifestLayers: MAYBE_NUMBER,
  layerCount: MAYBE_NUMBER,
  compressedBytes: MAYBE_NUMBER,
  layerHosts: MAYBE_TEXTS,
  rateLimit: v.optional(v.object({ limit: v.number(), remaining: v.number() })),
  steps: list(v.object({ step: STEP, durationMs: v.number() })),
  repeated: v.optional(list(v.object({ asked: PLACE.asked, host: TEXT, http: HTTP }))),
  durationMs: v.number(),
});

/** What questions are answered with whose answers others have a say in. */
interface Answers {
  readonly "env.clientOptions": ClientOptionsFact;
  readonly "env.clientVersion": ClientVersionFact;
  readonly "engine.connection": EngineConnection;
  readonly "network.nameServers": NameServersFact;
  readonly "network.endpoint": EndpointFact;
  readonly "network.resolve": NameFact;
  readonly "registry.ping": RegistryPing;
  readonly "registry.walk": RegistryWalk;
}

/** Holds the schemas to the types when this is compiled: they have to take every answer. */
function acceptingAnswers<Schemas extends Readonly<Record<keyof Answers, v.GenericSchema>>>(
  schemas: Schemas & {
    readonly [Question in keyof Answers]: Answers[Question] extends v.InferOutput<Schemas[Question]> ? unknown : never;
  },
): Readonly<Record<string, v.GenericSchema>> {
  return schemas;
}

/** The shapes of what was seen of the client, of the engine's address and of the network, by question. */
export const ANSWERS = acceptingAnswers({
  "env.clientOptions": v.variant("outcome", [
    v.object({ outcome: v.literal("listed"), options: list(TEXT) }),
    v.object({ outcome: v.literal("no-client") }),
    v.object({ outcome: v.literal("no-answer"), why: v.picklist(["time-limit", "failed", "unreadable"]) }),
  ]),
  "env.clientVersion": v.object({ version: v.optional(TEXT) }),
  "engine.connection": CONNECTION,
  "network.endpoint": ENDPOINT,
  "network.resolve": v.object({
    host: TEXT,
    addresses: list(TEXT),
    stop: v.optional(STOP),
    durationMs: v.number(),
  }),
  "network.nameServers": v.object({
    host: TEXT,
    // `isAnswering` in place of `error` comes from older programs: see older-answers.ts
    servers: list(
      v.object({
        address: TEXT,
        error: v.optional(RAW_ERROR),
        isAnswering: v.optional(v.boolean()),
        durationMs: v.number(),
      }),
    ),
  }),
  "registry.ping": v.object({ registry: ENDPOINT, tokenService: v.optional(ENDPOINT) }),
  "registry.walk": WALK,
});
