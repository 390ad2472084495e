/** What the packages load and this program never uses: it does not come into the bundle. */

const refuses = (name) => `module.exports = () => { throw new Error("${name} is no part of this program"); };`;

/** The file that asks, what it asks for, and what it gets. */
const LEFT_OUT = [
  // builds with BuildKit: gRPC and protocol buffers
  ["dockerode/lib/docker.js", "./session", refuses("BuildKit")],
  ["dockerode/lib/docker.js", "./buildkit", refuses("BuildKit")],
  // the folder of a build
  ["dockerode/lib/util.js", "@balena/dockerignore", refuses("a build")],
  ["dockerode/lib/util.js", "tar-fs", refuses("a build")],
  // engines by ssh://, which src/probe/engine/endpoint.ts refuses
  ["docker-modem/lib/modem.js", "./ssh", refuses("ssh")],
  // certificates by DOCKER_HOST, which src/probe/engine/client.ts reads itself
  ["docker-modem/lib/modem.js", "split-ca", refuses("reading certificates")],
  // printing every request with all that hangs on it, also for nobody to read
  ["docker-modem/lib/modem.js", "debug", "module.exports = () => () => {};"],
  ["docker-modem/lib/modem.js", "util", "module.exports = { inspect: () => '' };"],
  // its own renderer, which src/view does without
  ["listr2/dist/index.js", "log-update", refuses("the renderer of listr2")],
  ["listr2/dist/index.js", "cli-truncate", refuses("the renderer of listr2")],
  ["listr2/dist/index.js", "wrap-ansi", refuses("the renderer of listr2")],
];
const PREFIX = "\0left-out:";

export const leavesOut = {
  name: "left-out",
  resolveId(source, importer = "") {
    const found = LEFT_OUT.findIndex(([file, name]) => name === source && importer.endsWith(`/node_modules/${file}`));
    return found === -1 ? null : `${PREFIX}${found}`;
  },
  load(id) {
    return id.startsWith(PREFIX) ? LEFT_OUT[Number(id.slice(PREFIX.length))][2] : null;
  },
};
