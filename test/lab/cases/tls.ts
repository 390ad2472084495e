import { WRONG } from "../support/addresses.js";
import type { LabCase } from "../support/case.js";
import { unusual } from "./unusual.js";

/** Faults of TLS besides those in `network.ts`. */
export const TLS_CASES: readonly LabCase[] = [
  unusual({
    name: "tls: not yet valid",
    broken: "the registry's certificate is valid from next week on, or this host's clock is behind",
    label: "not-yet-valid",
    code: "tls-not-yet-valid",
  }),
  unusual({
    name: "tls: name in the subject only",
    broken: "the certificate names the registry in its Common Name only, which the engine does not read",
    label: "cn-only",
    code: "tls-name-mismatch",
  }),
  unusual({
    name: "tls: self-signed",
    broken: "the registry's certificate is signed by itself",
    label: "self-signed",
    code: "tls-untrusted",
  }),
  unusual({
    name: "tls: intermediate missing",
    broken: "the registry does not send the certificate between its own and the authority's",
    label: "no-intermediate",
    code: "tls-untrusted",
  }),
  unusual({
    name: "tls: version too old",
    broken: "the registry speaks TLS 1.1 at most",
    label: "old-tls",
    code: "tls-failed",
  }),
  unusual({
    name: "tls: client certificate wanted",
    broken: "the registry wants a certificate of the client",
    label: "client-certificate",
    code: "tls-failed",
  }),
  unusual({
    name: "tls: client certificate without its key",
    broken: "certs.d has a certificate for the registry and not the key to it",
    label: "no-version",
    code: "tls-failed",
    more: {
      inject: async (lab) => {
        const folder = "/etc/docker/certs.d/no-version.unusual.example";
        await lab.shell(`mkdir -p ${folder}; cp /run/lab/dir/certificates/client.pem ${folder}/client.cert`);
      },
    },
  }),
  unusual({
    name: "tls: key without its client certificate",
    broken: "certs.d has a key for the registry and not the certificate to it",
    label: "no-version",
    code: "tls-failed",
    more: {
      inject: async (lab) => {
        const folder = "/etc/docker/certs.d/no-version.unusual.example";
        await lab.shell(`mkdir -p ${folder}; touch ${folder}/client.key`);
      },
    },
    engines: { "26.1-containerd": { broken: "", expect: { exit: 0, findings: [] } } },
  }),
  unusual({
    name: "tls: authority that is a folder",
    broken: "ca.crt in certs.d is a folder, as a mount of a missing file leaves it",
    label: "no-version",
    code: "tls-failed",
    more: {
      inject: async (lab) => {
        await lab.shell("mkdir -p /etc/docker/certs.d/no-version.unusual.example/ca.crt");
      },
    },
  }),
  unusual({
    name: "tls: large packets lost",
    broken: "a tunnel on the way loses packets of more than 1000 bytes, and the certificate with them",
    label: "no-version",
    code: "tls-failed",
    isSilent: true,
    more: {
      inject: async (lab) => {
        await lab.shell(
          "iptables -w -I INPUT -s no-version.unusual.example -p tcp -m length --length 1000:65535 -j DROP",
        );
      },
    },
  }),
  unusual({
    name: "tls: no answer",
    broken: "the registry accepts the connection and says nothing",
    label: "mute",
    code: "tls-failed",
    isSilent: true,
    more: { inject: (lab) => lab.setDns({ "mute.unusual.example": WRONG.silent }) },
  }),
];
