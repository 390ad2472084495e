import { copyFile, readFile, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
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

async function makeAuthority(folder: string, name: string, subject: string, isServer = false): Promise<string> {
  const file = join(folder, `${name}.pem`);
  await mustRun([
    "openssl",
    "req",
    "-x509",
    ...CURVE,
    "-subj",
    `/CN=${subject}`,
    ...(isServer ? ["-addext", `subjectAltName=DNS:${subject}`] : []),
    "-days",
    "30",
    "-keyout",
    join(folder, `${name}.key`),
    "-out",
    file,
  ]);
  return file;
}

interface Leaf {
  readonly name: string;
  readonly authority: string;
  /** Names and addresses that it is for. */
  readonly names: readonly string[];
  readonly days: number;
  readonly rsa?: boolean;
  /** Names only in the subject, not in the extension that counts. */
  readonly isLegacy?: boolean;
  /** An authority below the authority. */
  readonly isAuthority?: boolean;
  /** For whoever connects, not for who is connected to. */
  readonly isClient?: boolean;
}

function extensionsOf({ names, isLegacy, isAuthority, isClient }: Leaf): readonly string[] {
  if (isAuthority) return ["basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign"];
  const listed = names.map((name) => (isIP(name) === 0 ? `DNS:${name}` : `IP:${name}`));
  return [
    ...(isLegacy ? [] : [`subjectAltName=${listed.join(",")}`]),
    "basicConstraints=CA:FALSE",
    `extendedKeyUsage=${isClient ? "clientAuth" : "serverAuth"}`,
  ];
}

async function makeLeaf(folder: string, leaf: Leaf): Promise<void> {
  const at = (suffix: string): string => join(folder, `${leaf.name}.${suffix}`);
  const extensions = extensionsOf(leaf);
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

/** A certificate of the authority whose first day is still to come: only `openssl ca` can date ahead. */
async function makeFutureLeaf(folder: string, name: string, names: readonly string[]): Promise<void> {
  const at = (suffix: string): string => join(folder, `${name}.${suffix}`);
  const stamp = (days: number): string =>
    new Date(Date.now() + days * 86_400_000)
      .toISOString()
      .replaceAll(/[-:]|\.\d+|T/g, "")
      .slice(2);
  const extensions = extensionsOf({ name, authority: "authority", names, days: 0 });
  const config = [
    "[ca]\ndefault_ca=own",
    `[own]\ndatabase=${at("index")}\nserial=${at("serial")}\nnew_certs_dir=${folder}\ndefault_md=sha256\npolicy=any\nx509_extensions=leaf\nunique_subject=no`,
    "[any]\ncommonName=supplied",
    `[leaf]\n${extensions.join("\n")}`,
  ];
  await Promise.all([
    writeFile(at("cnf"), `${config.join("\n")}\n`),
    writeFile(at("index"), ""),
    writeFile(at("serial"), "1000\n"),
  ]);
  const subject = ["-subj", `/CN=${names[0] ?? name}`];
  await mustRun(["openssl", "req", "-new", ...CURVE, ...subject, "-keyout", at("key"), "-out", at("csr")]);
  const authority = ["-cert", join(folder, "authority.pem"), "-keyfile", join(folder, "authority.key")];
  const dates = ["-startdate", stamp(10), "-enddate", stamp(40)];
  const files = ["-in", at("csr"), "-out", at("pem"), "-notext"];
  await mustRun(["openssl", "ca", "-batch", "-config", at("cnf"), ...authority, ...dates, ...files]);
}

/** A chain of two: `no-intermediate` shows the leaf alone, `with-intermediate` the whole chain. */
async function makeChain(folder: string, names: readonly string[]): Promise<void> {
  const at = (name: string): string => join(folder, name);
  const below = { name: "intermediate", authority: "authority", names: ["Laboratory Intermediate"], days: 30 };
  await makeLeaf(folder, { ...below, isAuthority: true });
  await makeLeaf(folder, { name: "no-intermediate", authority: "intermediate", names, days: 30 });
  const [leaf, intermediate] = await Promise.all([
    readFile(at("no-intermediate.pem"), "utf8"),
    readFile(at("intermediate.pem"), "utf8"),
  ]);
  await writeFile(at("with-intermediate.pem"), `${leaf}${intermediate}`);
  await copyFile(at("no-intermediate.key"), at("with-intermediate.key"));
}

/**
 * Makes the authorities and the certificates `server`, `expired`, `wrong-name`, `untrusted`, `token`, `cn-only`,
 * `self-signed`, `not-yet-valid`, `no-intermediate` and `with-intermediate`; `client`, for an engine; and `intercept`, for a
 * proxy's authority.
 */
export async function makeCertificates(folder: string, names: readonly string[]): Promise<Certificates> {
  const [authority, privateAuthority] = await Promise.all([
    makeAuthority(folder, "authority", "Laboratory Authority"),
    makeAuthority(folder, "private-authority", "Laboratory Private Authority"),
  ]);
  await Promise.all([
    makeLeaf(folder, { name: "server", authority: "authority", names, days: 30 }),
    makeLeaf(folder, { name: "expired", authority: "authority", names, days: -1 }),
    makeLeaf(folder, { name: "wrong-name", authority: "authority", names: ["other.example"], days: 30 }),
    makeLeaf(folder, {
      name: "client",
      authority: "private-authority",
      names: ["engine.example"],
      days: 30,
      isClient: true,
    }),
    makeLeaf(folder, { name: "untrusted", authority: "private-authority", names, days: 30 }),
    makeLeaf(folder, {
      name: "cn-only",
      authority: "authority",
      names: ["cn-only.unusual.example"],
      days: 30,
      isLegacy: true,
    }),
    makeAuthority(folder, "self-signed", "self-signed.unusual.example", true),
    makeAuthority(folder, "intercept", "Laboratory Intercepting Proxy"),
    makeFutureLeaf(folder, "not-yet-valid", names),
    makeChain(folder, names),
    makeLeaf(folder, { name: "token", authority: "authority", names: ["token.example"], days: 30, rsa: true }),
  ]);
  return { folder, authority, privateAuthority };
}
