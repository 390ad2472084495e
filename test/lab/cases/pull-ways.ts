import type { LabCase } from "../support/case.js";
import { CONFIG_FILE, judging, withPause } from "./shared.js";
import { imageAt, withPassword } from "./unusual.js";

const healthy = { broken: "", expect: { exit: 0, findings: [] } } as const;

/** A fault of the pause image, which is at that registry. */
function fault(label: string, code: string, broken: string): Pick<LabCase, "broken" | "expect"> {
  return { broken, expect: { exit: 1, findings: [{ check: "image-pullable", code, target: imageAt(label) }] } };
}

interface Row {
  readonly name: string;
  /** First label of the registry's name: what it does. */
  readonly label: string;
  /** Where there is no more to say, the case is healthy on every engine. */
  readonly classic?: Pick<LabCase, "broken" | "expect">;
  readonly containerd?: Pick<LabCase, "broken" | "expect">;
  /** The runner has a password for the registry. */
  readonly hasPassword?: boolean;
}

/** The pause image at a registry that the image stores go to in ways of their own. */
function way({ name, label, classic = healthy, containerd = healthy, hasPassword = false }: Row): LabCase {
  const image = imageAt(label);
  const oracleOf = ({ broken }: Pick<LabCase, "broken">): LabCase["oracle"] =>
    hasPassword || broken === "" ? { kind: "stand-in-runner" } : { kind: "pull", images: [image] };
  return {
    name: `ways: ${name}`,
    ...judging({ env: withPause(image) }),
    ...(hasPassword ? withPassword(label) : {}),
    ...classic,
    oracle: oracleOf(classic),
    remedy: "words",
    engines: { "26.1-containerd": { ...containerd, oracle: oracleOf(containerd) } },
  };
}

/** A token service that gives a user's token by GET, and answers the POST that containerd begins with in its own way. */
function post(name: string, answer: string, containerd?: Row["containerd"]): LabCase {
  const label = `bearer-token-post-${answer}`;
  return way({ name: `POST for a token ${name}`, label, hasPassword: true, ...(containerd ? { containerd } : {}) });
}

const byPost = (answer: string, code: string, broken: string): Row["containerd"] =>
  fault(`bearer-token-post-${answer}`, code, broken);

/** A server that answers 503 once to each asker. */
function once(name: string, label: string, row: Partial<Row> = {}): LabCase {
  const lost = fault(label, "server-error", "the registry answers 503 once, and this engine's pull does not ask again");
  return way({ name: `one 503 ${name}`, label, containerd: lost, ...row });
}

const UNASKED: Row["classic"] = {
  broken: "/v2/ asks strangers for a password, which this engine takes for the registry's word",
  expect: {
    exit: 1,
    findings: [{ check: "mount-paths", code: "docker-config-not-mounted", target: CONFIG_FILE }],
  },
};
const TOKEN_ONCE = "bearer-token-once-503";
const ILL_ONCE = fault(TOKEN_ONCE, "server-error", "the token service answers 503 once, and no engine asks it again");

/** Where the classic image store's pull and containerd's go different ways, and where they do not. */
export const PULL_WAY_CASES: readonly LabCase[] = [
  post("answered 400", "400"),
  post("answered 401", "401"),
  post("answered 404", "404"),
  post("answered 405", "405"),
  post("answered 403", "403", byPost("403", "access-denied", "the token service refuses to be asked by POST")),
  post("answered 500", "500", byPost("500", "server-error", "the token service fails when it is asked by POST")),
  post(
    "answered with a page",
    "page",
    byPost("page", "not-a-registry", "something answers POST in the token service's place"),
  ),
  post("answered without a token", "empty", byPost("empty", "not-a-registry", "the answer to POST has no token in it")),
  post(
    "answered with a stranger's token",
    "anonymous",
    byPost("anonymous", "access-denied", "the token service takes no notice of the user that is posted"),
  ),
  way({
    name: "POST for a token, GET refused",
    label: "bearer-token-post-only",
    hasPassword: true,
    classic: fault("bearer-token-post-only", "not-a-registry", "the token service does not answer GET"),
  }),
  once("for the manifest", "once-503"),
  once("for the config", "once-503-config"),
  once("for a layer", "once-503-layer"),
  once("for a token", TOKEN_ONCE, { classic: ILL_ONCE, containerd: ILL_ONCE }),
  once("for /v2/", "once-503-ping", { containerd: healthy }),
  way({ name: "/v2/ answers 503, the images are there", label: "ping-503" }),
  way({ name: "/v2/ answers 404, the images are there", label: "ping-404" }),
  way({ name: "/v2/ is blocked, the images are there", label: "ping-403" }),
  way({ name: "/v2/ shows a page, the images are there", label: "ping-page" }),
  way({ name: "/v2/ wants a token that nothing else wants", label: "ping-bearer" }),
  way({ name: "/v2/ wants a password that nothing else wants", label: "ping-basic", classic: UNASKED }),
  way({
    name: "/v2/ wants nothing, the manifest a password",
    label: "late-basic",
    hasPassword: true,
    classic: fault(
      "late-basic",
      "credentials-missing",
      "/v2/ asks for no password, so that this engine sends none where one is wanted",
    ),
  }),
];
