import { spawn } from "node:child_process";
import { addressOf, PROXY_ADDRESS } from "../support/addresses.js";
import type { LabCase } from "../support/case.js";
import { REGISTRY_USER } from "../support/internet.js";
import type { Lab } from "../support/lab.js";
import { mustRun, waitUntil } from "../support/processes.js";
import { base64, REGISTRY_AUTH, WRONG_PASSWORD } from "../support/secrets.js";
import { mirrored } from "../support/start-command.js";
import { CONFIG_MOUNT, heal, judging, withPause, writeConfig } from "./shared.js";

const BEARER = "bearer.registry.example";
const PUBLIC_IMAGE = `${BEARER}/team/pause:1`;
const REGISTRY = "registry.example";
const IMAGE = `${REGISTRY}/team/pause:1`;
const DENYING_PORT = 3130;
const DENYING_PROXY = `http://proxy.example:${DENYING_PORT}`;

/** A proxy that refuses every CONNECT; it ends with the internet. */
const DENIAL = `require("net").createServer((socket) => {
  socket.on("error", () => undefined);
  socket.once("data", () => socket.end("HTTP/1.1 403 Forbidden\\r\\nX-Squid-Error: ERR_ACCESS_DENIED 0\\r\\nContent-Length: 0\\r\\n\\r\\n"));
}).listen(${DENYING_PORT}, ${JSON.stringify(PROXY_ADDRESS)})`;

/** The engine goes through a proxy that refuses it; the way without the proxy is open. */
async function denyByProxy(lab: Lab): Promise<void> {
  const { namespace } = lab.internet;
  const [program = "", ...words] = namespace.wrap([process.execPath, "-e", DENIAL]);
  spawn(program, words, { stdio: "ignore", detached: true }).unref();
  const port = DENYING_PORT.toString(16).toUpperCase().padStart(4, "0");
  await waitUntil("the proxy that refuses", 10_000, async () =>
    new RegExp(`:${port} 0+:0000 0A`).test(await mustRun(namespace.wrap(["cat", "/proc/net/tcp"]))),
  );
  await lab.configureEngine({}, { HTTPS_PROXY: DENYING_PROXY });
}

const HOSTS = "127.0.0.1 localhost\n::1 localhost\n";
const writeHosts = (lab: Lab, more: string): Promise<string> => lab.shell(`printf '%s' '${HOSTS}${more}' >/etc/hosts`);

/** Failures whose cause is proved by another way that works. */
export const CAUSE_CASES: readonly LabCase[] = [
  {
    name: "the engine's proxy refuses the registry, which is reachable without it",
    broken: "the engine is configured for a proxy that denies the registry, and needs none",
    ...judging({ env: mirrored(REGISTRY) }),
    inject: denyByProxy,
    heal,
    expect: {
      exit: 1,
      findings: [{ check: "registry-reachable", code: "proxy-denied", target: `${REGISTRY}:443` }],
      evidence: [`reachable when the proxy ${DENYING_PROXY} is bypassed`],
    },
    oracle: { kind: "pull", images: [IMAGE] },
    remedy: "words",
  },
  {
    name: "wrong password for a public repository",
    broken: "the token service rejects the password before it says that none is needed",
    ...judging({ moreMounts: [CONFIG_MOUNT], env: withPause(PUBLIC_IMAGE) }),
    inject: (lab) => writeConfig(lab, { auths: { [BEARER]: { auth: base64(`${REGISTRY_USER}:${WRONG_PASSWORD}`) } } }),
    heal: (lab) => writeConfig(lab, { auths: { [BEARER]: { auth: REGISTRY_AUTH } } }),
    expect: {
      exit: 1,
      findings: [{ check: "image-pullable", code: "credentials-rejected", target: PUBLIC_IMAGE }],
      evidence: ["without credentials the image is readable"],
    },
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
  },
  {
    name: "healthy: an IPv6 address that cannot be reached, IPv4 works",
    broken: "",
    ...judging({ env: mirrored(REGISTRY) }),
    inject: async (lab) => {
      await writeHosts(lab, `fd00:213:1::31 ${REGISTRY}\n${addressOf(REGISTRY)} ${REGISTRY}\n`);
    },
    heal: async (lab) => {
      await writeHosts(lab, "");
    },
    expect: { exit: 0, findings: [] },
    oracle: { kind: "stand-in-runner" },
    remedy: "words",
  },
];
