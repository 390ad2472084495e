import { spawn } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  addressOf,
  DNS_ADDRESS,
  GATEWAY_ADDRESS,
  OTHER_PORT,
  PLAIN_PORT,
  PROXY_ADDRESS,
  PROXY_DNS_ADDRESS,
  PROXY_PORTS,
  SITES,
  UNUSUAL,
  UNUSUAL_DOMAIN,
  WRONG,
  type RegistryFlavour,
  type Site,
} from "./addresses.js";
import type { Certificates } from "./certificates.js";
import { startNamespace, type Namespace } from "./namespace.js";
import { mustRun, waitUntil } from "./processes.js";
import { SCHEMA1 } from "./schema1.js";

/** What a name resolves to: an address, or a way to fail. */
export type DnsAnswer =
  | `${number}.${number}.${number}.${number}`
  /** IPv4 and IPv6, or without the first IPv6 alone */
  | `${string},${string}:${string}`
  | "nxdomain"
  | "nodata"
  | "servfail"
  | "refused"
  | "drop";

/** A request as a server of `internet/unusual.mjs` received it. */
interface WitnessedRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly isTls: boolean;
  readonly agent: string;
  /** Scheme of the Authorization header, or `POST` where a password was in the body. */
  readonly authorization?: string;
  readonly hasProxyAuthorization?: boolean;
}

interface Witness {
  /** Since it was asked last. */
  readonly requests: readonly WitnessedRequest[];
  /** Connections that are open at this moment. */
  readonly open: number;
}

/** One request to a registry or a token service, as its log has it. */
export interface Access {
  readonly host: string;
  readonly path: string;
  /** User of basic authentication; empty without. */
  readonly user: string;
  readonly status: number;
}

/** Everything that the host reaches. */
export interface Internet {
  readonly namespace: Namespace;
  /** Lets a name resolve to something else; `null` takes that back; `*` is every name that is not listed. */
  setDns(answers: Readonly<Record<string, DnsAnswer | null>>): Promise<void>;
  /** Adds a firewall rule, in `iptables` words after the chain's name. */
  addRule(...words: readonly string[]): Promise<void>;
  clearRules(): Promise<void>;
  /** What registries and token services that ask for a password have been asked for since the last call. */
  takeAccesses(): Promise<readonly Access[]>;
  /** What the unusual servers have received. */
  readWitness(): Promise<Witness>;
  /** Starts the proxies (squid) at PROXY_ADDRESS, if they are not running. */
  startProxy(): Promise<void>;
  close(): Promise<void>;
}

/** The users of the registries that ask for one. */
export const REGISTRY_USER = "deployer";
export const REGISTRY_PASSWORD = "Lab-Pa55:word/with+signs";

/** A user with the same password, whose pair has characters in base64 that the url-safe alphabet has not; Basic only. */
export const ODD_USER = "robot>?";

/** The user of the proxy that asks for one. */
export const PROXY_USER = "proxy-user";
export const PROXY_PASSWORD = "Lab-Pr0xy-password-3c1f";
/** The proxy that asks for one, with them. */
export const PROXY_URL = `http://${PROXY_USER}:${PROXY_PASSWORD}@proxy.example:${PROXY_PORTS.password}`;

const REGISTRY_PORTS: Readonly<Record<RegistryFlavour, number>> = {
  public: 5001,
  basic: 5002,
  bearer: 5003,
  hub: 5004,
  redirect: 5005,
};
const TOKEN_PORT = 5010;
const TOKEN_ISSUER = "laboratory";

function registryConfig(flavour: RegistryFlavour, folder: string, storage: string): string {
  const token = (realm: string, service: string): string =>
    `auth: {token: {realm: "https://${realm}/token", service: ${service}, issuer: ${TOKEN_ISSUER}, rootcertbundle: ${join(folder, "certificates/authority.pem")}}}`;
  const extra: Readonly<Record<RegistryFlavour, string>> = {
    public: "",
    basic: `auth: {htpasswd: {realm: laboratory, path: ${join(folder, "htpasswd")}}}`,
    bearer: token("auth.registry.example", "bearer.registry.example"),
    hub: token("auth.docker.io", "registry.docker.io"),
    redirect: "middleware: {storage: [{name: redirect, options: {baseurl: 'https://cdn.example/'}}]}",
  };
  return [
    "version: 0.1",
    "log: {level: error, accesslog: {disabled: true}}",
    `storage: {filesystem: {rootdirectory: ${storage}}, maintenance: {uploadpurging: {enabled: false}}}`,
    `http: {addr: "127.0.0.1:${REGISTRY_PORTS[flavour]}", secret: laboratory, relativeurls: true}`,
    extra[flavour],
    "",
  ].join("\n");
}

function nginxConfig(folder: string, storage: string): string {
  const pass = (port: number): string =>
    `location / { proxy_pass http://127.0.0.1:${port}; proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto https; proxy_buffering off; }`;
  const tls = (address: string, certificate: string, body: string): string =>
    `server { listen ${address}:443 ssl; ssl_certificate ${folder}/certificates/${certificate}.pem; ssl_certificate_key ${folder}/certificates/${certificate}.key; ${body} }`;
  const json = (status: number, body: string): string =>
    `location / { default_type application/json; return ${status} '${body}'; }`;
  const publicPass = pass(REGISTRY_PORTS.public);
  const siteBody = (role: Site["role"]): string => {
    if (role.kind === "registry") return pass(REGISTRY_PORTS[role.flavour]);
    if (role.kind === "token") return pass(TOKEN_PORT);
    if (role.kind === "storage") return `root ${storage};`;
    return json(200, '{"laboratory": true}');
  };
  const isLogged = (role: Site["role"]): boolean =>
    role.kind === "token" || (role.kind === "registry" && role.flavour !== "public" && role.flavour !== "redirect");
  const sites = SITES.map((site) =>
    tls(
      site.address,
      site.certificate ?? "server",
      `${isLogged(site.role) ? `access_log ${folder}/access.log who;` : ""} ${siteBody(site.role)}`,
    ),
  );
  return `daemon off; worker_processes 1; user root; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 512; }
http {
  log_format who escape=json '{"host":"$host","path":"$uri","user":"$remote_user","status":$status}';
  access_log off; client_max_body_size 0;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/nginx-${name};`).join(" ")}
  ${sites.join("\n  ")}
  server { listen ${addressOf("registry.example")}:${OTHER_PORT} ssl; ssl_certificate ${folder}/certificates/server.pem; ssl_certificate_key ${folder}/certificates/server.key; ${publicPass} }
  server { listen ${addressOf("registry.example")}:${PLAIN_PORT}; ${publicPass.replace("X-Forwarded-Proto https", "X-Forwarded-Proto http")} }
  ${tls(WRONG.untrusted, "untrusted", publicPass)}
  ${tls(WRONG.expired, "expired", publicPass)}
  ${tls(WRONG.wrongName, "wrong-name", publicPass)}
  server { listen ${WRONG.plainHttp}:443; ${publicPass} }
  ${tls(WRONG.blockPage, "server", "location / { default_type text/html; return 200 '<html><head><title>Access blocked by policy</title></head><body>Blocked</body></html>'; }")}
  ${tls(WRONG.unavailable, "server", json(503, "{}"))}
  ${tls(WRONG.rateLimited, "server", `location ~ /manifests/ { default_type application/json; return 429 '{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit."}]}'; } ${publicPass}`)}
}
`;
}

/** Brings the internet up: addresses, DNS, token services, registries and services behind TLS. */
export async function startInternet(options: {
  readonly folder: string;
  readonly checkout: string;
  readonly certificates: Certificates;
  readonly storage: string;
}): Promise<Internet> {
  const { folder, checkout, storage } = options;
  const addresses = [
    ...SITES.map((site) => site.address),
    PROXY_ADDRESS,
    PROXY_DNS_ADDRESS,
    ...Object.values(WRONG),
    ...Object.values(UNUSUAL),
  ];
  const namespace = await startNamespace(
    [
      "ip link set lo up",
      // squid keeps segments there that would outlive it
      "mount -t tmpfs tmpfs /dev/shm",
      // addresses are there before the link is, so that every server can listen at once
      ...addresses.map((address) => `ip addr add ${address}/32 dev lo`),
      `ip addr add ${DNS_ADDRESS}/32 dev lo`,
      `ip addr add ${GATEWAY_ADDRESS}/32 dev lo`,
    ].join("\n"),
  );

  await mkdir(join(folder, "squid"), { recursive: true });
  const users = [REGISTRY_USER, ODD_USER].map((user) => mustRun(["htpasswd", "-nbB", user, REGISTRY_PASSWORD]));
  await writeFile(join(folder, "htpasswd"), (await Promise.all(users)).join(""));
  await writeFile(join(folder, "nginx.conf"), nginxConfig(folder, storage));

  const background = (words: readonly string[], env: Record<string, string> = {}): void => {
    const [program = "", ...rest] = namespace.wrap(words, { env });
    spawn(program, rest, { stdio: "ignore", detached: true }).unref();
  };
  for (const flavour of Object.keys(REGISTRY_PORTS) as RegistryFlavour[]) {
    const file = join(folder, `registry-${flavour}.yaml`);
    await writeFile(file, registryConfig(flavour, folder, storage));
    background(["docker-registry", "serve", file], { OTEL_TRACES_EXPORTER: "none" });
  }
  background(["nginx", "-c", join(folder, "nginx.conf"), "-e", join(folder, "nginx.log")]);

  const settings = {
    dns: DNS_ADDRESS,
    proxyDns: PROXY_DNS_ADDRESS,
    unusual: {
      domain: UNUSUAL_DOMAIN,
      schema1: SCHEMA1,
      ...UNUSUAL,
      certificates: join(folder, "certificates"),
      registryPort: REGISTRY_PORTS.public,
      proxy: { address: PROXY_ADDRESS, ...PROXY_PORTS },
    },
    silent: WRONG.silent,
    reset: WRONG.reset,
    hangsUp: WRONG.hangsUp,
    tokenPort: TOKEN_PORT,
    tokenKey: join(folder, "certificates/token.key"),
    tokenCertificate: join(folder, "certificates/token.pem"),
    issuer: TOKEN_ISSUER,
    users: [[REGISTRY_USER, REGISTRY_PASSWORD]],
    names: Object.fromEntries([
      ...SITES.map((site) => [site.name, site.address]),
      ["proxy.example", PROXY_ADDRESS],
      [`old-tls.${UNUSUAL_DOMAIN}`, UNUSUAL.oldTls],
      [`client-certificate.${UNUSUAL_DOMAIN}`, UNUSUAL.clientCertificate],
    ]) as Record<string, string>,
  };
  const [program = "", ...rest] = namespace.wrap([
    process.execPath,
    join(checkout, "test/lab/internet/internet.mjs"),
    JSON.stringify(settings),
  ]);
  const control = spawn(program, rest, { stdio: ["pipe", "pipe", "inherit"] });
  const answers = new Map<number, unknown>();
  let lastId = 0;
  createInterface({ input: control.stdout }).on("line", (line) => {
    const answer = JSON.parse(line) as { id: number };
    answers.set(answer.id, answer);
  });
  await waitUntil("the laboratory's DNS", 5000, () => answers.has(0));
  await waitUntil("the laboratory's registries", 10_000, async () => {
    const listening = await mustRun(namespace.wrap(["cat", "/proc/net/tcp", "/proc/net/tcp6"]));
    const ports = [...Object.values(REGISTRY_PORTS), 443].map((port) =>
      port.toString(16).toUpperCase().padStart(4, "0"),
    );
    return ports.every((port) => new RegExp(`:${port} 0+:0000 0A`).test(listening));
  });

  async function tell(words: object): Promise<unknown> {
    lastId += 1;
    const id = lastId;
    control.stdin.write(`${JSON.stringify({ id, ...words })}\n`);
    await waitUntil("the laboratory's DNS", 5000, () => answers.has(id));
    return answers.get(id);
  }

  const accessLog = join(folder, "access.log");
  let accessesTaken = 0;
  let isProxyRunning = false;
  return {
    namespace,
    setDns: async (dns) => {
      await tell({ dns });
    },
    readWitness: async () => (await tell({ witness: true })) as Witness,
    addRule: async (...words) => {
      await mustRun(namespace.wrap(["iptables", "-w", "-A", "INPUT", ...words]));
    },
    clearRules: async () => {
      await mustRun(namespace.wrap(["iptables", "-w", "-F", "INPUT"]));
    },
    takeAccesses: async () => {
      // an entry is written when its answer has been sent
      await new Promise((resolve) => setTimeout(resolve, 20));
      const lines = (await readFile(accessLog, "utf8")).split("\n").filter((line) => line !== "");
      const taken = lines.slice(accessesTaken).map((line) => JSON.parse(line) as Access);
      accessesTaken = lines.length;
      return taken;
    },
    startProxy: async () => {
      if (isProxyRunning) return;
      isProxyRunning = true;
      const file = join(folder, "squid.conf");
      const store = join(folder, "squid/certificates");
      await mustRun(["/usr/lib/squid/security_file_certgen", "-c", "-s", store, "-M", "4MB"]);
      await mustRun(["chown", "-R", "proxy", store]);
      // squid's helper knows no bcrypt
      await writeFile(join(folder, "htpasswd-proxy"), await mustRun(["htpasswd", "-nbm", PROXY_USER, PROXY_PASSWORD]));
      await chmod(join(folder, "squid"), 0o777);
      await writeFile(
        file,
        [
          `http_port ${PROXY_ADDRESS}:${PROXY_PORTS.open}`,
          `http_port ${PROXY_ADDRESS}:${PROXY_PORTS.password} name=password`,
          `http_port ${PROXY_ADDRESS}:${PROXY_PORTS.deny} name=deny`,
          `http_port ${PROXY_ADDRESS}:${PROXY_PORTS.intercept} name=intercept ssl-bump generate-host-certificates=on cert=${folder}/certificates/intercept.pem key=${folder}/certificates/intercept.key`,
          `sslcrtd_program /usr/lib/squid/security_file_certgen -s ${folder}/squid/certificates -M 4MB`,
          "sslcrtd_children 1",
          "sslproxy_cert_error allow all",
          "ssl_bump bump all",
          `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${folder}/htpasswd-proxy`,
          "auth_param basic children 1",
          "acl deny myportname deny",
          "acl password myportname password",
          "acl known proxy_auth REQUIRED",
          "http_access deny deny",
          "http_access allow password known",
          "http_access deny password",
          "http_access allow all",
          `dns_nameservers ${PROXY_DNS_ADDRESS}`,
          `pid_filename ${folder}/squid/squid.pid`,
          "cache deny all",
          "access_log none",
          `cache_log ${folder}/squid/cache.log`,
          "cache_store_log none",
          "cache_effective_user proxy",
          "shutdown_lifetime 0 seconds",
          "visible_hostname proxy.example",
          "",
        ].join("\n"),
      );
      background(["squid", "-N", "-f", file]);
      await waitUntil("the laboratory's proxy", 10_000, async () => {
        const listening = await mustRun(namespace.wrap(["cat", "/proc/net/tcp"]));
        return /:0C38 0+:0000 0A/.test(listening);
      });
    },
    close: async () => {
      control.stdin.end();
      await namespace.close();
    },
  };
}

/** The firewall rule words that single out traffic to a name of the laboratory. */
export function towards(name: string): readonly string[] {
  return ["-d", addressOf(name), "-p", "tcp"];
}
