import { describe, expect, it } from "vitest";
import { classifyEngineMessage } from "../../src/judge/network/engine-message.js";

/** Messages as Engine 20.10.24, 26.1.5 and 28.5.2 give them; G and H are their common beginnings. */
const G = 'Get "https://registry.example/v2/": ';
const H = 'Head "https://registry.example/v2/team/app/manifests/1": ';
const C =
  'failed to resolve reference "registry.example/team/app:1": failed to do request: Head "https://registry.example/v2/team/app/manifests/1": ';
const TOKEN = 'Get "https://auth.example/token?scope=repository%3Ateam%2Fapp%3Apull&service=registry": ';
const V = "tls: failed to verify certificate: ";

interface Row {
  readonly message: string;
  readonly status?: number;
  readonly as?: "user";
  readonly store?: "containerd";
  /** `code hop`, with ` token` for the token service and ` ?` for an ambiguous message. */
  readonly is: string | undefined;
}

const DIGEST = "sha256:9b6ca3f3f6b5e95f59884514ca2caa08dd49dbaaa1f02b668ed47ffad48dc6fd";

const ROWS: readonly Row[] = [
  // what a real pull shows
  { message: `image config verification failed for digest ${DIGEST}`, is: "layer-corrupt layer" },
  { message: `filesystem layer verification failed for digest ${DIGEST}`, is: "layer-corrupt layer" },
  {
    message: `failed commit on ref "layer-${DIGEST}": commit failed: unexpected commit digest sha256:7f5b, expected ${DIGEST}: failed precondition`,
    is: "layer-corrupt layer",
  },
  { message: "failed to read expected number of bytes: unexpected EOF", is: "layer-corrupt layer" },
  { message: "unexpected EOF", is: "layer-corrupt layer" },
  { message: "expected HTTP 206 from byte range request", is: "layer-corrupt layer" },
  { message: "layers from manifest don't match image configuration", is: "layer-corrupt layer" },
  {
    message: "failed to register layer: Error processing tar file(exit status 1): archive/tar: invalid tar header",
    is: "layer-corrupt layer",
  },
  {
    message:
      "failed to register layer: Error processing tar file(exit status 1): write /bin/busybox: no space left on device",
    is: "disk-space-insufficient layer",
  },
  { message: "write /var/lib/docker/tmp/GetImageBlob1: no space left on device", is: "disk-space-insufficient layer" },
  {
    message: `failed to copy: httpReadSeeker: failed open: could not fetch content descriptor ${DIGEST} (application/vnd.docker.image.rootfs.diff.tar.gzip) from remote: not found`,
    is: "layer-missing layer",
  },
  {
    message:
      "error pulling image configuration: download failed after attempts=6: dial tcp 10.213.1.36:443: connect: connection refused",
    is: "connection-refused tcp",
  },
  { message: "the engine ended the pull without saying how it went", is: undefined },
  // DNS
  { message: `${G}dial tcp: lookup registry.example on 10.0.0.53:53: no such host`, is: "dns-not-found dns" },
  { message: `${C}dial tcp: lookup registry.example on 10.0.0.53:53: no such host`, is: "dns-not-found dns" },
  { message: `${G}dial tcp: lookup registry.example: no such host`, is: "dns-not-found dns" },
  { message: `${G}dial tcp: lookup registry.example on 10.0.0.53:53: server misbehaving`, is: "dns-failed dns" },
  {
    message: `${G}dial tcp: lookup registry.example on 10.0.0.53:53: read udp 10.0.0.2:4242->10.0.0.53:53: i/o timeout`,
    is: "dns-timeout dns",
  },
  {
    message: `${G}dial tcp: lookup registry.example on 10.0.0.53:53: read udp 10.0.0.2:4242->10.0.0.53:53: read: connection refused`,
    is: "dns-failed dns",
  },
  { message: `${G}dial tcp: lookup registry.example: i/o timeout`, is: "dns-timeout dns" },
  { message: `${G}dial tcp: lookup registry.example: Temporary failure in name resolution`, is: "dns-failed dns" },
  // TCP
  { message: `${G}dial tcp 10.0.0.7:443: connect: connection refused`, is: "connection-refused tcp" },
  { message: `${C}dial tcp 10.0.0.7:443: connect: connection refused`, is: "connection-refused tcp" },
  { message: `${G}dial tcp 10.0.0.7:443: i/o timeout`, is: "connection-timeout tcp" },
  {
    message: `${G}net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
    is: "connection-timeout tcp ?",
  },
  {
    message: `${G}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    is: "connection-timeout tcp ?",
  },
  { message: `${G}context deadline exceeded`, is: "connection-timeout tcp ?" },
  { message: `${G}dial tcp 10.0.0.7:443: connect: no route to host`, is: "network-unreachable tcp" },
  { message: `${G}dial tcp [2001:db8::1]:443: connect: network is unreachable`, is: "network-unreachable tcp" },
  { message: `${G}read tcp 10.0.0.2:4242->10.0.0.7:443: read: connection reset by peer`, is: "connection-reset tls" },
  { message: `${G}EOF`, is: "connection-reset tls" },
  { message: `${C}EOF`, is: "connection-reset tls" },
  // TLS
  { message: `${G}net/http: TLS handshake timeout`, is: "tls-failed tls" },
  { message: "missing key client.key for client certificate client.cert. Note that CA", is: "tls-failed tls" },
  { message: "Missing client certificate client.cert for key client.key", is: "tls-failed tls" },
  {
    message: "Missing client certificate client.cert for key client.key",
    store: "containerd",
    is: undefined,
  },
  { message: "read /etc/docker/certs.d/r.example/ca.crt: is a directory", is: "tls-failed tls" },
  { message: "readdirent /etc/docker/certs.d/r.example: not a directory", is: "tls-failed tls" },
  { message: `${G}x509: certificate signed by unknown authority`, is: "tls-untrusted tls" },
  { message: `${G}${V}x509: certificate signed by unknown authority`, is: "tls-untrusted tls" },
  { message: `${C}${V}x509: certificate signed by unknown authority`, is: "tls-untrusted tls" },
  {
    message: `${G}x509: certificate has expired or is not yet valid: current time 2026-11-01T12:00:00Z is after 2026-10-01T00:00:00Z`,
    is: "tls-expired tls",
  },
  {
    message: `${G}${V}x509: certificate has expired or is not yet valid: current time 2020-11-01T12:00:00Z is before 2026-10-01T00:00:00Z`,
    is: "tls-not-yet-valid tls",
  },
  { message: `${G}x509: certificate is valid for other.example, not registry.example`, is: "tls-name-mismatch tls" },
  {
    message: `${G}x509: certificate relies on legacy Common Name field, use SANs instead`,
    is: "tls-name-mismatch tls",
  },
  {
    message: `${G}x509: cannot validate certificate for 10.0.0.7 because it doesn't contain any IP SANs`,
    is: "tls-name-mismatch tls",
  },
  { message: `${G}remote error: tls: certificate required`, is: "tls-failed tls" },
  { message: `${G}remote error: tls: protocol version not supported`, is: "tls-failed tls" },
  { message: `${G}http: server gave HTTP response to HTTPS client`, is: "plain-http tls" },
  // proxy
  { message: `${G}Proxy Authentication Required`, is: "proxy-auth-required proxy" },
  { message: `${G}Forbidden`, is: "proxy-denied proxy" },
  { message: `${C}Forbidden`, is: "proxy-denied proxy" },
  { message: `${G}Service Unavailable`, is: "proxy-failed proxy" },
  { message: `${G}Internal Server Error`, is: "proxy-failed proxy" },
  { message: `${G}unexpected EOF`, is: "proxy-failed proxy" },
  {
    message: `${G}proxyconnect tcp: dial tcp 10.0.0.40:3128: connect: connection refused`,
    is: "proxy-unreachable proxy",
  },
  { message: `${G}proxyconnect tcp: dial tcp: lookup proxy.example: no such host`, is: "proxy-unreachable proxy" },
  {
    message: `${G}proxyconnect tcp: tls: first record does not look like a TLS handshake`,
    is: "proxy-failed proxy",
  },
  // who answers
  {
    message: "error unmarshalling content: invalid character '<' looking for beginning of value",
    is: "not-a-registry identity",
  },
  { message: "unexpected media type text/html for sha256:0123: not found", is: "not-a-registry identity" },
  {
    message: `error parsing HTTP 403 response body: invalid character '<' looking for beginning of value: "<html><body>blocked</body></html>"`,
    is: "not-a-registry identity",
  },
  { message: "denied: <!DOCTYPE html><title>Blocked</title>", status: 403, is: "not-a-registry identity" },
  {
    message:
      "pull access denied for registry.example/team/app, repository does not exist or may require 'docker login': denied: <!DOCTYPE html>",
    status: 404,
    is: "not-a-registry identity",
  },
  {
    message: `error parsing HTTP 404 response body: invalid character 'p' after top-level value: "404 page not found\\n"`,
    is: "not-a-registry identity",
  },
  {
    message: "received unexpected HTTP status: 511 Network Authentication Required",
    is: "not-a-registry identity",
  },
  { message: "received unexpected HTTP status: 503 Service Unavailable", is: "server-error http" },
  { message: `${H}received unexpected HTTP status: 502 Bad Gateway`, is: "server-error http" },
  {
    message:
      "unknown: unexpected status from HEAD request to https://registry.example/v2/team/app/manifests/1: 503 Service Unavailable",
    is: "server-error manifest",
  },
  {
    message: `${G}net/http: request canceled (Client.Timeout exceeded while awaiting headers)`,
    is: "response-timeout http",
  },
  // credentials
  { message: `${H}no basic auth credentials`, is: "credentials-missing token" },
  { message: `${C}authorization failed: no basic auth credentials`, is: "credentials-missing token" },
  { message: `${H}no basic auth credentials`, as: "user", is: "credentials-rejected token" },
  {
    message: "errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n",
    status: 403,
    is: "credentials-missing manifest",
  },
  {
    message: "errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n",
    status: 403,
    as: "user",
    is: "access-denied manifest",
  },
  {
    message:
      "pull access denied for registry.example/team/app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    status: 404,
    is: "credentials-missing manifest",
  },
  { message: "unauthorized: authentication required", status: 401, is: "credentials-missing token" },
  { message: "unauthorized: authentication required", status: 401, as: "user", is: "credentials-rejected token" },
  { message: `${H}unauthorized: incorrect username or password`, as: "user", is: "credentials-rejected token" },
  {
    message: `${H}unauthorized: incorrect username or password`,
    status: 401,
    as: "user",
    is: "credentials-rejected token",
  },
  {
    message: "denied: Your authorization token has expired. Reauthenticate and try again.",
    status: 403,
    as: "user",
    is: "credentials-rejected token",
  },
  { message: "denied", status: 403, as: "user", is: "access-denied manifest" },
  {
    message:
      "unknown: failed to resolve reference: unexpected status from HEAD request to https://registry.example/v2/x: 401 Unauthorized",
    as: "user",
    is: "credentials-rejected token",
  },
  // token service
  { message: `${H}${TOKEN}dial tcp 10.0.0.8:443: i/o timeout`, is: "connection-timeout tcp token" },
  { message: `${H}${TOKEN}dial tcp: lookup auth.example on 10.0.0.53:53: no such host`, is: "dns-not-found dns token" },
  {
    message: `${C}failed to authorize: failed to fetch anonymous token: ${TOKEN}dial tcp 10.0.0.8:443: connect: connection refused`,
    is: "connection-refused tcp token",
  },
  { message: `${H}unable to decode token response: invalid character 'x'`, is: "not-a-registry token token" },
  { message: `${H}authorization server did not include a token in the response`, is: "not-a-registry token token" },
  { message: `${H}Get "?scope=repository": unsupported protocol scheme ""`, is: "not-a-registry token token" },
  // the image
  { message: "name unknown: repository name not known to registry", status: 404, is: "repository-not-found manifest" },
  {
    message: "repository team/app not found: does not exist or no pull access",
    status: 404,
    is: "repository-not-found manifest",
  },
  { message: "manifest unknown: manifest unknown", status: 404, is: "image-not-found manifest" },
  {
    message: "manifest for registry.example/team/app:1 not found: manifest unknown: manifest unknown",
    status: 404,
    is: "image-not-found manifest",
  },
  { message: "registry.example/team/app:1: not found", status: 404, is: "image-not-found manifest" },
  { message: "toomanyrequests: You have reached your pull rate limit.", status: 429, is: "rate-limited manifest" },
  { message: "toomanyrequests: too many requests", status: 500, is: "rate-limited manifest" },
  {
    message: "no matching manifest for linux/amd64 in the manifest list entries",
    status: 404,
    is: "platform-mismatch manifest",
  },
  {
    message: "Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has been removed.",
    status: 400,
    is: "manifest-unsupported manifest",
  },
  {
    message:
      "[DEPRECATION NOTICE] Docker Image Format v1 and Docker Image manifest version 2, schema 1 support is disabled by default and will be removed in an upcoming release. Suggest the author of registry.example/team/app:1 to upgrade the image to the OCI Format or Docker Image manifest v2, schema 2.",
    status: 400,
    is: "manifest-unsupported manifest",
  },
  { message: "unsupported media type application/vnd.cncf.helm.config.v1+json", is: "manifest-unsupported manifest" },
  { message: "unknown blob", is: "layer-missing layer" },
  { message: "write /var/lib/docker/tmp/GetImageBlob1: no space left on device", is: "disk-space-insufficient layer" },
  {
    message: "invalid reference format: repository name must be lowercase",
    status: 400,
    is: "reference-invalid reference",
  },
  // 26.1.5, containerd store
  {
    message: 'failed to resolve reference "registry.example/team/app:2": registry.example/team/app:2: not found',
    is: "image-not-found manifest",
  },
  {
    message: `failed to resolve reference "registry.example/team/app@sha256:${"0".repeat(64)}": registry.example/team/app@sha256:${"0".repeat(64)}: not found`,
    status: 404,
    is: "image-not-found manifest",
  },
  {
    message:
      'failed to resolve reference "registry.example/team/app:1": unexpected status from HEAD request to https://registry.example/v2/team/app/manifests/1: 401 Unauthorized',
    as: "user",
    is: "credentials-rejected token",
  },
  {
    message:
      'failed to resolve reference "registry.example/team/app:1": pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
    is: "credentials-missing token",
  },
  {
    message: `failed to copy: httpReadSeeker: failed open: could not fetch content descriptor sha256:${"0".repeat(64)} (application/vnd.docker.image.rootfs.diff.tar.gzip) from remote: not found`,
    is: "layer-missing layer",
  },
  {
    message:
      'failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://cdn.example/blobs/data": dial tcp 10.0.0.36:443: i/o timeout',
    is: "connection-timeout tcp",
  },
  // 26.1.5, classic store
  {
    message:
      "error pulling image configuration: download failed after attempts=6: dial tcp: lookup cdn.example on 10.0.0.53:53: no such host",
    is: "dns-not-found dns",
  },
  // not known
  { message: "unknown: it rains", status: 500, is: undefined },
  { message: "plugin pipelines: authorization is closed today", status: 500, is: undefined },
  { message: "", status: 500, is: undefined },
  { message: "", status: 401, is: "credentials-missing manifest" },
  { message: "", status: 503, is: "server-error manifest" },
];

describe("classifyEngineMessage", () => {
  it.each(ROWS)("$message ($as): $is", ({ message, status, as, store, is }) => {
    const asked = { status, hasCredentials: as === "user", ...(store === undefined ? {} : { imageStore: store }) };
    const cause = classifyEngineMessage(message, asked);
    const told = cause && [
      cause.code,
      cause.hop,
      ...(cause.atTokenService ? ["token"] : []),
      ...(cause.ambiguous ? ["?"] : []),
    ];
    expect(told?.join(" ")).toBe(is);
  });

  it.each([
    [`${G}EOF`, "registry.example"],
    [`${H}${TOKEN}EOF`, "auth.example"],
    ['Get "https://10.0.0.1:5000/v2/": EOF', "10.0.0.1:5000"],
    ['Get "https://user:secret@registry.example/v2/": EOF', "registry.example"],
    [`${H}authorization server did not include a token in the response`, undefined],
    ["connection refused", undefined],
  ])("names the host of %s", (message, host) => {
    expect(classifyEngineMessage(message, { hasCredentials: false })?.host).toBe(host);
  });
});
