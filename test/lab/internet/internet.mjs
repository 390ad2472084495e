// The laboratory's DNS server, token services, silent server and unusual servers. Runs inside the internet's namespace.
// Speaks lines of JSON on stdin: {"id":1,"dns":{"name":"10.0.0.1[,fd00::1]"|"nxdomain"|"nodata"|"servfail"|"refused"|"drop"|null}};
// the name "*" stands for all that are not named. Answers {"id":1}; to {"id":1,"witness":true} with what the unusual
// servers have received: {"id":1,"requests":[…],"open":0}.
import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { startUnusual } from "./unusual.mjs";

const settings = JSON.parse(process.argv[2] ?? "{}");
const names = new Map(Object.entries(settings.names));
const overrides = new Map();

// ---------------------------------------------------------------- DNS
const RCODES = { nodata: 0, servfail: 2, nxdomain: 3, refused: 5 };

function lookUp(name, isOverridden) {
  const overridden = isOverridden ? (overrides.get(name) ?? overrides.get("*")) : undefined;
  return (
    overridden ??
    names.get(name) ??
    (name.endsWith(`.${settings.unusual.domain}`) ? settings.unusual.https : "nxdomain")
  );
}

function ipv6Bytes(address) {
  const [head = "", tail = ""] = address.split("::");
  const words = (text) =>
    text
      .split(":")
      .filter(Boolean)
      .map((word) => Number.parseInt(word, 16));
  const [left, right] = [words(head), words(tail)];
  return [...left, ...Array(8 - left.length - right.length).fill(0), ...right].flatMap((word) => [
    word >> 8,
    word & 255,
  ]);
}

function answer(query, isOverridden) {
  let offset = 12;
  const labels = [];
  while (query[offset] !== 0) {
    labels.push(query.subarray(offset + 1, offset + 1 + query[offset]).toString("latin1"));
    offset += query[offset] + 1;
  }
  const type = query.readUInt16BE(offset + 1);
  const question = query.subarray(12, offset + 5);
  const name = labels.join(".").toLowerCase();
  const value = lookUp(name, isOverridden);
  if (value === "drop") return null;
  const isAddress = !(value in RCODES);
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (isAddress ? 0 : RCODES[value]), 2);
  header.writeUInt16BE(1, 4);
  const [v4, v6] = isAddress ? value.split(",") : [];
  const data = type === 1 && v4 ? v4.split(".").map(Number) : type === 28 && v6 ? ipv6Bytes(v6) : undefined;
  if (data === undefined) return Buffer.concat([header, question]);
  header.writeUInt16BE(1, 6);
  const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 1, 0, data.length, ...data]);
  return Buffer.concat([header, question, record]);
}

const udp = createSocket("udp4");
udp.on("message", (message, from) => {
  const reply = answer(message, true);
  if (reply) udp.send(reply, from.port, from.address);
});
const proxyUdp = createSocket("udp4");
proxyUdp.on("message", (message, from) => proxyUdp.send(answer(message, false), from.port, from.address));
proxyUdp.bind(53, settings.proxyDns);
const tcp = createServer((socket) => {
  socket.on("error", () => undefined);
  socket.on("data", (data) => {
    const reply = answer(data.subarray(2), true);
    if (!reply) return;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(reply.length);
    socket.write(Buffer.concat([length, reply]));
  });
});

// ---------------------------------------------------------------- tokens
const key = createPrivateKey(readFileSync(settings.tokenKey));
const certificate = readFileSync(settings.tokenCertificate, "utf8").replaceAll(/-----[A-Z ]+-----|\s/g, "");
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

function token(service, issuer, access) {
  const now = Math.floor(Date.now() / 1000);
  const head = encode({ typ: "JWT", alg: "RS256", x5c: [certificate] });
  const body = encode({
    iss: issuer,
    sub: "",
    aud: service,
    exp: now + 300,
    nbf: now - 60,
    iat: now,
    jti: randomUUID(),
    access,
  });
  const signature = sign("sha256", Buffer.from(`${head}.${body}`), key).toString("base64url");
  return `${head}.${body}.${signature}`;
}

const users = new Map(settings.users);
const isPrivate = (repository) => repository.startsWith("private/");

/** What a client asks a token service: by GET with Basic, or by POST with a form (OAuth 2), as containerd does with a password. */
async function readTokenRequest(request) {
  const basic = /^Basic (.*)$/.exec(request.headers.authorization ?? "")?.[1];
  const pair = Buffer.from(basic ?? "", "base64").toString("utf8");
  const colon = pair.indexOf(":");
  const byHeader = basic === undefined ? undefined : [pair.slice(0, colon), pair.slice(colon + 1)];
  if (request.method !== "POST") {
    const { searchParams } = new URL(request.url ?? "/", "http://token");
    return { service: searchParams.get("service"), scopes: searchParams.getAll("scope"), login: byHeader };
  }
  let body = "";
  for await (const chunk of request) body += chunk;
  const form = new URLSearchParams(body);
  const byForm = form.get("grant_type") === "password" ? [form.get("username"), form.get("password")] : byHeader;
  return { service: form.get("service"), scopes: (form.get("scope") ?? "").split(" "), login: byForm };
}

const tokens = createHttpServer(async (request, response) => {
  const { service, scopes, login } = await readTokenRequest(request);
  const isKnown = login !== undefined && users.get(login[0]) === login[1];
  if (login !== undefined && !isKnown) {
    response.writeHead(401, { "content-type": "application/json" });
    response.end(JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message: "incorrect username or password" }] }));
    return;
  }
  const access = scopes.flatMap((scope) => {
    const [type, name, actions] = scope.split(":");
    if (type !== "repository" || !name || (isPrivate(name) && !isKnown)) return [];
    return [{ type, name, actions: (actions ?? "").split(",").filter((action) => action === "pull") }];
  });
  const text = token(service ?? "", settings.issuer, access);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(
    JSON.stringify({ token: text, access_token: text, expires_in: 300, issued_at: new Date().toISOString() }),
  );
});

// ---------------------------------------------------------------- silence
const silent = createServer((socket) => {
  socket.on("error", () => undefined);
  socket.resume();
});

const reset = createServer((socket) => {
  socket.on("error", () => undefined);
  socket.on("data", () => socket.resetAndDestroy());
});
reset.listen(443, settings.reset);
const hangsUp = createServer((socket) => {
  socket.on("error", () => undefined);
  socket.on("data", () => socket.end());
});
hangsUp.listen(443, settings.hangsUp);

const unusual = await startUnusual(settings.unusual);

udp.bind(53, settings.dns, () =>
  tcp.listen(53, settings.dns, () =>
    tokens.listen(settings.tokenPort, "127.0.0.1", () =>
      silent.listen(443, settings.silent, () =>
        process.stdout.write(`${JSON.stringify({ id: 0, pid: process.pid })}\n`),
      ),
    ),
  ),
);

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const message = JSON.parse(line);
    for (const [name, value] of Object.entries(message.dns ?? {})) {
      if (value === null) overrides.delete(name);
      else overrides.set(name, value);
    }
    const told = message.witness ? unusual.witness() : {};
    process.stdout.write(`${JSON.stringify({ id: message.id, ...told })}\n`);
  })
  .on("close", () => process.exit(0));
