import type { EngineInfo, IndexEntry } from "../../src/contract/index.js";
import { choosesBy, formOfEntry, type ImageForm, takesForm } from "../../src/docker/image-forms.js";
import { isNamed, isSamePlatform, type Platform, platformFit } from "../../src/docker/platform.js";

/** What an engine makes of an index. */
export type IndexChoice =
  | { readonly of: "taken" }
  /** No line is for the platform. */
  | { readonly of: "no-match" }
  /** The line is only for CPUs of a level that this program does not know the engine's to have. */
  | { readonly of: "depends-on-cpu"; readonly variant: string }
  | { readonly of: "unfit"; readonly form: ImageForm };

/** The platform that an engine looks for. */
export interface WantedPlatform {
  readonly platform: Platform;
  /** It is the engine's own: nobody asked for another. */
  readonly isOwn: boolean;
  /** Level of the engine's CPU, 1 to 4, where it is amd64 and known. */
  readonly cpuLevel?: number | undefined;
}

/** Levels that amd64 CPUs have. */
const HIGHEST_LEVEL = 4;

/** What an engine makes of an index, by its lines. */
export function chooseFrom(info: EngineInfo, entries: readonly IndexEntry[], wanted: WantedPlatform): IndexChoice {
  const named = entries.find(({ platform }) => platform !== undefined && takesPlatform(info, platform, wanted));
  if (named !== undefined) return takenAs(info, named);
  const unnamed = entries.flatMap((entry) => {
    const form = formWithoutPlatform(entry, entries);
    return form === undefined ? [] : [{ entry, form }];
  });
  const fitting = unnamed.find(({ form }) => takesForm(info, form));
  if (fitting !== undefined) return takenAs(info, fitting.entry);
  const [first] = unnamed;
  if (first !== undefined) return { of: "unfit", form: first.form };
  const later = entries.find(
    ({ platform }) =>
      wanted.cpuLevel === undefined &&
      platform !== undefined &&
      takesPlatform(info, platform, { ...wanted, cpuLevel: HIGHEST_LEVEL }),
  );
  return later === undefined ? { of: "no-match" } : { of: "depends-on-cpu", variant: later.platform?.variant ?? "" };
}

function takenAs(info: EngineInfo, { mediaType }: IndexEntry): IndexChoice {
  const form = formOfEntry(mediaType);
  return form === "manifest" || takesForm(info, form) ? { of: "taken" } : { of: "unfit", form };
}

function formWithoutPlatform({ platform }: IndexEntry, entries: readonly IndexEntry[]): ImageForm | undefined {
  if (platform !== undefined) return isNamed(platform) ? undefined : "entry-with-empty-platform";
  const isAlone = entries.every((other) => other.platform === undefined);
  return isAlone ? "entry-without-platform" : "entry-without-platform-among-others";
}

/** Whether an engine takes an image of this platform for the one that it looks for. */
export function takesPlatform(
  info: EngineInfo,
  offered: Platform,
  { platform, isOwn, cpuLevel = 1 }: WantedPlatform,
): boolean {
  if (!isNamed(offered)) return false;
  if (!choosesBy(info, "siblings")) return isSamePlatform(offered, platform);
  const isByCpu = isOwn && platform.architecture === "amd64" && choosesBy(info, "cpuLevel");
  return platformFit(offered, isByCpu ? { ...platform, variant: `v${cpuLevel}` } : platform) > 0;
}
