import type { Evidence, Finding, Pass, RunnerPlan, TargetVerdict } from "../../contract/index.js";
import { dockerCommand } from "../engine.js";
import { finding } from "../findings.js";
import { IMAGE_CODES } from "../image-findings.js";
import { goArchitecture } from "../images.js";
import { askable, type PlannedReference, pullPolicy } from "../pull.js";
import type { Pulls } from "./pull.js";
import { judgeRemote } from "./remote.js";
import { failing, fits, originOf, wantedPlatform } from "./scene.js";

/** The start command's own image: a local copy will do, unless it says otherwise. */
export async function judgeStartImage(pass: Pass, image: PlannedReference, pulls: Pulls): Promise<TargetVerdict> {
  const policy = pullPolicy(image);
  if (policy === "always") return judgeRemote(pass, image, pulls);
  const local = await pass.host.engine.localImage({ reference: image.reference });
  const evidence: Evidence = {
    what: "local copy",
    observed:
      local.outcome === "found" ? `${local.id ?? "there"} (${local.os ?? "?"}/${local.architecture ?? "?"})` : "none",
    origin: "GET /images",
    vantage: "engine",
  };
  if (local.outcome === "missing") {
    if (policy === "missing") return judgeRemote(pass, image, pulls);
    return failing([neverPulled(image, evidence)], "engine");
  }
  const info = await pass.host.engine.info({});
  const offered = `${local.os ?? info.os}/${local.architecture ?? goArchitecture(info.architecture)}`;
  const wanted = wantedPlatform(image, info);
  if (fits(offered, wanted)) return { status: "pass", vantage: "engine", evidence: [evidence] };
  return failing([foreignCopy(pass.plan, image, offered, wanted)], "engine");
}

function neverPulled(image: PlannedReference, evidence: Evidence): Finding {
  return finding(IMAGE_CODES, "image-not-found", {
    message: `The start command forbids a pull (--pull never), and the engine has no copy of ${image.reference}.`,
    target: image.reference,
    hop: "manifest",
    evidence: [
      { ...evidence, expected: "there" },
      { what: "image", observed: image.reference, origin: originOf(image) },
    ],
    remedy: { summary: "Leave out --pull never, or load the image into the engine (docker load) before the start." },
  });
}

function foreignCopy(plan: RunnerPlan, image: PlannedReference, offered: string, wanted: string): Finding {
  const parsed = askable(image);
  return finding(IMAGE_CODES, "platform-mismatch", {
    message: `The engine's local copy of ${image.reference} is for ${offered}; it runs on ${wanted} only by emulation.`,
    target: image.reference,
    hop: "manifest",
    severity: "warning",
    evidence: [
      {
        what: "platform of the local copy",
        observed: offered,
        expected: wanted,
        origin: "GET /images",
        vantage: "engine",
      },
      { what: "image", observed: image.reference, origin: originOf(image) },
    ],
    remedy: {
      summary: `Pull the image for ${wanted}${parsed === undefined ? "" : ` from ${parsed.registry}`} before the start.`,
      commands: [dockerCommand(plan, ["pull", "--platform", wanted, image.reference])],
    },
  });
}
