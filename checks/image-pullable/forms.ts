import type { EngineInfo, Evidence, Host, JudgedWalk } from "../../src/contract/index.js";
import { amd64Level } from "../../src/docker/cpu-level.js";
import { firstToTake, formOfConfig, formOfLayer, type ImageForm, takesForm } from "../../src/docker/image-forms.js";
import { parsePlatform, platformText } from "../../src/docker/platform.js";
import { answerOf } from "../../src/judge/patience.js";
import { orNothing } from "../../src/judge/probes.js";
import { isRemoteEngine } from "../../src/judge/remote-engine.js";
import type { ImageFacts } from "./facts.js";
import { wantedPlatform } from "./facts.js";
import type { ImageDecision } from "./findings.js";
import { chooseFrom, type IndexChoice, type WantedPlatform } from "./index-choice.js";

/** What an engine makes of the form of an image that it finds: a decision, or why there is none. */
export type FormJudged = { readonly decision: ImageDecision } | { readonly unknown: string };

/**
 * Whether the engine can make a container of an image of this form, whatever its parts are like; nothing where it can, or where
 * what was walked says nothing of it. With the containerd store many a pull succeeds, and only the start shows it.
 */
export async function judgeForm(host: Host, facts: ImageFacts): Promise<FormJudged | undefined> {
  const walk = answerOf(facts.walk);
  if (walk === undefined || isOfOther(facts, walk)) return undefined;
  const wanted = await readWanted(host, facts, walk);
  for (const entries of walk.indexes ?? []) {
    const judged = ofChoice(facts, walk, chooseFrom(facts.info, entries, wanted));
    if (judged !== undefined) return judged;
  }
  const form = formsOf(walk).find((one) => !takesForm(facts.info, one));
  return form === undefined ? undefined : { decision: unfit(facts, walk, form) };
}

/** Behind a mirror the engine may be told of another image than this process. */
function isOfOther({ engine }: ImageFacts, { digest }: JudgedWalk): boolean {
  const told = answerOf(engine)?.digest;
  return told !== undefined && digest !== undefined && told !== digest;
}

/** The level of the engine's CPU is asked for only where an image goes by it. */
async function readWanted(host: Host, facts: ImageFacts, { indexes = [] }: JudgedWalk): Promise<WantedPlatform> {
  const { image, info, plan } = facts;
  const platform = parsePlatform(wantedPlatform(image, info));
  const isOwn = image.images.every((planned) => planned.platform === undefined);
  const hasVariants = indexes.flat().some((entry) => entry.platform?.variant !== undefined);
  if (!hasVariants || isRemoteEngine(plan)) return { platform, isOwn };
  const flags = (await orNothing(host.env.process({})))?.cpuFlags;
  return { platform, isOwn, cpuLevel: flags === undefined ? undefined : amd64Level(flags) };
}

function ofChoice(facts: ImageFacts, walk: JudgedWalk, choice: IndexChoice): FormJudged | undefined {
  const { info, image } = facts;
  switch (choice.of) {
    case "taken":
      return undefined;
    case "unfit":
      return { decision: unfit(facts, walk, choice.form) };
    case "depends-on-cpu":
      return {
        unknown: `${image.reference} is made for CPUs of level ${choice.variant} alone; whether the engine's is one cannot be seen from here`,
      };
    default:
      return {
        decision: {
          code: "platform-mismatch",
          hop: "manifest",
          vantage: "process",
          more: [
            {
              what: "platforms",
              observed: (walk.platforms ?? []).join(", ") || "none",
              expected: `what ${engineText(info)} takes for ${wantedPlatform(image, info)}`,
              vantage: "process",
            },
          ],
        },
      };
  }
}

function formsOf({ layerTypes = [], configType, configLayers, manifestLayers }: JudgedWalk): readonly ImageForm[] {
  const ofConfig = configType === undefined ? undefined : formOfConfig(configType);
  const isUnlisted = configLayers !== undefined && manifestLayers !== undefined && configLayers !== manifestLayers;
  return [
    ...(ofConfig === undefined ? [] : [ofConfig]),
    ...layerTypes.flatMap((type) => formOfLayer(type) ?? []),
    ...(isUnlisted ? (["layers-unlisted"] as const) : []),
  ];
}

function unfit({ info }: ImageFacts, walk: JudgedWalk, form: ImageForm): ImageDecision {
  const from = firstToTake(info, form);
  const more: Evidence = {
    what: "form of the image",
    observed: formText(walk, form),
    expected:
      from === undefined ? "one that engines take" : `Docker Engine ${from} or newer (this is ${info.serverVersion})`,
    vantage: "process",
  };
  return { code: "manifest-unsupported", hop: "manifest", vantage: "process", form, more: [more] };
}

/** What was seen of it, in its own words. */
function formText(walk: JudgedWalk, form: ImageForm): string {
  const { configType = "", layerTypes = [], configLayers, manifestLayers, indexes = [] } = walk;
  const types = layerTypes.filter((type) => formOfLayer(type) === form);
  if (types.length > 0) return `layers of type ${types.map((type) => type || '""').join(", ")}`;
  if (form === "untyped-config") return `a config of type ${configType || '""'}`;
  if (form === "layers-unlisted") return `${configLayers} layers by the config, ${manifestLayers} by the manifest`;
  const entries = indexes.flat().slice(0, 3);
  const shown = entries.map(
    ({ mediaType, platform }) => `${mediaType} for ${platform ? platformText(platform) : "no platform"}`,
  );
  return `an index of ${shown.join("; ")}`;
}

function engineText({ serverVersion, imageStore }: EngineInfo): string {
  return `Docker Engine ${serverVersion}${imageStore === "containerd" ? " with the containerd image store" : ""}`;
}
