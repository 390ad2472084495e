import Docker from "dockerode";

/** Removing an image by one of its names may leave it under another; more rounds than this it never takes. */
const MOST_ROUNDS = 4;

/**
 * Brings an engine's store back to one image: no container, no unused network, no other image or name of one. Asks the
 * engine itself, since a start of the docker client for each question costs the laboratory more than the product does.
 *
 * @returns whether `kept` is there under its name
 * @throws Error if other images stay
 */
export async function tidyEngine(socketPath: string, kept: string): Promise<boolean> {
  const engine = new Docker({ socketPath });
  for (const { Id } of await engine.listContainers({ all: true }))
    await quietly(engine.getContainer(Id).remove({ force: true }));
  await engine.pruneNetworks();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const images = await engine.listImages();
    const names = images.flatMap((image) => namesOf(image, kept));
    if (names.length === 0) return images.some(({ RepoTags }) => namesIn(RepoTags).includes(kept));
    for (const name of names) await quietly(engine.getImage(name).remove({ force: true }));
  }
  throw new Error(`images stay in the store of ${socketPath}`);
}

/** The names to remove of an image; its id where it has none. */
function namesOf({ Id, RepoTags, RepoDigests }: Docker.ImageInfo, kept: string): readonly string[] {
  const tags = namesIn(RepoTags);
  if (tags.includes(kept)) {
    const [repository] = kept.split(/:(?=[^/]*$)/);
    return [
      ...tags.filter((tag) => tag !== kept),
      ...namesIn(RepoDigests).filter((name) => !name.startsWith(`${repository}@`)),
    ];
  }
  const names = [...tags, ...namesIn(RepoDigests)];
  return names.length === 0 ? [Id] : names;
}

/** The engine writes `<none>` for what has no name, or nothing at all. */
function namesIn(names: readonly string[] | null | undefined): readonly string[] {
  return (names ?? []).filter((name) => !name.includes("<none>"));
}

/** What another removal has taken along already is no error. */
async function quietly(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch {
    // seen by the next round, if it is still there
  }
}
