import { describe, expect, it } from "vitest";
import { load, loadWords } from "./world.js";

const IMAGE = "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1";
const UUID = "c1d2e3f4-0a1b-4c2d-8e3f-405162738495";

/** Where a value stands: the variable's name, `mount` (the source of `-v`), `--name`, or `image`. */
type Row = readonly [where: string, value: string, said: string | undefined];

/** What the plan says of a value in its place. */
function saidOf(where: string, value: string): string | undefined {
  const option = {
    mount: ["-v", `${value}:/root/.docker`],
    "--name": ["--name", value],
    image: [],
  }[where] ?? ["-e", `${where}=${value}`];
  const { plan } = loadWords(["docker", "run", ...option, where === "image" ? value : IMAGE]);
  if (where === "mount") return plan.mounts[0]?.placeholder;
  if (where === "--name") return plan.containerName?.placeholder;
  if (where === "image") return plan.images[0]?.placeholder;
  return plan.env[0]?.traits.placeholder;
}

const PLACEHOLDERS: readonly Row[] = [
  ["ACCOUNT_UUID", "{REPLACE_WITH_ACCOUNT_UUID}", "{REPLACE_WITH_ACCOUNT_UUID}"],
  ["ACCOUNT_UUID", "{account-uuid}", "{account-uuid}"],
  ["ACCOUNT_UUID", "${account-uuid}", "${account-uuid}"],
  ["ACCOUNT_UUID", "#{ACCOUNT_UUID}#", "#{ACCOUNT_UUID}#"],
  ["ACCOUNT_UUID", "__ACCOUNT_UUID__", "__ACCOUNT_UUID__"],
  ["ACCOUNT_UUID", "accountUuid", "accountUuid"],
  ["ACCOUNT_UUID", "ACCOUNT_UUID", "ACCOUNT_UUID"],
  ["ACCOUNT_UUID", "{идентификатор}", "{идентификатор}"],
  ["ACCOUNT_UUID", "идентификатор", "идентификатор"],
  ["ACCOUNT_UUID", "【账户】", "【账户】"],
  ["ACCOUNT_UUID", "[معرف الحساب]", "[معرف الحساب]"],
  ["ACCOUNT_UUID", "{11111111-1111-1111-1111-111111111111}", "11111111-1111-1111-1111-111111111111"],
  ["ACCOUNT_UUID", "{123e4567-e89b-12d3-a456-426614174000}", "123e4567-e89b-12d3-a456-426614174000"],
  ["RUNNER_UUID", "TODO", "TODO"],
  ["RUNNER_UUID", '"TODO"', "TODO"],
  ["RUNNER_UUID", "CHANGE_ME", "CHANGE_ME"],
  ["RUNNER_UUID", "{runner}", "{runner}"],
  ["RUNNER_UUID", "{00000000-0000-0000-0000-000000000000}", "00000000-0000-0000-0000-000000000000"],
  ["RUNNER_UUID", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"],
  ["RUNNER_UUID", "<uuid>", "<uuid>"],
  ["REPOSITORY_UUID", "replace-me", "replace-me"],
  ["REPOSITORY_UUID", "INSERT_REPOSITORY_UUID", "INSERT_REPOSITORY_UUID"],
  ["REPOSITORY_UUID", "example", "example"],
  ["REPOSITORY_UUID", "***", "***"],
  ["REPOSITORY_UUID", "undefined", "undefined"],
  ["REPOSITORY_UUID", "-----", "-----"],
  ["REPOSITORY_UUID", "{c1d2e3f4-****-****-****-************}", "****"],
  ["OAUTH_CLIENT_ID", "oauthClientId", "oauthClientId"],
  ["OAUTH_CLIENT_ID", "{clientId}", "{clientId}"],
  ["OAUTH_CLIENT_ID", "xxx", "xxx"],
  ["OAUTH_CLIENT_ID", "{идентификатор}", "{…}"],
  ["OAUTH_CLIENT_SECRET", "your-secret-here", "your-secret-here"],
  ["OAUTH_CLIENT_SECRET", "changeme", "changeme"],
  ["OAUTH_CLIENT_SECRET", "***", "***"],
  ["OAUTH_CLIENT_SECRET", "•••••••", "•••••••"],
  ["OAUTH_CLIENT_SECRET", "ATOAxxxxxxxxxxxx", "xxxxxxxxxxxx"],
  ["OAUTH_CLIENT_SECRET", "INSERT_SECRET", "INSERT_SECRET"],
  ["OAUTH_CLIENT_SECRET", "{client-secret}", "{client-secret}"],
  ["OAUTH_CLIENT_SECRET", "{hunterhunter}", "{…}"],
  ["OAUTH_CLIENT_SECRET", "<my-hunterhunter>", "<…>"],
  ["OAUTH_CLIENT_SECRET", "your-hunterhunter", "…"],
  ["OAUTH_CLIENT_SECRET", "секретный ключ", "…"],
  ["WORKING_DIRECTORY", "TODO", "TODO"],
  ["WORKING_DIRECTORY", "workingDirectory", "workingDirectory"],
  ["WORKING_DIRECTORY", "/data/{account-uuid}/work", "{account-uuid}"],
  ["WORKING_DIRECTORY", "/path/to/work", "/path/to"],
  ["WORKING_DIRECTORY", "/data/【账户】/work", "【账户】"],
  ["PAUSE_IMAGE", "{registry}/pause:3", "{registry}"],
  ["PAUSE_IMAGE", "TODO", "TODO"],
  ["CLONE_IMAGE", "REPLACE_WITH_REGISTRY/clone:1", "REPLACE_WITH_REGISTRY"],
  ["AUTH_PROXY_IMAGE", "[registry]/auth-proxy", "[registry]"],
  ["mount", "{docker-config}", "{docker-config}"],
  ["mount", "/home/{user}/.docker", "{user}"],
  ["mount", "/path/to/.docker", "/path/to"],
  ["mount", "【目录】/.docker", "【目录】"],
  ["mount", "TODO", "TODO"],
  ["--name", "runner-{uuid}", "{uuid}"],
  ["--name", "runner-<uuid>", "<uuid>"],
  ["--name", "runner-RUNNER_UUID", "RUNNER_UUID"],
  ["--name", "CHANGE_ME", "CHANGE_ME"],
  ["image", "{registry}/bitbucket-pipelines-runner:1", "{registry}"],
  ["image", "REGISTRY/bitbucket-pipelines-runner:1", "REGISTRY"],
  ["image", "registry.example/your-team/app:1", "your-team"],
];

const REAL_VALUES: readonly (readonly [where: string, value: string])[] = [
  ["ACCOUNT_UUID", `{${UUID}}`],
  ["ACCOUNT_UUID", UUID],
  ["ACCOUNT_UUID", `{${UUID.toUpperCase()}}`],
  ["ACCOUNT_UUID", "{11111111-1111-4111-8111-111111111111}"],
  // mangled, which is another finding
  ["ACCOUNT_UUID", `{{${UUID}}}`],
  ["ACCOUNT_UUID", `{${UUID.slice(0, -4)}`],
  ["ACCOUNT_UUID", `{${UUID.slice(0, -1)}z}`],
  ["ACCOUNT_UUID", "{deadbeef}"],
  ["ACCOUNT_UUID", "${ACCOUNT_UUID}"],
  ["ACCOUNT_UUID", "$ACCOUNT_UUID"],
  ["ACCOUNT_UUID", "\u0441" + UUID.slice(1)],
  ["RUNNER_UUID", "{f0000000-0000-5000-8000-00000000000f}"],
  ["OAUTH_CLIENT_ID", "vV7xxxQ2kLm9sT4bR8nZcY1dXw3pHgJ6"],
  ["OAUTH_CLIENT_ID", "exampleTODOchangemeXk29dLqPzRt4V"],
  ["OAUTH_CLIENT_ID", "id4815162342"],
  ["OAUTH_CLIENT_ID", "XXXkLm9sT4bR8nZcY1dXw3pHgJ6vV7Q2"],
  ["OAUTH_CLIENT_SECRET", "ATOA8Qm2xxxLkP4vT9sR1nZcY7dXw3pHgJ6bV5fKq0tMuEoI_xxx-yB2A9C4D1F"],
  ["OAUTH_CLIENT_SECRET", "ATOAxxxxxxxxxxxx8Qm2LkP4vT9s"],
  ["OAUTH_CLIENT_SECRET", "8Qm2-xxx-LkP4vT9s"],
  ["OAUTH_CLIENT_SECRET", "my-example-8Qm2LkP4vT9sR1nZcY7d"],
  ["OAUTH_CLIENT_SECRET", "{8Qm2LkP4vT9sR1nZcY7d}"],
  ["OAUTH_CLIENT_SECRET", "=_-8Qm2LkP4vT9sR1nZ__--"],
  ["WORKING_DIRECTORY", "/tmp"],
  ["WORKING_DIRECTORY", "/srv/todo-app"],
  ["WORKING_DIRECTORY", "/srv/todo"],
  ["WORKING_DIRECTORY", "/opt/atlassian/example"],
  ["WORKING_DIRECTORY", "/opt/atlassian/bitbucketci/runner"],
  ["WORKING_DIRECTORY", `/data/{${UUID}}`],
  ["WORKING_DIRECTORY", "/mnt/path/torrents"],
  ["WORKING_DIRECTORY", "/srv/данные"],
  ["PAUSE_IMAGE", "registry.example/team/pause:3"],
  ["PAUSE_IMAGE", "registry.example.com:5000/example/pause:3"],
  ["PAUSE_IMAGE", "registry:5000/todo/pause:3"],
  ["CLONE_IMAGE", "[::1]:5000/clone:1"],
  ["AUTH_PROXY_IMAGE", "[fe80::abcd]:5000/auth-proxy:1"],
  ["mount", "/srv/todo-app"],
  ["mount", "/srv/data (old)/[media]"],
  ["mount", "/srv/【数据】"],
  ["mount", "/var/run/docker.sock"],
  ["mount", "runner-data"],
  ["mount", "example"],
  ["mount", "/srv/${NAME}/x"],
  ["mount", "/srv/{a,b}"],
  ["--name", "runner-todo"],
  ["--name", "my-runner"],
  ["--name", "bitbucket-runner"],
  ["--name", `runner-${UUID}`],
  ["--name", "example"],
  ["--name", "add-runner"],
  ["image", IMAGE],
  ["image", "bitbucket-pipelines-runner"],
  ["image", "registry.example/team/bitbucket-pipelines-runner:1"],
  ["image", "registry.example/changes/replacement:placeholder-free"],
  ["image", "mirror.corp/todo-app:1"],
  // no variable of the runner
  ["GREETING", "example"],
  ["PATTERN", "{name}"],
  ["MASKED", "***"],
];

describe("placeholders", () => {
  it.each(PLACEHOLDERS)("%s=%s", (where, value, said) => {
    expect(saidOf(where, value)).toBe(said);
  });

  it.each(REAL_VALUES)("%s=%s is none", (where, value) => {
    expect(saidOf(where, value)).toBeUndefined();
  });

  it("in a name that a shell expands is none", () => {
    expect(saidOf("PAUSE_IMAGE", "${registry}/pause:3")).toBeUndefined();
    expect(saidOf("ACCOUNT_UUID", "{$ACCOUNT_UUID}")).toBeUndefined();
  });

  it("in a compose file's long volume is no relative path", () => {
    const volume = "{ type: bind, source: '{docker-config}', target: /root/.docker }";
    const text = `services:\n  r:\n    image: ${IMAGE}\n    container_name: TODO\n    volumes: [ ${volume} ]\n`;
    const { plan } = load({ compose: { file: "c.yaml", text } });
    expect(plan.mounts[0]).toMatchObject({ source: "{docker-config}", placeholder: "{docker-config}" });
    expect(plan.containerName?.placeholder).toBe("TODO");
  });
});

describe("a secret that looks like a placeholder", () => {
  const SECRET = "HunterPlantedQq";
  const NAMES = ["OAUTH_CLIENT_SECRET", "OAUTH_CLIENT_ID", "MY_TOKEN", "ACCOUNT_UUID"];
  const FORMS = [
    `<${SECRET}-and-so-on>`,
    `{${SECRET}-and-so-on}`,
    `[${SECRET}-and-so-on]`,
    `【${SECRET}-and-so-on】`,
    `your-${SECRET}-and-so-on`,
    `INSERT_${SECRET}_HERE`,
    `REPLACE_WITH_${SECRET}`,
    `my secret: ${SECRET}`,
    `***${SECRET}*** and so on`,
    `ключ ${SECRET} и так далее`,
  ];
  it.each(NAMES.flatMap((name) => FORMS.map((form) => [name, form] as const)))("%s=%s is not shown", (name, form) => {
    const { plan } = loadWords(["docker", "run", "-e", `${name}=${form}`, IMAGE]);
    expect(JSON.stringify(plan)).not.toContain(SECRET);
  });
});
