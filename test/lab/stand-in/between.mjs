// Stands between docker and the engine: passes everything on, and does with some answers what its rules say.
// usage: node between.mjs SOCKET ENGINE_SOCKET RULES; rules are JSON as described in support/between.ts.
import { chmodSync, chownSync, statSync } from "node:fs";
import http from "node:http";
import net from "node:net";

const [socketPath, enginePath, rules] = process.argv.slice(2);
const RULES = JSON.parse(rules).map((rule) => ({ ...rule, path: new RegExp(rule.path) }));

/** Asks the engine. The body goes out whole: the engine answers and closes before the end of one in chunks. */
function ask({ url: path, method, headers }, body, response, onAnswer) {
  const { "transfer-encoding": chunked, ...rest } = headers;
  const length = chunked === undefined ? {} : { "content-length": body.length };
  const asked = http.request({
    socketPath: enginePath,
    agent: false,
    path,
    method,
    headers: { ...rest, ...length },
  });
  asked.on("response", onAnswer);
  asked.on("error", () => response.destroy());
  response.on("close", () => asked.destroy());
  asked.end(body);
}

function send(response, status, body) {
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
}

const server = http.createServer({ keepAliveTimeout: 0 }, async (request, response) => {
  const body = Buffer.concat(await request.toArray());
  const rule = RULES.find(({ path, holding = "" }) => path.test(request.url) && body.includes(holding));
  if (rule?.does === "cut") return response.destroy();
  if (rule?.does === "answer") return send(response, rule.status, rule.body);
  return ask(request, body, response, async (answer) => {
    if (rule?.does === "alter") {
      const told = JSON.parse(Buffer.concat(await answer.toArray()).toString());
      return send(response, answer.statusCode, JSON.stringify({ ...told, ...rule.fields }));
    }
    response.writeHead(answer.statusCode, answer.headers);
    // docker waits for the headers of some answers before it asks on
    response.flushHeaders();
    return answer.pipe(response);
  });
});

// attach and exec take the connection over: from there on it is bytes
server.on("upgrade", ({ method, url, rawHeaders }, socket, head) => {
  const engine = net.connect({ path: enginePath, allowHalfOpen: true });
  const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
  engine.write(`${[`${method} ${url} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`);
  engine.write(head);
  socket.pipe(engine).pipe(socket);
  for (const end of [socket, engine]) {
    end.on("error", () => {
      socket.destroy();
      engine.destroy();
    });
  }
});

server.listen(socketPath, () => {
  const { mode, uid, gid } = statSync(enginePath);
  chownSync(socketPath, uid, gid);
  chmodSync(socketPath, mode & 0o777);
});
