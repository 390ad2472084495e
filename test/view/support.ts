import { Writable } from "node:stream";

/** A stream that keeps what is written, with the looks of a terminal. */
export function keepingStream(): NodeJS.WriteStream & { text(): string } {
  let kept = "";
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      kept += chunk.toString();
      done();
    },
  });
  return Object.assign(stream, {
    isTTY: true,
    columns: 100,
    rows: 40,
    text: () => kept,
  }) as unknown as NodeJS.WriteStream & {
    text(): string;
  };
}
