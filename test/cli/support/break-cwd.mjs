// Preloaded with --import: a fault in the middle of the program.
import process from "node:process";

process.cwd = () => {
  throw new TypeError("broken");
};
