import { addressOf, OTHER_PORT, PLAIN_PORT, PROXY_ADDRESS, PROXY_PORTS, WRONG } from "../support/addresses.js";
import type { LabCase } from "../support/case.js";
import { PROXY_PASSWORD, PROXY_USER } from "../support/internet.js";
import type { Lab } from "../support/lab.js";
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

/** What newer engines make of an image of schema 1. */
const SCHEMA1_REFUSED = {
  broken: "the registry has a manifest of schema 1, which the engine no longer pulls",
  expect: {
    exit: 1,
    findings: [{ check: "image-pullable", code: "manifest-unsupported", target: imageAt("schema1") }],
  },
} as const;

/** Networks and registries that are unusual and right. */
export const HEALTHY_NETWORK_CASES: readonly LabCase[] = [
  { name: "healthy: port in the name", ...healthy, ...judging({ env: mirrored(`registry.example:${OTHER_PORT}`) }) },
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
  {
    ...registry("image of schema 1, which only old engines pull", "schema1"),
    oracle: { kind: "pull", images: [imageAt("schema1")] },
    engines: { "26.1": SCHEMA1_REFUSED, "26.1-containerd": SCHEMA1_REFUSED },
  },
  {
    name: "healthy: OCI image",
    ...healthy,
    ...judging({ env: withPause("registry.example/team/oci:1") }),
  },
];
