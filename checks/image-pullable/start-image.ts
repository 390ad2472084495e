import { type Evidence, type Finding, originText, type Pass, type TargetVerdict } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { IMAGE_CODES } from "./codes.js";
import { goArchitecture, platformText } from "../../src/docker/platform.js";
import { askable, type PlannedPull, pullPolicy } from "../../src/judge/images/planned.js";
import type { Pulls } from "./pull.js";
import { judgeRemote } from "./remote.js";
import { failing } from "./findings.js";
import { isForMachine, nativePlatform, originOf, runsOn, wantedPlatform } from "./facts.js";

/** The start command's own image: a local copy will do, unless it says otherwise. */
export async function judgeStartImage(pass: Pass, image: PlannedPull, pulls: Pulls): Promise<TargetVerdict> {
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
  const info = await pass.host.engine.info({});
  const native = nativePlatform(info);
  const wanted = wantedPlatform(image, info);
  const offered = platformText({
    os: local.os ?? info.os,
    architecture: local.architecture ?? goArchitecture(info.architecture),
    ...(local.variant === undefined ? {} : { variant: local.variant }),
  });
  const isFitting = wanted === native ? isForMachine(offered, wanted) : runsOn(offered, wanted);
  // with --platform, a local copy for another one is no copy to docker
  const isThere = local.outcome === "found" && (isFitting || wanted === native);
  if (!isThere && policy !== "missing") return failing([neverPulled(image, evidence, wanted)], "engine");
  if (isThere && !isFitting) return failing([foreignCopy(image, offered, wanted)], "engine");
  const verdict: TargetVerdict = isThere
    ? { status: "pass", vantage: "engine", evidence: [evidence] }
    : await judgeRemote(pass, image, pulls);
  if (verdict.status !== "pass") return verdict;
  const trust = image.images.find(({ contentTrust }) => contentTrust !== undefined)?.contentTrust;
  if (trust !== undefined && askable(image)?.digest === undefined) {
    const reason = `${originText(trust)} makes docker demand a signature of ${image.reference}, which this program cannot check; unset it, or add --disable-content-trust`;
    return { ...verdict, status: "inconclusive", reason };
  }
  if (runsOn(wanted, native)) return verdict;
  return { ...verdict, ...failing([foreignPlatform(image, wanted, native)], "engine") };
}

/** The start command asks for an image that the machine cannot run by itself. */
function foreignPlatform(image: PlannedPull, wanted: string, native: string): Finding {
  const origin = image.images.find(({ platformOrigin }) => platformOrigin !== undefined)?.platformOrigin;
  const by = origin === undefined ? "option" : "variable";
  return findingFor(
    IMAGE_CODES,
    "platform-mismatch",
    { of: "start-command", wanted, native, by },
    {
      target: image.reference,
      hop: "manifest",
      severity: "warning",
      evidence: [
        { what: "platform asked for", observed: wanted, expected: native, origin: origin ?? originOf(image) },
        { what: "platform of the engine", observed: native, origin: "GET /info", vantage: "engine" },
      ],
    },
  );
}

function neverPulled(image: PlannedPull, evidence: Evidence, wanted: string): Finding {
  return findingFor(
    IMAGE_CODES,
    "image-not-found",
    { of: "engine", image: image.reference, wanted },
    {
      target: image.reference,
      hop: "manifest",
      evidence: [
        { ...evidence, expected: "found" },
        { what: "image", observed: image.reference, origin: originOf(image) },
      ],
    },
  );
}

function foreignCopy(image: PlannedPull, offered: string, wanted: string): Finding {
  const { reference } = image;
  const registry = askable(image)?.registry;
  const about = { of: "local-copy", image: reference, registry, offered, wanted } as const;
  return findingFor(IMAGE_CODES, "platform-mismatch", about, {
    target: reference,
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
  });
}
