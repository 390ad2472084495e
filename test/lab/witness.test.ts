import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONFIG_MOUNT, withPause, writeConfig } from "./cases/shared.js";
import { imageAt } from "./cases/unusual.js";
import { PROXY_PORTS, UNUSUAL_DOMAIN } from "./support/addresses.js";
import { canRunLab } from "./support/gate.js";
import { PROXY_PASSWORD, PROXY_USER } from "./support/internet.js";
import { startLab, type Lab } from "./support/lab.js";
import { REGISTRY_AUTH } from "./support/secrets.js";
import { startCommand } from "./support/start-command.js";

/** How the product names itself to servers; the engine is free to send what it sends. */
const AGENT = "runner-preflight";
const PROXY = `http://${PROXY_USER}:${PROXY_PASSWORD}@proxy.example:${PROXY_PORTS.password}`;

interface Row {
  readonly what: string;
  /** First label of the registry's name. */
  readonly label: string;
  /** `host authorization` of every request with credentials that is in order. */
  readonly sent: readonly string[];
  /** The same where the engine has the containerd image store, if it is another. */
  readonly sentByPost?: readonly string[];
  /** Whether anything is said to a server at all; so by default. */
  readonly isAsked?: boolean;
  readonly isInsecure?: boolean;
  readonly isProxied?: boolean;
}

const at = (label: string): string => `${label}.${UNUSUAL_DOMAIN}`;

const ROWS: readonly Row[] = [
  { what: "a registry whose layers are on another host", label: "basic", sent: [`${at("basic")} Basic`] },
  { what: "a registry behind a proxy with a password", label: "basic", sent: [], isProxied: true },
  {
    what: "a token service on another host",
    label: "bearer-token-access",
    sent: [`${at("bearer-token-access")} Bearer`, `${at("token-access")} Basic`],
    sentByPost: [`${at("bearer-token-access")} Bearer`, `${at("token-access")} POST`],
  },
  {
    what: "a token service that knows no POST",
    label: "bearer-token-post-404",
    sent: [`${at("bearer-token-post-404")} Bearer`, `${at("token-post-404")} Basic`],
    sentByPost: [
      `${at("bearer-token-post-404")} Bearer`,
      `${at("token-post-404")} Basic`,
      `${at("token-post-404")} POST`,
    ],
  },
  {
    what: "a token service that sends the POST to another host",
    label: "bearer-token-post-redirect",
    sent: [`${at("bearer-token-post-redirect")} Bearer`, `${at("token-post-redirect")} Basic`],
    sentByPost: [`${at("token-post-redirect")} POST`],
  },
  { what: "a token service with an unknown authority", label: "bearer-untrusted-token", sent: [] },
  { what: "a token service in plain HTTP", label: "plain-realm", sent: [] },
  { what: "a registry with an unknown authority", label: "untrusted-basic", sent: [], isAsked: false },
  { what: "an insecure registry with an unknown authority", label: "untrusted-basic", sent: [], isInsecure: true },
];

describe.skipIf(!canRunLab(["mmdebstrap"])).each(["20.10", "26.1-containerd"] as const)("with Engine %s", (engine) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ engine });
  });
  afterAll(() => lab.close());

  test.each(ROWS)("credentials go to none but their owner: $what", async (row) => {
    const { label, isAsked = true, isInsecure, isProxied } = row;
    const sent = engine === "20.10" ? row.sent : (row.sentByPost ?? row.sent);
    await lab.reset();
    await writeConfig(lab, { auths: { [at(label)]: { auth: REGISTRY_AUTH } } });
    if (isInsecure) await lab.configureEngine({ "insecure-registries": [at(label)] });
    if (isProxied) {
      await lab.internet.startProxy();
      await lab.configureEngine({}, { HTTPS_PROXY: PROXY });
    }
    await lab.internet.readWitness();
    const env = { ...withPause(imageAt(label)), ...(isProxied ? { HTTPS_PROXY: PROXY } : {}) };
    const words = startCommand({ moreMounts: [CONFIG_MOUNT], env });
    const domain = isProxied ? ["--domain", at("witness")] : [];
    await lab.preflight(["--format", "json", ...domain, "--", ...words]);
    const { requests } = await lab.internet.readWitness();
    const own = requests.filter(({ agent }) => agent === AGENT);
    expect(own.length > 0).toBe(isAsked);
    const authorized = own.filter(({ authorization }) => authorization !== undefined);
    const seen = new Set(authorized.map(({ host, authorization }) => `${host} ${authorization ?? ""}`));
    expect([...seen].toSorted()).toEqual(sent);
    expect(authorized.filter(({ isTls }) => !isTls)).toEqual([]);
    // whoever is behind a proxy never learns its password
    expect(requests.filter(({ hasProxyAuthorization }) => hasProxyAuthorization)).toEqual([]);
  });

  test("no connection outlives a run, not even to a server that never answers", async () => {
    await lab.reset();
    await lab.stopEngine();
    await lab.internet.readWitness();
    const domains = ["hang", "portal", "page-502"].flatMap((label) => ["--domain", at(label)]);
    const ended = await lab.preflight([
      "--only",
      "service-reachable",
      "--timeout",
      "1",
      "--format",
      "json",
      ...domains,
    ]);
    expect(ended.timedOut).toBe(false);
    const { requests, open } = await lab.internet.readWitness();
    expect(requests.map(({ host }) => host)).toContain(at("hang"));
    expect(open).toBe(0);
  });
});
