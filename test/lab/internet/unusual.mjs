// Registries, token services, layer hosts and proxies that are wrong, or right, in an unusual way. Each name below the
// domain behaves as its first label says; what no behaviour answers is passed on to a registry that is right.
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { createSecureContext } from "node:tls";

const API_VERSION = { "docker-distribution-api-version": "registry/2.0" };

/** Servers by certificate: a label that starts so shows the certificate of that name. */
const CERTIFICATES = [
  "not-yet-valid",
  "cn-only",
  "self-signed",
  "no-intermediate",
  "with-intermediate",
  "untrusted",
  "expired",
];

/**
 * Starts the servers.
 * settings: { domain, schema1: { manifest, digest, layer: { digest, base64 } }, https, oldTls, clientCertificate, certificates (folder), registryPort, proxy: { address, closes, hangs, badGateway, unavailable } }
 */
export async function startUnusual(settings) {
  const { domain } = settings;
  const nameOf = (label) => `${label}.${domain}`;
  const requests = [];
  const sockets = new Set();
  const seen = new Set();

  function pass(request, response, changes = {}) {
    const upstream = http.request(
      {
        host: "127.0.0.1",
        port: settings.registryPort,
        method: request.method,
        path: changes.path ?? request.url,
        headers: { ...request.headers, "x-forwarded-proto": "https" },
      },
      (answer) => {
        const headers = { ...answer.headers };
        for (const name of changes.without ?? []) delete headers[name];
        response.writeHead(answer.statusCode, headers);
        answer.pipe(response);
      },
    );
    upstream.on("error", () => response.destroy());
    response.on("close", () => upstream.destroy());
    upstream.end();
  }

  /** A manifest in the registry that is right. */
  async function manifestOf(repository, tag) {
    const answer = await fetch(`http://127.0.0.1:${settings.registryPort}/v2/${repository}/manifests/${tag}`, {
      headers: { accept: "application/vnd.docker.distribution.manifest.v2+json" },
    });
    return answer.json();
  }

  async function configOf(repository, tag) {
    const { config } = await manifestOf(repository, tag);
    return config.digest;
  }

  const send = (response, status, type, body, headers = {}) => {
    response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body), ...headers });
    response.end(body);
  };
  const page = (status, title, headers) => (_request, response) =>
    send(
      response,
      status,
      "text/html",
      `<!DOCTYPE html><html><head><title>${title}</title></head><body>${title}</body></html>`,
      headers,
    );
  const json = (status, value, headers) => (_request, response) =>
    send(response, status, "application/json", JSON.stringify(value), { ...API_VERSION, ...headers });
  const error = (status, code, message, headers) => json(status, { errors: [{ code, message }] }, headers);
  const silent = () => undefined;

  /** The first request of each asker is answered 503, the others as they should be. */
  const once = (behaviour) => (request, response) => {
    const key = `${request.headers.host} ${request.headers["user-agent"] ?? ""}`;
    if (seen.has(key)) return behaviour(request, response);
    seen.add(key);
    return error(503, "UNAVAILABLE", "come again")(request, response);
  };

  const byMethod = (behavioursOf) => (request, response) => behavioursOf[request.method]?.(request, response);
  /** The token of a user; strangers get one that is good for nothing. */
  const userToken = (request, response) =>
    json(200, { token: isBasic(request) ? "laboratory-token" : "anonymous-token" })(request, response);

  const isPing = (url) => url === "/v2/";
  const at = (pattern, behaviour) => (request, response) =>
    pattern.test(request.url) ? behaviour(request, response) : pass(request, response);
  const ofManifests = (behaviour) => at(/\/manifests\//, behaviour);
  const ofPing = at.bind(undefined, /^\/v2\/$/);
  const ofBlobs = (behaviour) => at(/\/blobs\//, behaviour);
  const layersAt = (label) =>
    ofBlobs((request, response) => {
      response.writeHead(307, { location: `https://${nameOf(label)}${request.url}`, "content-length": 0 });
      response.end();
    });
  const challenge = (label, more = "") => ({
    "www-authenticate": `Bearer realm="https://${nameOf(label)}/token",service="laboratory"${more}`,
  });
  const unauthorized = (headers) => error(401, "UNAUTHORIZED", "authentication required", headers);
  const isBasic = (request) => request.headers.authorization?.startsWith("Basic ") === true;
  const isBearer = (request) => request.headers.authorization === "Bearer laboratory-token";

  const behaviours = {
    // who answers is no registry
    "page-302": (_request, response) => {
      response.writeHead(302, { location: `https://${nameOf("portal")}/login`, "content-length": 0 });
      response.end();
    },
    "page-403": page(403, "Access blocked by policy"),
    "page-404": page(404, "Not Found"),
    "page-502": page(502, "Bad Gateway"),
    portal: page(200, "Please log in to the network"),
    "portal-511": page(511, "Network Authentication Required"),
    "other-service": (_request, response) => send(response, 200, "application/json", '{"service":"something else"}'),
    "no-challenge": unauthorized({}),
    "strange-challenge": unauthorized({ "www-authenticate": "Negotiate" }),
    "relative-realm": unauthorized({ "www-authenticate": 'Bearer realm="/token",service="laboratory"' }),
    // registries that refuse, or are ill
    denied: ofManifests(error(403, "DENIED", "requested access to the resource is denied")),
    "ecr-expired": (request, response) =>
      isBasic(request)
        ? error(403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.")(request, response)
        : unauthorized({ "www-authenticate": 'Basic realm="laboratory"' })(request, response),
    "text-404": ofManifests((_request, response) => send(response, 404, "text/plain", "not here")),
    "odd-404": ofManifests(error(404, "NOTHING_HERE", "look elsewhere")),
    "manifest-500": ofManifests(error(500, "UNKNOWN", "the storage is ill")),
    "limited-429": error(429, "TOOMANYREQUESTS", "too many requests", { "retry-after": "60" }),
    hang: silent,
    "hang-manifest": ofManifests(silent),
    "cut-manifest": ofManifests((_request, response) => {
      response.writeHead(200, {
        "content-type": "application/vnd.docker.distribution.manifest.v2+json",
        "content-length": 900,
      });
      response.write('{"schemaVersion":2,');
      setTimeout(() => response.destroy(), 20);
    }),
    "garbage-manifest": ofManifests((_request, response) => send(response, 200, "application/json", "hello")),
    // layers elsewhere
    "layers-expired": layersAt("cdn-expired"),
    "layers-ill": layersAt("cdn-ill"),
    "layers-untrusted": layersAt("untrusted-cdn"),
    "layers-page": layersAt("portal"),
    "layers-reset": layersAt("cdn-reset"),
    "layers-get-only": layersAt("cdn-get-only"),
    "layers-witnessed": layersAt("cdn-witness"),
    "layers-relative": (request, response) => {
      const [, path] = /^\/artifacts-downloads(\/.*)$/.exec(request.url) ?? [];
      if (path !== undefined) return pass(request, response, { path });
      return ofBlobs(() => {
        response.writeHead(302, { location: `/artifacts-downloads${request.url}`, "content-length": 0 });
        response.end();
      })(request, response);
    },
    "cdn-expired": (_request, response) =>
      send(
        response,
        403,
        "application/xml",
        "<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>",
      ),
    "cdn-ill": (_request, response) => send(response, 503, "application/xml", "<Error><Code>SlowDown</Code></Error>"),
    "cdn-reset": (request) => request.socket.destroy(),
    "cdn-get-only": (request, response) =>
      request.method === "GET" ? pass(request, response) : send(response, 403, "application/xml", ""),
    // right in an unusual way
    "no-version": (request, response) =>
      isPing(request.url)
        ? send(response, 200, "application/json", "{}")
        : pass(request, response, { without: Object.keys(API_VERSION) }),
    schema1: (request, response) => {
      const { manifest, digest, layer } = settings.schema1;
      if (/\/manifests\//.test(request.url)) {
        const type = "application/vnd.docker.distribution.manifest.v1+prettyjws";
        return send(response, 200, type, manifest, { ...API_VERSION, "docker-content-digest": digest });
      }
      if (!request.url.endsWith(layer.digest)) return pass(request, response);
      return send(response, 200, "application/octet-stream", Buffer.from(layer.base64, "base64"));
    },
    slow: (request, response) => setTimeout(() => pass(request, response), 2000),
    "once-503-get": ofManifests((request, response) =>
      (request.method === "GET" ? once(pass) : pass)(request, response),
    ),
    // /v2/ alone is odd
    "ping-503": ofPing(page(503, "Service Unavailable")),
    "ping-404": ofPing(page(404, "Not Found")),
    "ping-403": ofPing(page(403, "Access blocked by policy")),
    "ping-page": ofPing(page(200, "Welcome")),
    "ping-hang": ofPing(silent),
    "ping-basic": ofPing(unauthorized({ "www-authenticate": 'Basic realm="laboratory"' })),
    "ping-bearer": ofPing(unauthorized(challenge("token-ok"))),
    "late-bearer": (request, response) =>
      isPing(request.url) || isBearer(request)
        ? pass(request, response)
        : unauthorized(challenge("token-ok"))(request, response),
    "late-basic": (request, response) =>
      isPing(request.url) || isBasic(request)
        ? pass(request, response)
        : unauthorized({ "www-authenticate": 'Basic realm="laboratory"' })(request, response),
    "once-503-ping": ofPing(once(pass)),
    "once-503": ofManifests(once(pass)),
    "once-503-config": ofBlobs(async (request, response) => {
      const isConfig = request.url.endsWith(`/blobs/${await configOf("team/pause", "1")}`);
      return (isConfig ? once(pass) : pass)(request, response);
    }),
    "once-503-layer": ofBlobs(async (request, response) => {
      const isConfig = request.url.endsWith(`/blobs/${await configOf("team/pause", "1")}`);
      return (isConfig ? pass : once(pass))(request, response);
    }),
    "mirror-404": ofManifests(error(404, "MANIFEST_UNKNOWN", "manifest unknown")),
    "mirror-500": ofManifests(error(500, "UNKNOWN", "the mirror is ill")),
    // token services
    "token-ok": json(200, { token: "laboratory-token" }),
    "token-access": json(200, { access_token: "laboratory-token" }),
    // a clock that is ahead
    "token-ahead": (request, response) =>
      json(200, {
        token: "laboratory-token",
        expires_in: 60,
        issued_at: new Date(Date.now() + 3_600_000).toISOString(),
      })(request, response),
    "token-page": page(200, "Please log in to the network"),
    "token-page-403": page(403, "Access blocked by policy"),
    "token-empty": json(200, {}),
    "token-401": error(401, "UNAUTHORIZED", "incorrect username or password"),
    "token-403": error(403, "DENIED", "not for you"),
    "token-500": error(500, "UNKNOWN", "the token service is ill"),
    "token-hang": silent,
    "token-once-503": once(json(200, { token: "laboratory-token" })),
    // containerd asks for a user's token by POST
    ...Object.fromEntries(
      [400, 401, 403, 404, 405, 500].map((status) => [
        `token-post-${status}`,
        byMethod({ POST: error(status, "UNSUPPORTED", "no POST here"), GET: userToken }),
      ]),
    ),
    "token-post-anonymous": byMethod({ POST: json(200, { access_token: "anonymous-token" }), GET: userToken }),
    "token-post-page": byMethod({ POST: page(200, "Please log in to the network"), GET: userToken }),
    "token-post-empty": byMethod({ POST: json(200, {}), GET: userToken }),
    "token-post-only": byMethod({
      POST: json(200, { access_token: "laboratory-token" }),
      GET: error(405, "UNSUPPORTED", "no GET here"),
    }),
    "token-post-redirect": byMethod({
      POST: (_request, response) => {
        response.writeHead(307, { location: `https://${nameOf("token-access")}/token`, "content-length": 0 });
        response.end();
      },
      GET: userToken,
    }),
    "untrusted-token": json(200, { token: "laboratory-token" }),
    // credentials would go where nobody is known
    "plain-realm": unauthorized({
      "www-authenticate": `Bearer realm="http://${nameOf("token-ok")}/token",service="laboratory"`,
    }),
    insufficient: unauthorized(challenge("token-ok", ',error="insufficient_scope"')),
    "untrusted-basic": (request, response) => behaviours["basic"](request, response),
    // asks for a password and sends to another host for the layers
    basic: (request, response) =>
      isBasic(request)
        ? behaviours["layers-witnessed"](request, response)
        : unauthorized({ "www-authenticate": 'Basic realm="laboratory"' })(request, response),
  };

  function behaviourOf(label) {
    if (label in behaviours) return behaviours[label];
    const [, service] = /^bearer-(.+)$/.exec(label) ?? [];
    if (service === undefined) return pass;
    return (request, response) => {
      if (isBearer(request)) return pass(request, response);
      return unauthorized(challenge(service))(request, response);
    };
  }

  function serve(request, response) {
    const [label] = (request.headers.host ?? "").split(".", 1);
    const [scheme] = (request.headers.authorization ?? "").split(" ", 1);
    const posted = [];
    request.on("data", (part) => posted.push(part));
    const entry = {
      host: request.headers.host ?? "",
      method: request.method,
      path: request.url,
      isTls: request.socket.encrypted === true,
      agent: request.headers["user-agent"] ?? "",
      ...(scheme ? { authorization: scheme } : {}),
      ...(request.headers["proxy-authorization"] ? { hasProxyAuthorization: true } : {}),
    };
    requests.push(entry);
    request.on("end", () => {
      if (new URLSearchParams(Buffer.concat(posted).toString()).has("password")) entry.authorization = "POST";
    });
    behaviourOf(label)(request, response);
  }

  const read = (name) => readFileSync(join(settings.certificates, name));
  const pair = (name) => ({ cert: read(`${name}.pem`), key: read(`${name}.key`) });
  const contexts = new Map(CERTIFICATES.map((name) => [name, createSecureContext(pair(name))]));
  const server = createSecureContext(pair("server"));
  const choose = (name, done) => {
    const label = name.split(".", 1)[0];
    const certificate = CERTIFICATES.find((known) => label.startsWith(known));
    done(null, certificate === undefined ? server : contexts.get(certificate));
  };

  async function listen(listener, port, address) {
    listener.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    });
    listener.on("tlsClientError", () => undefined);
    listener.on("clientError", (_error, socket) => socket.destroy());
    await new Promise((resolve) => listener.listen(port, address, resolve));
  }

  const weak = { ciphers: "DEFAULT:@SECLEVEL=0", minVersion: "TLSv1", maxVersion: "TLSv1.1" };
  await listen(https.createServer({ ...pair("server"), SNICallback: choose }, serve), 443, settings.https);
  await listen(http.createServer(serve), 80, settings.https);
  await listen(https.createServer({ ...pair("server"), ...weak }, serve), 443, settings.oldTls);
  const mutual = { requestCert: true, rejectUnauthorized: true, ca: read("private-authority.pem") };
  await listen(https.createServer({ ...pair("server"), ...mutual }, serve), 443, settings.clientCertificate);

  const { address, ...ports } = settings.proxy;
  const answering = (text) =>
    createServer((socket) =>
      socket.once("data", () => (text === undefined ? socket.destroy() : text === "" ? undefined : socket.end(text))),
    );
  const refusing = (status) =>
    `HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>${status}</html>`;
  await listen(answering(undefined), ports.closes, address);
  await listen(answering(""), ports.hangs, address);
  await listen(answering(refusing("502 Bad Gateway")), ports.badGateway, address);
  await listen(answering(refusing("503 Service Unavailable")), ports.unavailable, address);

  return { witness: () => ({ requests: requests.splice(0), open: sockets.size }) };
}
