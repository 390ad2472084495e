import type { ConnectionOutcome, EngineConnection, Finding } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { SOCKET_CODES } from "./codes.js";
import { failureEvidence } from "./evidence.js";
import type { SocketScene } from "./scene.js";

type SocketCode = keyof typeof SOCKET_CODES;

const CODE_OF: Readonly<Record<Exclude<ConnectionOutcome, "answered">, SocketCode>> = {
  missing: "socket-missing",
  "not-a-socket": "socket-not-a-socket",
  "permission-denied": "socket-permission-denied",
  refused: "socket-refused",
  timeout: "engine-timeout",
  "not-docker": "engine-not-docker",
  error: "engine-error",
  "invalid-endpoint": "docker-host-invalid",
  "tls-failed": "engine-tls-failed",
  unreachable: "engine-unreachable",
};

/** What is wrong with a connection; nothing where the engine answered. */
export function faultOf({ outcome, transport }: EngineConnection): SocketCode | undefined {
  if (outcome === "answered") return undefined;
  return outcome === "refused" && transport !== "unix" ? "engine-unreachable" : CODE_OF[outcome];
}

/** The engine does not answer at all. */
export function noConnection(code: SocketCode, scene: SocketScene): Finding {
  // who starts the runner without docker has no use for an engine, and often none
  const followsFrom =
    scene.plan.client === undefined ? undefined : { code: "client-not-docker", target: scene.plan.client };
  const facts = { target: scene.place, evidence: failureEvidence(scene), followsFrom };
  return findingFor(SOCKET_CODES, code, { ...scene, question: "ping" }, facts);
}
