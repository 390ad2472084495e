// Stands in for the runner: does with the engine, the mounts, the credentials and the services what the runner does.
// Prints one line of JSON; exit code 0 when all of it worked, else 1.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { hostname } from "node:os";
import { join } from "node:path";

const LIMIT_MS = 50_000;
const SERVICES = ["bitbucket.org", "api.bitbucket.org", "api.atlassian.com", "auth.atlassian.com"];
const env = process.env;
const steps = [];

function finish(error) {
  process.stdout.write(
    `${JSON.stringify({ ok: !error, steps, ...(error ? { error: String(error.message ?? error) } : {}) })}\n`,
  );
  process.exit(error ? 1 : 0);
}
setTimeout(() => finish(new Error(`no end after ${LIMIT_MS} ms`)), LIMIT_MS).unref();

function engine(method, path, { body, headers } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        socketPath: "/var/run/docker.sock",
        method,
        path,
        headers: { host: "docker", ...(body ? { "content-type": "application/json" } : {}), ...headers },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => (text += part));
        response.on("end", () => {
          if (response.statusCode >= 400) reject(new Error(`${method} ${path}: ${response.statusCode} ${text.trim()}`));
          else resolve(text);
        });
      },
    );
    request.on("error", reject);
    request.end(body ? JSON.stringify(body) : undefined);
  });
}

/** The container that this runs in; its host name is its id only where it has a network of its own. */
function ownContainer() {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8");
  return /\/containers\/([\da-f]{64})\/(?:hostname|hosts|resolv\.conf) /.exec(mounts)?.[1] ?? hostname();
}

function credentialFor(registry) {
  let config;
  try {
    config = JSON.parse(readFileSync("/root/.docker/config.json", "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`config.json: ${error.message}`, { cause: error });
  }
  const keys =
    registry === "docker.io"
      ? ["https://index.docker.io/v1/"]
      : [registry, `https://${registry}`, `https://${registry}/v2/`, `https://${registry}/v1/`];
  const key = keys.find((candidate) => config.auths?.[candidate]?.auth);
  if (!key) return undefined;
  const pair = Buffer.from(config.auths[key].auth, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  if (colon < 0) throw new Error(`config.json: ${key} has no colon`);
  return { username: pair.slice(0, colon), password: pair.slice(colon + 1), serveraddress: key };
}

function split(reference) {
  const slash = reference.indexOf("/");
  const head = slash < 0 ? "" : reference.slice(0, slash);
  const registry = /[.:]|^localhost$/.test(head) ? head : "docker.io";
  const at = reference.indexOf("@");
  const colon = reference.lastIndexOf(":");
  if (at >= 0) return { registry, name: reference.slice(0, at), tag: reference.slice(at + 1) };
  return colon > reference.lastIndexOf("/")
    ? { registry, name: reference.slice(0, colon), tag: reference.slice(colon + 1) }
    : { registry, name: reference, tag: "latest" };
}

async function pull(reference) {
  const { registry, name, tag } = split(reference);
  const credential = credentialFor(registry);
  const headers = credential
    ? {
        "X-Registry-Auth": Buffer.from(JSON.stringify(credential))
          .toString("base64")
          .replaceAll("+", "-")
          .replaceAll("/", "_"),
      }
    : {};
  const text = await engine(
    "POST",
    `/images/create?fromImage=${encodeURIComponent(name)}&tag=${encodeURIComponent(tag)}`,
    { headers },
  );
  const failed = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .find((line) => line.error);
  if (failed) throw new Error(`pull ${reference}: ${failed.error}`);
  steps.push(`pulled ${reference}`);
}

function connectThrough(proxy, host) {
  return new Promise((resolve, reject) => {
    const url = new URL(proxy);
    const user = decodeURIComponent(`${url.username}:${url.password}`);
    const headers = url.username ? { "proxy-authorization": `Basic ${Buffer.from(user).toString("base64")}` } : {};
    const request = http.request({
      host: url.hostname,
      port: url.port || 80,
      method: "CONNECT",
      path: `${host}:443`,
      headers,
      timeout: 10_000,
    });
    request.on("timeout", () => request.destroy(new Error(`${host}: the proxy is silent`)));
    request.on("connect", (response, socket) =>
      response.statusCode === 200 ? resolve(socket) : reject(new Error(`${host}: proxy says ${response.statusCode}`)),
    );
    request.on("error", reject);
    request.end();
  });
}

async function reach(host) {
  const proxy = env.HTTPS_PROXY ?? env.https_proxy;
  const socket = proxy ? await connectThrough(proxy, host) : undefined;
  await new Promise((resolve, reject) => {
    const request = https.get(
      { host, servername: host, path: "/", timeout: 10_000, ...(socket ? { socket, agent: false } : {}) },
      (response) => {
        response.resume();
        if (response.statusCode >= 500) reject(new Error(`${host}: ${response.statusCode}`));
        else resolve();
      },
    );
    request.on("timeout", () => request.destroy(new Error(`${host}: silent`)));
    request.on("error", (error) => reject(new Error(`${host}: ${error.message}`)));
  });
}

try {
  for (const name of ["ACCOUNT_UUID", "RUNNER_UUID", "OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "WORKING_DIRECTORY"]) {
    if (!env[name]) throw new Error(`${name} is missing`);
  }
  const containers = JSON.parse(await engine("GET", "/containers/json"));
  steps.push(`listed ${containers.length} containers`);

  const folder = join(env.WORKING_DIRECTORY, `stand-in-${hostname()}`);
  const word = `written-by-${hostname()}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "word"), word);
  const self = JSON.parse(await engine("GET", `/containers/${ownContainer()}/json`));
  const sibling = JSON.parse(
    await engine("POST", "/containers/create", {
      body: {
        Image: self.Image,
        Entrypoint: [
          "node",
          "-e",
          `console.log(require("fs").readFileSync(${JSON.stringify(join(folder, "word"))}, "utf8"))`,
        ],
        Cmd: [],
        HostConfig: { Binds: [`${folder}:${folder}`], NetworkMode: "none" },
      },
    }),
  );
  try {
    await engine("POST", `/containers/${sibling.Id}/start`);
    const { StatusCode } = JSON.parse(await engine("POST", `/containers/${sibling.Id}/wait`));
    if (StatusCode !== 0)
      throw new Error(`the sibling ended with ${StatusCode}: it does not see what was written to ${folder}`);
    steps.push("the sibling read the working directory");
    const log = readFileSync(`/var/lib/docker/containers/${sibling.Id}/${sibling.Id}-json.log`, "utf8");
    if (!log.includes(word)) throw new Error("the sibling's log does not hold what it printed");
    steps.push("read the sibling's log");
  } finally {
    await engine("DELETE", `/containers/${sibling.Id}?force=1`);
    rmSync(folder, { recursive: true, force: true });
  }

  await Promise.all(SERVICES.map(reach));
  steps.push(`reached ${SERVICES.length} services`);
  await pull(env.PAUSE_IMAGE ?? "k8s-docker.packages.atlassian.com/pause:3.8");
  await pull(
    env.AUTH_PROXY_IMAGE ??
      "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-auth-proxy:prod-stable",
  );
  await pull(
    env.CLONE_IMAGE ?? "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-dvcs-tools:prod-stable",
  );
  finish();
} catch (error) {
  finish(error);
}
