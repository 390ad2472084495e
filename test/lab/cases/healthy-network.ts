import { spawn } from "node:child_process";
import {
  addressOf,
  DNS_ADDRESS,
  OTHER_PORT,
  PLAIN_PORT,
  PROXY_ADDRESS,
  PROXY_PORTS,
  WRONG,
} from "../support/addresses.js";
import type { LabCase } from "../support/case.js";
import { PROXY_PASSWORD, PROXY_USER } from "../support/internet.js";
import type { Lab } from "../support/lab.js";
import { mustRun, waitUntil } from "../support/processes.js";
import { SCHEMA1 } from "../support/schema1.js";
import { mirrored } from "../support/start-command.js";
import { judging, withPause } from "./shared.js";
import { imageAt } from "./unusual.js";

const healthy = {
  broken: "",
  expect: { exit: 0, findings: [] },
  oracle: { kind: "stand-in-runner" },
  remedy: "words",
} as const;

/** A registry that is right in an unusual way (`internet/unusual.mjs`). */
function registry(name: string, label: string, more: Partial<LabCase> = {}): LabCase {
  return { name: `healthy: ${name}`, ...healthy, ...judging({ env: withPause(imageAt(label)) }), ...more };
}

/** An image of Docker Hub, with that mirror in the engine's configuration. */
function mirror(name: string, url: string, more: Partial<LabCase> = {}): LabCase {
  return {
    name: `healthy: ${name}`,
    ...healthy,
    ...judging({ env: withPause("library/pause:1") }),
    inject: (lab) => lab.configureEngine({ "registry-mirrors": [url] }),
    ...more,
  };
}

const PAUSE = "k8s-docker.packages.atlassian.com";
const BROKEN_IPV6 = "fd00:213::bad";

/** The host has IPv6, and what it sends by it goes nowhere. */
async function breakIpv6(lab: Lab): Promise<void> {
  await lab.shell(
    [
      "ip -6 addr add fd00:213::2/64 dev eth0 nodad",
      `ip -6 neigh replace ${BROKEN_IPV6} lladdr 02:00:00:00:0b:ad dev eth0 nud permanent`,
    ].join("\n"),
  );
  await lab.setDns({ [PAUSE]: `${addressOf(PAUSE)},${BROKEN_IPV6}` });
}

/** An image of schema 1, which newer engines refuse. */
function schema1(name: string, image: string): LabCase {
  const refused = {
    broken: "the registry has a manifest of schema 1, which the engine no longer pulls",
    expect: { exit: 1, findings: [{ check: "image-pullable", code: "manifest-unsupported", target: image }] },
  } as const;
  return {
    name: `healthy: ${name}`,
    ...healthy,
    ...judging({ env: withPause(image) }),
    oracle: { kind: "pull", images: [image] },
    engines: { "26.1": refused, "26.1-containerd": refused },
  };
}

const IPV6_REGISTRY = "fd00:213::31";

/** The registry has an address of IPv6 alone. It ends with the internet. */
async function moveToIpv6(lab: Lab): Promise<void> {
  const { namespace } = lab.internet;
  await mustRun(
    namespace.wrap([
      "sh",
      "-c",
      `ip -6 addr replace fd00:213::1/64 dev up0 nodad; ip -6 addr replace ${IPV6_REGISTRY}/64 dev up0 nodad`,
    ]),
  );
  const forward = `require("net").createServer((socket) => {
    const server = require("net").connect(443, ${JSON.stringify(addressOf("registry.example"))});
    for (const end of [socket, server]) end.on("error", () => { socket.destroy(); server.destroy(); });
    socket.pipe(server).pipe(socket);
  }).listen(443, ${JSON.stringify(IPV6_REGISTRY)})`;
  const [program = "", ...words] = namespace.wrap([process.execPath, "-e", forward]);
  spawn(program, words, { stdio: "ignore", detached: true }).unref();
  await waitUntil("the registry on IPv6", 10_000, async () =>
    /:01BB 0+:0000 0A/.test(await mustRun(namespace.wrap(["cat", "/proc/net/tcp6"]))),
  );
  await lab.shell("ip -6 addr add fd00:213::2/64 dev eth0 nodad");
  await lab.setDns({ "registry.example": `,${IPV6_REGISTRY}` });
}

const CLIENT_CERTIFICATE = "client-certificate.unusual.example";

/** Networks and registries that are unusual and right. */
export const HEALTHY_NETWORK_CASES: readonly LabCase[] = [
  { name: "healthy: port in the name", ...healthy, ...judging({ env: mirrored(`registry.example:${OTHER_PORT}`) }) },
  {
    name: "healthy: first name server silent",
    ...healthy,
    ...judging({ env: mirrored("registry.example") }),
    inject: async (lab) => {
      await lab.shell(
        `printf 'nameserver 192.0.2.53\\nnameserver ${DNS_ADDRESS}\\noptions timeout:2\\n' > /etc/resolv.conf`,
      );
    },
    verify: (_lab, report) => {
      const warned = report.results.flatMap(({ findings }) => findings).find(({ code }) => code === "dns-timeout");
      const isWarned = warned?.target === "192.0.2.53" && warned.severity === "warning";
      return Promise.resolve(isWarned ? [] : ["no warning about the name server"]);
    },
  },
  {
    name: "healthy: an address as the name",
    ...healthy,
    ...judging({ env: mirrored(addressOf("registry.example")) }),
  },
  {
    name: "healthy: Bearer without credentials",
    ...healthy,
    ...judging({ env: mirrored("bearer.registry.example") }),
  },
  {
    name: "healthy: insecure registry over plain HTTP",
    ...healthy,
    ...judging({ env: mirrored(`registry.example:${PLAIN_PORT}`) }),
    inject: (lab) => lab.configureEngine({ "insecure-registries": [`registry.example:${PLAIN_PORT}`] }),
  },
  {
    name: "healthy: insecure registry with an unknown authority",
    ...healthy,
    ...judging({ env: mirrored("private-ca.registry.example") }),
    inject: (lab) => lab.configureEngine({ "insecure-registries": ["private-ca.registry.example"] }),
  },
  {
    name: "healthy: IPv6 leads nowhere, IPv4 works",
    ...healthy,
    ...judging({}),
    inject: breakIpv6,
  },
  {
    name: "healthy: no public names, only a proxy",
    ...healthy,
    ...judging({ env: { ...mirrored("registry.example"), HTTPS_PROXY: `http://proxy.example:${PROXY_PORTS.open}` } }),
    inject: async (lab) => {
      await lab.internet.startProxy();
      await lab.setDns({ "*": "nxdomain", "proxy.example": PROXY_ADDRESS });
      await lab.configureEngine({}, { HTTPS_PROXY: `http://proxy.example:${PROXY_PORTS.open}` });
    },
  },
  {
    name: "healthy: proxy with a password",
    ...healthy,
    ...judging({
      env: {
        ...mirrored("registry.example"),
        HTTPS_PROXY: `http://${PROXY_USER}:${PROXY_PASSWORD}@proxy.example:${PROXY_PORTS.password}`,
      },
    }),
    inject: async (lab) => {
      await lab.internet.startProxy();
      await lab.configureEngine(
        {},
        { HTTPS_PROXY: `http://${PROXY_USER}:${PROXY_PASSWORD}@proxy.example:${PROXY_PORTS.password}` },
      );
    },
  },
  {
    name: "healthy: dead proxy that the registry is excepted from",
    ...healthy,
    ...judging({ env: mirrored("registry.example") }),
    inject: (lab) =>
      lab.configureEngine(
        {},
        { HTTPS_PROXY: `http://proxy.example:${PROXY_PORTS.nothing}`, NO_PROXY: "localhost,example" },
      ),
  },
  {
    name: "healthy: intercepting proxy whose authority the engine was taught",
    ...healthy,
    ...judging({ env: mirrored("registry.example") }),
    inject: async (lab) => {
      await lab.internet.startProxy();
      await lab.shell(
        "mkdir -p /etc/docker/certs.d/registry.example; cp /run/lab/dir/certificates/intercept.pem /etc/docker/certs.d/registry.example/ca.crt",
      );
      await lab.configureEngine({}, { HTTPS_PROXY: `http://proxy.example:${PROXY_PORTS.intercept}` });
    },
  },
  mirror("mirror in use, Docker Hub blocked", "https://registry.example", {
    inject: async (lab) => {
      await lab.reject("registry-1.docker.io", "auth.docker.io");
      await lab.configureEngine({ "registry-mirrors": ["https://registry.example"] });
    },
  }),
  mirror("mirror that lacks the image", "https://mirror-404.unusual.example"),
  mirror("mirror that is ill", "https://mirror-500.unusual.example"),
  mirror("mirror with an unknown authority", "https://private-ca.registry.example"),
  mirror("mirror that is dead", `https://${WRONG.closed}`),
  {
    name: "healthy: this shell cannot reach what the engine can",
    ...healthy,
    ...judging({}),
    user: "nobody",
    inject: async (lab) => {
      await lab.shell(
        `chmod 666 /run/docker.sock
         iptables -w -A OUTPUT -m owner --uid-owner 65534 -p tcp -d ${addressOf(PAUSE)} -j REJECT --reject-with tcp-reset`,
      );
    },
  },
  registry("registry that does not name its version", "no-version"),
  registry("answers after 2 s", "slow"),
  registry("layers at a relative address", "layers-relative"),
  registry("layer host that answers GET only", "layers-get-only"),
  registry("certificate chain of three", "with-intermediate"),
  registry("token service that says access_token", "bearer-token-access"),
  registry("token service whose clock is ahead", "bearer-token-ahead"),
  schema1("image of schema 1, which only old engines pull", imageAt("schema1")),
  schema1("image of schema 1, pinned by digest", imageAt("schema1").replace(/:1$/, `@${SCHEMA1.digest}`)),
  {
    name: "healthy: registry with an IPv6 address only",
    ...healthy,
    ...judging({ env: mirrored("registry.example") }),
    inject: moveToIpv6,
  },
  {
    ...registry("client certificate wanted, and in certs.d", "client-certificate"),
    inject: async (lab) => {
      await lab.shell(
        `mkdir -p /etc/docker/certs.d/${CLIENT_CERTIFICATE}
         cp /run/lab/dir/certificates/client.pem /etc/docker/certs.d/${CLIENT_CERTIFICATE}/client.cert
         cp /run/lab/dir/certificates/client.key /etc/docker/certs.d/${CLIENT_CERTIFICATE}/client.key`,
      );
    },
  },
  {
    name: "healthy: OCI image",
    ...healthy,
    ...judging({ env: withPause("registry.example/team/oci:1") }),
  },
];
