import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { parseReference } from "../../src/docker/reference.js";
import { HUB } from "../../src/docker/hub.js";
import { expansionsIn } from "../../src/judge/expansions.js";
import { findingFor } from "../../src/judge/findings.js";
import { IMAGE_CODES } from "./codes.js";
import { plannedPulls } from "../../src/judge/images/planned.js";
import { referenceHintWords } from "../../src/judge/images/reference-words.js";
import { originOf } from "./facts.js";

/** A first part that reads like a host's name, in a reference that docker takes for one of Docker Hub. */
const HOST_LIKE =
  /(?:^|[-_.])(?:registry|reg|mirror|repo|repository|harbor|nexus|artifactory|jfrog|gitlab|localhost|internal|intranet|host|server)(?:[-_.\d]|$)/;

function isHostAmbiguous(reference: string): boolean {
  const parsed = parseReference(reference);
  if (!parsed.ok || parsed.reference.registry !== HUB.registry) return false;
  const parts = (reference.split(/[:@]/, 1)[0] ?? "").split("/");
  const [head = ""] = parts;
  if (parts.length < 2 || head.includes(".")) return false;
  // A repository of Docker Hub has exactly two parts.
  return parts.length > 2 || HOST_LIKE.test(head);
}

/** What is wrong with the references themselves: nobody has to be asked. */
export function planFindings(plan: RunnerPlan): readonly Finding[] {
  return plannedPulls(plan).flatMap((image) => {
    const { reference } = image;
    if (image.placeholder !== undefined || expansionsIn(plan, reference).length > 0) return [];
    const parsed = parseReference(reference);
    const severity = image.isOptional ? "warning" : undefined;
    if (!parsed.ok) {
      const { problem, hint } = parsed;
      return [
        findingFor(
          IMAGE_CODES,
          "reference-invalid",
          { of: "plan", text: reference, problem, hint },
          {
            target: reference,
            hop: "reference",
            severity,
            evidence: [
              { what: "image", observed: reference, expected: "HOST[:PORT]/REPOSITORY:TAG", origin: originOf(image) },
              ...(hint === undefined ? [] : [{ what: "hint", observed: referenceHintWords(hint) }]),
            ],
          },
        ),
      ];
    }
    if (!isHostAmbiguous(reference)) return [];
    const [head = ""] = reference.split("/", 1);
    return [
      findingFor(
        IMAGE_CODES,
        "registry-host-ambiguous",
        { reference, head },
        {
          target: reference,
          hop: "reference",
          evidence: [
            {
              what: "image as docker reads it",
              observed: `${parsed.reference.registry} · ${parsed.reference.repository}`,
              expected: `${head}.DOMAIN or ${head}:PORT, if a registry is meant`,
              origin: originOf(image),
            },
          ],
        },
      ),
    ];
  });
}
