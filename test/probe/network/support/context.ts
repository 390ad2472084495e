import { Secret } from "../../../../src/contract/index.js";
import { EMPTY_PLAN } from "../../../support/empty-plan.js";
import type { OpenCredential, ProbeContext } from "../../../../src/probe/context.js";

export interface ContextOptions {
  readonly timeoutMs?: number;
  readonly caFile?: string;
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly no?: string; readonly masked?: boolean };
  readonly credential?: { readonly username: string; readonly password: string };
}

export interface TestContext extends ProbeContext {
  readonly known: readonly string[];
}

/** What probes are built with, for tests: proxies and credentials as given. */
export function testContext(options: ContextOptions = {}): TestContext {
  const { proxy, credential } = options;
  const known: string[] = [];
  const opened: OpenCredential | undefined =
    credential === undefined ? undefined : { username: credential.username, password: new Secret(credential.password) };
  return {
    plan: EMPTY_PLAN,
    timeoutMs: options.timeoutMs ?? 1000,
    env: options.caFile === undefined ? {} : { SSL_CERT_FILE: options.caFile },
    proxies: async (source) =>
      source === "none"
        ? { masked: false }
        : {
            ...(proxy?.http === undefined ? {} : { http: new Secret(proxy.http) }),
            ...(proxy?.https === undefined ? {} : { https: new Secret(proxy.https) }),
            ...(proxy?.no === undefined ? {} : { no: proxy.no }),
            masked: proxy?.masked ?? false,
          },
    openCredential: async (reference) => (reference.kind === "anonymous" ? undefined : opened),
    addSecret: (value) => void known.push(typeof value === "string" ? value : value.open()),
    redact: (text) => text,
    known,
  };
}
