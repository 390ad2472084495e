import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mustRun } from "./processes.js";

/** Certificates of the laboratory, as files. Each `NAME.pem` has its key in `NAME.key`. */
export interface Certificates {
  readonly folder: string;
  /** The authority that the host trusts. */
  readonly authority: string;
  /** An authority that only a `certs.d` folder can make the engine trust. */
  readonly privateAuthority: string;
}

const CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

async function makeAuthority(folder: string, name: string, subject: string): Promise<string> {
  const file = join(folder, `${name}.pem`);
  await mustRun([
    "openssl",
    "req",
    "-x509",
    ...CURVE,
    "-subj",
    `/CN=${subject}`,
    "-days",
    "30",
    "-keyout",
    join(folder, `${name}.key`),
    "-out",
    file,
  ]);
  return file;
}

async function makeLeaf(
  folder: string,
  leaf: { name: string; authority: string; names: readonly string[]; days: number; rsa?: boolean },
): Promise<void> {
  const at = (suffix: string): string => join(folder, `${leaf.name}.${suffix}`);
  const extensions = [
    `subjectAltName=${leaf.names.map((name) => `DNS:${name}`).join(",")}`,
    "basicConstraints=CA:FALSE",
    "extendedKeyUsage=serverAuth",
  ];
  await writeFile(at("ext"), `${extensions.join("\n")}\n`);
  await mustRun([
    "openssl",
    "req",
    "-new",
    ...(leaf.rsa ? ["-newkey", "rsa:2048", "-nodes"] : CURVE),
    "-subj",
    `/CN=${leaf.names[0] ?? leaf.name}`,
    "-keyout",
    at("key"),
    "-out",
    at("csr"),
  ]);
  await mustRun([
    "openssl",
    "x509",
    "-req",
    "-in",
    at("csr"),
    "-days",
    String(leaf.days),
    "-extfile",
    at("ext"),
    "-CA",
    join(folder, `${leaf.authority}.pem`),
    "-CAkey",
    join(folder, `${leaf.authority}.key`),
    "-set_serial",
    String(Date.now() + Math.floor(Math.random() * 1e6)),
    "-out",
    at("pem"),
  ]);
}

/** Makes the authorities and the certificates `server`, `expired`, `wrong-name`, `untrusted`, `private` and `token`. */
export async function makeCertificates(folder: string, names: readonly string[]): Promise<Certificates> {
  const [authority, privateAuthority] = await Promise.all([
    makeAuthority(folder, "authority", "Laboratory Authority"),
    makeAuthority(folder, "private-authority", "Laboratory Private Authority"),
  ]);
  await Promise.all([
    makeLeaf(folder, { name: "server", authority: "authority", names, days: 30 }),
    makeLeaf(folder, { name: "expired", authority: "authority", names, days: -1 }),
    makeLeaf(folder, { name: "wrong-name", authority: "authority", names: ["other.example"], days: 30 }),
    makeLeaf(folder, { name: "untrusted", authority: "private-authority", names, days: 30 }),
    makeLeaf(folder, { name: "token", authority: "authority", names: ["token.example"], days: 30, rsa: true }),
  ]);
  return { folder, authority, privateAuthority };
}
