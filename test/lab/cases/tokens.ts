import type { LabCase } from "../support/case.js";
import { heal } from "./shared.js";
import { unusual } from "./unusual.js";

const TOKEN_OK = "token-ok.unusual.example";
/** Whatever refuses a runner without config.json may give the image to one that has credentials. */
const wantsCredentials = { code: "docker-config-not-mounted", at: "config.json" } as const;
const bearer = (label: string): string => `bearer-${label}`;

/** Token services that are broken, each in its way; the registry is right. */
export const TOKEN_CASES: readonly LabCase[] = [
  unusual({
    name: "token: page instead of a token",
    broken: "a portal answers in the token service's place",
    label: bearer("token-page"),
    code: "not-a-registry",
    at: { label: "token-page" },
  }),
  unusual({
    name: "token: block page with 403",
    broken: "a web filter answers in the token service's place",
    label: bearer("token-page-403"),
    code: "not-a-registry",
    at: { label: "token-page-403" },
  }),
  unusual({
    name: "token: empty answer",
    broken: "the token service's answer has no token in it",
    label: bearer("token-empty"),
    code: "not-a-registry",
    at: { label: "token-empty" },
  }),
  unusual({
    name: "token: 401",
    broken: "the token service gives strangers nothing",
    label: bearer("token-401"),
    ...wantsCredentials,
  }),
  unusual({
    name: "token: 403",
    broken: "the token service denies the image to strangers",
    label: bearer("token-403"),
    ...wantsCredentials,
  }),
  unusual({
    name: "token: 500",
    broken: "the token service is ill",
    label: bearer("token-500"),
    code: "server-error",
    at: { label: "token-500" },
  }),
  unusual({
    name: "token: no answer",
    broken: "the token service takes the request and never answers",
    label: bearer("token-hang"),
    code: "response-timeout",
    at: { label: "token-hang" },
    isSilent: true,
  }),
  unusual({
    name: "token: unknown authority",
    broken: "the token service's certificate comes from an authority that nobody here trusts",
    label: bearer("untrusted-token"),
    code: "tls-untrusted",
    at: { label: "untrusted-token" },
  }),
  unusual({
    name: "token: unknown to DNS",
    broken: "DNS knows the registry and not its token service",
    label: bearer("token-ok"),
    code: "dns-not-found",
    at: { label: "token-ok" },
    more: { inject: (lab) => lab.setDns({ [TOKEN_OK]: "nxdomain" }) },
  }),
  {
    ...unusual({
      name: "token: refused",
      broken: "nothing listens where DNS says that the token service is",
      label: bearer("token-ok"),
      code: "connection-refused",
      at: { label: "token-ok" },
      more: { inject: (lab) => lab.setDns({ [TOKEN_OK]: "10.213.2.9" }) },
    }),
    heal,
  },
  unusual({
    name: "token: relative realm",
    broken: "the registry names its token service by a path alone",
    label: "relative-realm",
    code: "not-a-registry",
  }),
  unusual({
    name: "token: never good enough",
    broken: "the registry refuses every token of its own service",
    label: "insufficient",
    ...wantsCredentials,
  }),
];
