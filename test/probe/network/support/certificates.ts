import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

interface LeafOptions {
  /** `DNS:localhost,IP:127.0.0.1`; none for a certificate with a common name alone. */
  readonly names?: string;
  readonly commonName?: string;
  /** `YYYYMMDDHHMMSSZ` */
  readonly from?: string;
  readonly to?: string;
}

interface SelfSigned {
  /** As `openssl req -subj` takes it. */
  readonly subject?: string;
  /** DNS names, as openssl's configuration takes them; `localhost` by default. */
  readonly names?: readonly string[];
}

export interface Authority {
  readonly directory: string;
  readonly caFile: string;
  readonly caPem: string;
  leaf(options?: LeafOptions): KeyPair;
  selfSigned(options?: SelfSigned): KeyPair;
  remove(): void;
}

/** A certificate authority for tests, made with openssl. */
export function createAuthority(): Authority {
  const directory = mkdtempSync(join(tmpdir(), "preflight-ca-"));
  const run = (args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: directory, stdio: ["ignore", "ignore", "pipe"] });
  };
  const read = (name: string): string => readFileSync(join(directory, name), "utf8");
  mkdirSync(join(directory, "new"));
  writeFileSync(join(directory, "index.txt"), "");
  writeFileSync(join(directory, "serial"), "1000\n");
  writeFileSync(
    join(directory, "ca.cnf"),
    [
      "[ca]\ndefault_ca=d",
      "[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=new\ndefault_md=sha256\npolicy=p\nunique_subject=no\nx509_extensions=e",
      "[p]\ncommonName=supplied",
      "[e]\nbasicConstraints=CA:FALSE",
      "",
    ].join("\n"),
  );
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  run(["req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30", "-subj", "/CN=Test Authority"]);
  let count = 0;

  return {
    directory,
    caFile: join(directory, "ca.pem"),
    caPem: read("ca.pem"),
    leaf({ names, commonName = "leaf", from, to } = {}) {
      count += 1;
      const name = `leaf-${count}`;
      run(["req", ...newKey, "-new", "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${commonName}`]);
      writeFileSync(
        join(directory, `${name}.ext`),
        `basicConstraints=CA:FALSE\n${names === undefined ? "" : `subjectAltName=${names}\n`}`,
      );
      const dates = [
        ...(from === undefined ? [] : ["-startdate", from]),
        ...(to === undefined ? ["-days", "30"] : ["-enddate", to]),
      ];
      const issue = ["ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-notext"];
      run([...issue, "-in", `${name}.csr`, "-out", `${name}.pem`, "-extfile", `${name}.ext`, ...dates]);
      return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
    },
    selfSigned({ subject = "/CN=localhost", names = ["localhost"] } = {}) {
      const lines = names.map((name, index) => `DNS.${index}=${name}\n`).join("");
      const config = `[req]\ndistinguished_name=d\n[d]\n[e]\nsubjectAltName=@n\n[n]\n${lines}`;
      writeFileSync(join(directory, "self.cnf"), config);
      const words = ["-config", "self.cnf", "-extensions", "e", "-utf8", "-subj", subject];
      run(["req", "-x509", ...newKey, "-keyout", "self.key", "-out", "self.pem", "-days", "30", ...words]);
      return { key: read("self.key"), cert: read("self.pem") };
    },
    remove() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
