import { X509Certificate } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { readBounded } from "../bounded-file.js";

/** Folder of CAs and client certificates by registry: https://docs.docker.com/engine/security/certificates/ (read 2026-11-01). */
const CERTIFICATES_DIRECTORY = "/etc/docker/certs.d";

/** Where Go programs look for the system's roots; the first that exists counts. Go crypto/x509 root_linux.go (read 2026-11-01). */
const SYSTEM_BUNDLES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
] as const;

const BUNDLE_LIMIT_BYTES = 16 * 1024 * 1024;

/** What a TLS connection is verified with. */
export interface Trust {
  /** Equal for connections that may share sockets. */
  readonly key: string;
  /** Made with the first connection and shared by all: reading the roots takes tens of milliseconds. */
  context(): SecureContext;
}

/** Node's own roots, with NODE_EXTRA_CA_CERTS. */
export const PUBLIC_TRUST: Trust = lazyTrust("public", () => createSecureContext());

/** Gives the trust of the engine for a registry. */
export type EngineTrust = (registry: string) => Trust;

/**
 * The roots that the engine verifies a registry, its token service and its layer hosts with: Node's, the system's
 * bundle, and `certs.d/HOST[:PORT]/*.crt`; with the client certificates there. Files that cannot be read are passed over.
 */
export function createEngineTrust(env: NodeJS.ProcessEnv, directory: string = CERTIFICATES_DIRECTORY): EngineTrust {
  let shared: readonly string[] | undefined;
  const trusts = new Map<string, Trust>();
  const base = lazyTrust("engine", () => createSecureContext({ ca: [...sharedRoots()] }));

  function sharedRoots(): readonly string[] {
    shared ??= readSharedRoots(env);
    return shared;
  }

  return (registry) => {
    const known = trusts.get(registry);
    if (known !== undefined) return known;
    const extra = readRegistryFolder(registry, directory);
    const trust =
      extra === undefined
        ? base
        : lazyTrust(`engine ${registry}`, () =>
            createSecureContext({
              ca: [...sharedRoots(), ...extra.roots],
              ...(extra.client === undefined ? {} : { cert: extra.client.certificate, key: extra.client.key }),
            }),
          );
    trusts.set(registry, trust);
    return trust;
  };
}

function lazyTrust(key: string, create: () => SecureContext): Trust {
  let context: SecureContext | undefined;
  return {
    key,
    context() {
      context ??= create();
      return context;
    },
  };
}

function readSharedRoots(env: NodeJS.ProcessEnv): readonly string[] {
  const override = env["SSL_CERT_FILE"];
  const bundles = override === undefined || override === "" ? SYSTEM_BUNDLES : [override];
  const system = bundles.map((file) => textOf(file)).find((text) => text !== undefined) ?? "";
  const extra = textOf(env["NODE_EXTRA_CA_CERTS"] ?? "") ?? "";
  const own = new Set(rootCertificates.map(unwrapped));
  const others = [...blocksIn(system), ...blocksIn(extra)].filter((block) => !own.has(unwrapped(block)));
  return [...rootCertificates, ...new Set(others.filter(isCertificate))];
}

/** The same certificate is wrapped after 64 characters in one file and after 72 in another. */
function unwrapped(block: string): string {
  return block.replaceAll(/\s/g, "");
}

interface RegistryFolder {
  readonly roots: readonly string[];
  readonly client?: { readonly certificate: string; readonly key: string };
}

function readRegistryFolder(registry: string, directory: string): RegistryFolder | undefined {
  const folder = join(directory, registry);
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return undefined;
  }
  const roots = names
    .filter((name) => name.endsWith(".crt"))
    .flatMap((name) => blocksIn(textOf(join(folder, name)) ?? "").filter(isCertificate));
  const pairs = names
    .filter((name) => name.endsWith(".cert"))
    .flatMap((name) => {
      const certificate = textOf(join(folder, name));
      const key = textOf(join(folder, name.replace(/\.cert$/, ".key")));
      return certificate === undefined || key === undefined ? [] : [{ certificate, key }];
    });
  const client = pairs.find((pair) => isUsablePair(pair));
  return { roots, ...(client === undefined ? {} : { client }) };
}

function isUsablePair(pair: { readonly certificate: string; readonly key: string }): boolean {
  try {
    createSecureContext({ cert: pair.certificate, key: pair.key });
    return true;
  } catch {
    return false;
  }
}

function textOf(file: string): string | undefined {
  if (file === "") return undefined;
  try {
    const read = readBounded(file, BUNDLE_LIMIT_BYTES);
    return read.of === "read" ? read.bytes.toString("utf8") : undefined;
  } catch {
    return undefined;
  }
}

function blocksIn(text: string): readonly string[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => `${block}\n`);
}

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).subject !== undefined || true;
  } catch {
    return false;
  }
}
