/**
 * Writes a text and waits until the stream has taken all of it. A reader that has gone away (`| head`) is no error;
 * another failure (a full disk) is given back.
 */
export async function writeAll(stream: NodeJS.WriteStream, text: string): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const settle = (error?: Error | null): void => {
      const isGone = (error as NodeJS.ErrnoException | null | undefined)?.code === "EPIPE";
      resolve(error && !isGone ? error : undefined);
    };
    // Stays: the stream tells a late listener too, and without one a closed pipe would be an uncaught exception.
    stream.on("error", settle);
    stream.write(text, settle);
  });
}

/** Ends the process with this code. Everything has been written; what is left are handles of others (a plugin's timer). */
export async function leave(code: number): Promise<never> {
  await Promise.all([process.stdout, process.stderr].map(async (stream) => writeAll(stream, "")));
  process.exit(code);
}

/** Lets what others print during a run go to stderr, so that stdout stays one document. Call the answer to end it. */
export function divertStdout(): () => void {
  const original = process.stdout.write;
  const diverted = ((...args: Parameters<typeof original>) => process.stderr.write(...args)) as typeof original;
  process.stdout.write = diverted;
  return () => {
    process.stdout.write = original;
  };
}
