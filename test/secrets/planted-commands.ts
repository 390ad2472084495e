import type { Inputs, WorldParts } from "../plan/world.js";

const IMAGE = "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1";

/** A place in the input where a secret stands: what is read then. */
interface Planted {
  readonly inputs: Inputs;
  readonly world?: WorldParts;
}
export type Place = (secret: string) => Planted;

const words = (...options: string[]): Planted => ({ inputs: { words: ["docker", "run", ...options, IMAGE] } });
const behind = (...options: string[]): Planted => ({ inputs: { words: ["docker", "run", IMAGE, ...options] } });
const text = (line: string, world?: WorldParts): Planted => ({
  inputs: { commandFile: { name: "r.sh", text: line } },
  ...(world === undefined ? {} : { world }),
});
const yaml = (service: string, world: WorldParts = {}, root = ""): Planted => ({
  inputs: { compose: { file: "c.yaml", text: `${root}services:\n  r:\n    image: ${IMAGE}\n    ${service}\n` } },
  world,
});
const configured = (config: object): Planted => ({
  inputs: { words: ["docker", "run", IMAGE] },
  world: { files: { "/home/op/.docker/config.json": JSON.stringify(config) } },
});
const quoted = (secret: string): string => JSON.stringify(secret);

/** Secrets as passwords of a URL. */
export const URL_PLACES: Readonly<Record<string, Place>> = {
  "-e HTTP_PROXY": (s) => words("-e", `HTTP_PROXY=http://px:${s}@proxy:3128`),
  "-e https_proxy without a scheme": (s) => words("-e", `https_proxy=px:${s}@proxy:3128`),
  "-e ALL_PROXY": (s) => words("-e", `ALL_PROXY=socks5://px:${s}@proxy:1080`),
  "-e HTTPS_PROXY, @ encoded": (s) => words("-e", `HTTPS_PROXY=http://px:${s}%40proxy:3128`),
  "-e HTTPS_PROXY, its query": (s) => words("-e", `HTTPS_PROXY=http://proxy:3128/?token=${s}`),
  "-e HTTPS_PROXY, its path": (s) => words("-e", `HTTPS_PROXY=http://proxy:3128/${s}`),
  "-e HTTPS_PROXY, host forgotten": (s) => words("-e", `HTTPS_PROXY=http://px:${s}`),
  "-e HTTPS_PROXY on the loopback": (s) => words("-e", `HTTPS_PROXY=http://px:${s}@127.0.0.1:3128`),
  "-e NO_PROXY": (s) => words("-e", `NO_PROXY=localhost,http://px:${s}@h,.example`),
  "-e DOCKER_URI": (s) => words("-e", `DOCKER_URI=tcp://u:${s}@h:2375`),
  "-e DOCKER_URI, its query": (s) => words("-e", `DOCKER_URI=tcp://h:2375/?token=${s}`),
  "-e PAUSE_IMAGE": (s) => words("-e", `PAUSE_IMAGE=https://u:${s}@registry.example/pause:1`),
  "-e CLONE_IMAGE, its query": (s) => words("-e", `CLONE_IMAGE=https://registry.example/clone?token=${s}`),
  image: (s) => ({ inputs: { words: ["docker", "run", `u:${s}@registry.example/app:1`] } }),
  "image with a scheme": (s) => ({ inputs: { words: ["docker", "run", `https://u:${s}@registry.example/app:1`] } }),
  "--image": (s) => ({ inputs: { images: [`u:${s}@registry.example/UPPER:1`] } }),
  "--domain": (s) => ({ inputs: { domains: [`https://u:${s}@h.example/x`] } }),
  "--domain without a scheme": (s) => ({ inputs: { domains: [`u:${s}@h.example:443`] } }),
  "--docker-host": (s) => ({ inputs: { dockerHost: `tcp://u:${s}@h:2375` } }),
  "--docker-host, @ encoded": (s) => ({ inputs: { dockerHost: `tcp://u:${s}%40h:2375` } }),
  "--docker-host, its query": (s) => ({ inputs: { dockerHost: `tcp://h:2375/?token=${s}` } }),
  "DOCKER_HOST that is no URL": (s) => ({ ...words(), world: { env: { DOCKER_HOST: s } } }),
  DOCKER_API_VERSION: (s) => ({ ...words(), world: { env: { DOCKER_API_VERSION: s } } }),
  DOCKER_DEFAULT_PLATFORM: (s) => ({ ...words(), world: { env: { DOCKER_DEFAULT_PLATFORM: s } } }),
  "--docker-host ssh": (s) => ({ inputs: { dockerHost: `ssh://ops:${s}@h` } }),
  "--docker-host of an unknown scheme": (s) => ({ inputs: { dockerHost: `ftp://u:${s}@h` } }),
  "docker -H": (s) => ({ inputs: { words: ["docker", "-H", `tcp://u:${s}@h:2375`, "run", IMAGE] } }),
  "docker -H twice": (s) => ({
    inputs: { words: ["docker", "-H", `tcp://u:${s}@h`, "-H", "tcp://x:1", "run", IMAGE] },
  }),
  "DOCKER_HOST of the environment": (s) => ({ ...words(), world: { env: { DOCKER_HOST: `tcp://u:${s}@h:2375` } } }),
  "DOCKER_HOST before the command": (s) => text(`DOCKER_HOST='tcp://u:${s}@h:2375' docker run ${IMAGE}`),
  "proxies of config.json": (s) => configured({ proxies: { default: { httpsProxy: `http://px:${s}@proxy:3128` } } }),
  "proxies of config.json without a scheme": (s) =>
    configured({ proxies: { default: { httpProxy: `px:${s}@proxy:1` } } }),
  "noProxy of config.json": (s) => configured({ proxies: { default: { noProxy: `a,u:${s}@h` } } }),
  "-v of a share": (s) => words("-v", `//u:${s}@server/share:/x`),
  "-v of a URL": (s) => words("-v", `smb://u:${s}@server/share:/x:ro`),
  "--mount of a URL": (s) => words("--mount", `type=bind,source=smb://u:${s}@server/share,target=/x`),
  "--mount source=//": (s) => words("--mount", `type=bind,src=//u:${s}@server/share,dst=/x`),
  "--mount of a volume by URL": (s) => words("--mount", `type=volume,source=u:${s}@server,target=/x`),
  "-e HTTPS_PROXY after the image": (s) => behind("-e", `HTTPS_PROXY=http://px:${s}@proxy:3128`),
  "-v of a share after the image": (s) => behind("-v", `//u:${s}@server/share:/x`),
  "--env-file after the image by URL": (s) => behind("--env-file", `https://u:${s}@h/env`),
  "--network after the image by URL": (s) => behind("--network", `http://u:${s}@net`),
  "--user after the image by URL": (s) => behind("--user", `u:${s}@h`),
  "--env-file by URL": (s) => words("--env-file", `https://u:${s}@h/env`),
  "--volume-driver": (s) => words("--volume-driver", `http://u:${s}@plugin`),
  "--network": (s) => words("--network", `http://u:${s}@net`),
  "--add-host": (s) => words("--add-host", `proxy:u:${s}@10.0.0.1`),
  "--name": (s) => words("--name", `http://u:${s}@name`),
  "--user": (s) => words("--user", `u:${s}@h`),
  "--hostname": (s) => words("--hostname", `u:${s}@h`),
  "--workdir": (s) => words("--workdir", `http://u:${s}@h/x`),
  "compose: proxy": (s) => yaml(`environment: { HTTPS_PROXY: ${quoted(`http://px:${s}@proxy:3128`)} }`),
  "compose: image": (s) => ({
    inputs: {
      compose: { file: "c.yaml", text: `services:\n  r:\n    image: ${quoted(`u:${s}@registry.example/app:1`)}\n` },
    },
  }),
  "compose: short volume": (s) => yaml(`volumes: [ ${quoted(`//u:${s}@server/share:/x`)} ]`),
  "compose: long volume": (s) =>
    yaml(`volumes: [ { type: bind, source: ${quoted(`//u:${s}@server/share`)}, target: /x } ]`),
  "compose: include": (s) => yaml("user: root", {}, `include: [ ${quoted(`https://u:${s}@git.example/c.yaml`)} ]\n`),
  "compose: include, ssh without a scheme": (s) =>
    yaml("user: root", {}, `include: [ ${quoted(`u:${s}@git.example/x`)} ]\n`),
  "compose: extends": (s) => yaml(`extends: { file: ${quoted(`https://u:${s}@git.example/c.yaml`)}, service: x }`),
  "compose: env_file": (s) => yaml(`env_file: ${quoted(`https://u:${s}@h/env`)}`),
  "compose: image out of .env": (s) => ({
    inputs: { compose: { file: "c.yaml", text: "services:\n  r:\n    image: $REGISTRY/app:1\n" } },
    world: { files: { "/work-dir/.env": `REGISTRY='u:${s}@registry.example'\n` } },
  }),
  "container: proxy": (s) => ({
    inputs: { container: { name: "r", inspect: { Config: { Image: IMAGE, Env: [`http_proxy=px:${s}@proxy:1`] } } } },
  }),
  "container: image": (s) => ({
    inputs: { container: { name: "r", inspect: { Config: { Image: `u:${s}@registry.example/app` } } } },
  }),
  "container: bind": (s) => ({
    inputs: {
      container: {
        name: "r",
        inspect: { Config: { Image: IMAGE }, HostConfig: { Binds: [`//u:${s}@server/share:/x`] } },
      },
    },
  }),
};

/** Secrets as values, as words, and as parts of others. */
export const WORD_PLACES: Readonly<Record<string, Place>> = {
  "-e OAUTH_CLIENT_SECRET": (s) => words("-e", `OAUTH_CLIENT_SECRET=${s}`),
  "-e OAUTH_CLIENT_ID": (s) => words("-e", `OAUTH_CLIENT_ID=${s}`),
  "-e of an unknown name": (s) => words("-e", `MY_KEY=${s}`),
  "-e JAVA_TOOL_OPTIONS": (s) => words("-e", `JAVA_TOOL_OPTIONS=-Dp=${s}`),
  "-eNAME": (s) => words(`-eOAUTH_CLIENT_SECRET=${s}`),
  "--env=": (s) => words(`--env=OAUTH_CLIENT_SECRET=${s}`),
  "-e with a blank before =": (s) => words("-e", `OAUTH_CLIENT_SECRET =${s}`),
  "-e with a colon": (s) => words("-e", `OAUTH_CLIENT_SECRET:${s}`),
  "-e, value set apart": (s) => words("-e", "OAUTH_CLIENT_SECRET", s),
  "-e, value set apart after =": (s) => words("-e", "OAUTH_CLIENT_SECRET=", s, "--name", "x"),
  "-e without a name": (s) => words("-e", `=${s}`),
  "-e, value quoted": (s) => words("-e", `OAUTH_CLIENT_SECRET="${s}"`),
  "-e, value with blanks at its end": (s) => words("-e", `OAUTH_CLIENT_SECRET=${s}  `),
  "-e and again in a mount": (s) => words("-e", `OAUTH_CLIENT_SECRET=${s}`, "-v", `/a/${s}:b`),
  "-e and again as the name": (s) => words("-e", `OAUTH_CLIENT_SECRET=${s}`, "--name", `r-${s}`),
  "-e forgotten": (s) => words(`OAUTH_CLIENT_SECRET=${s}`),
  "-e forgotten, unknown name": (s) => words(`MY_VALUE=${s}`),
  "-e forgotten before others": (s) => words(`OAUTH_CLIENT_SECRET=${s}`, "-e", "X=1", "-v", "/tmp:/tmp"),
  "-e forgotten, in text": (s) => text(`docker run -d OAUTH_CLIENT_SECRET='${s}' -e DEBUG=true ${IMAGE}`),
  "-e forgotten, value set apart": (s) => words("OAUTH_CLIENT_SECRET", "=", s),
  "-env": (s) => words("-env", `OAUTH_CLIENT_SECRET=${s}`),
  "-env=": (s) => words(`-env=OAUTH_CLIENT_SECRET=${s}`),
  "--env = NAME": (s) => words("--env", "=", `OAUTH_CLIENT_SECRET=${s}`),
  "--env =NAME": (s) => words("--env", `=OAUTH_CLIENT_SECRET=${s}`),
  "--env-file=NAME": (s) => words(`--env-file=OAUTH_CLIENT_SECRET=${s}`),
  "--env-file NAME": (s) => words("--env-file", `OAUTH_CLIENT_SECRET=${s}`),
  "-e after the image": (s) => behind("-e", `OAUTH_CLIENT_SECRET=${s}`),
  "-e after the image, attached": (s) => behind(`-eOAUTH_CLIENT_SECRET=${s}`),
  "-e after the image, unknown name": (s) => behind("--rm", `--env=MY_KEY=${s}`),
  "-e after the image, a colon": (s) => behind("-e", `OAUTH_CLIENT_SECRET:${s}`),
  "-e after the image, given before it too": (s) => ({
    inputs: { words: ["docker", "run", "-e", "OAUTH_CLIENT_ID=x", IMAGE, "-e", `OAUTH_CLIENT_ID=${s}`] },
  }),
  "--label after the image": (s) => behind("--label", `k=${s}`),
  "--log-opt after the image": (s) => behind("--log-opt", `splunk-token=${s}`),
  "--mount after the image": (s) => behind("--mount", `type=volume,source=v,target=/x,volume-opt=o=password=${s}`),
  "-v after the image, a bad mode": (s) => behind("-v", `/a:/b:${s}`),
  "--tmpfs after the image": (s) => behind("--tmpfs", `/x:${s}`),
  "--name after the image": (s) => behind("--name", s),
  "--hostname after the image": (s) => behind("--hostname", s),
  "--health-cmd after the image, in text": (s) => text(`docker run ${IMAGE} --health-cmd 'curl -u x:${s} h'`),
  "unknown option": (s) => words(`--oauth-secret=${s}`),
  "unknown option, value set apart": (s) => words("--oauth-secret", s),
  "unknown short option": (s) => words(`-X${s}`),
  "--label": (s) => words("-l", `k=${s}`),
  "--label without a name": (s) => words("-l", `=${s}`),
  "--annotation": (s) => words("--annotation", `k=${s}`),
  "--health-cmd": (s) => words("--health-cmd", `curl -u x:${s} h`),
  "--entrypoint": (s) => words("--entrypoint", `sh -c ${s}`),
  "--entrypoint=": (s) => words(`--entrypoint=${s}`),
  "--log-opt": (s) => words("--log-driver", "splunk", "--log-opt", `splunk-token=${s}`),
  "--log-opt without =": (s) => words("--log-opt", s),
  "--log-opt tag": (s) => words("--log-opt", `env=${s}`),
  "--log-driver": (s) => words("--log-driver", s),
  "--storage-opt": (s) => words("--storage-opt", `key=${s}`),
  "--storage-opt without =": (s) => words("--storage-opt", s),
  "--sysctl": (s) => words("--sysctl", `net.core.x=${s}`),
  "--sysctl that is refused": (s) => words("--sysctl", `kernel.x=${s}`),
  "--security-opt": (s) => words("--security-opt", `apparmor=${s}`),
  "--security-opt seccomp": (s) => words("--security-opt", `seccomp=${s}`),
  "--security-opt seccomp as JSON": (s) => words("--security-opt", `seccomp={"k":"${s}"}`),
  "--security-opt that is refused": (s) => words("--security-opt", s),
  "--mount volume-opt": (s) => words("--mount", `type=volume,source=v,target=/x,volume-opt=o=${s}`),
  "--mount volume-opt, inner quotes": (s) =>
    words("--mount", `type=volume,source=v,target=/x,"volume-opt=o=addr=h,username=u,password=${s}"`),
  "--mount volume-opt, no inner quotes": (s) =>
    words("--mount", `type=volume,source=v,target=/x,volume-opt=o=addr=h,username=u,password=${s}`),
  "--mount volume-opt, a quote not closed": (s) =>
    words("--mount", `type=volume,source=v,target=/x,"volume-opt=o=password=${s}`),
  "--mount volume-opt, quote in the midst": (s) =>
    words("--mount", `type=volume,source=v,target=/x,volume-opt="o=password=${s}"`),
  "--mount volume-opt, comma in the password": (s) =>
    words("--mount", `type=volume,source=v,target=/x,volume-opt=o=password=a,${s}`),
  "--mount volume-label": (s) => words("--mount", `type=volume,source=v,target=/x,volume-label=k=${s}`),
  "--mount at the working directory": (s) =>
    words("--mount", `type=volume,source=v,target=/tmp,volume-opt=password=${s}`),
  "--mount of an unknown key": (s) => words("--mount", `type=bind,source=/a,target=/x,password=${s}`),
  "--mount of an unknown type": (s) => words("--mount", `type=${s},source=/a,target=/x`),
  "--mount, a field without =": (s) => words("--mount", `type=bind,source=/a,target=/x,${s}`),
  "--mount, a bad boolean": (s) => words("--mount", `type=bind,source=/a,target=/x,readonly=${s}`),
  "--mount, a bad target": (s) => words("--mount", `type=bind,source=/a,target=${s}`),
  "-v, a bad mode": (s) => words("-v", `/a:/b:${s}`),
  "-v, a bad target": (s) => words("-v", `/a:${s}`),
  "-v, too many colons": (s) => words("-v", `/a:/b:ro:${s}`),
  "--tmpfs": (s) => words("--tmpfs", `/x:${s}`),
  "--memory": (s) => words("--memory", s),
  "--cpus": (s) => words("--cpus", s),
  "--pids-limit": (s) => words("--pids-limit", s),
  "--restart": (s) => words("--restart", s),
  "--pull": (s) => words("--pull", s),
  "--publish": (s) => words("-p", s),
  "--expose": (s) => words("--expose", s),
  "--ulimit": (s) => words("--ulimit", `nofile=${s}`),
  "--gpus": (s) => words("--gpus", s),
  "--device": (s) => words("--device", s),
  "--device-cgroup-rule": (s) => words("--device-cgroup-rule", s),
  "--dns": (s) => words("--dns", s),
  "--ip": (s) => words("--network", "n", "--ip", s),
  "--mac-address": (s) => words("--mac-address", s),
  "--platform": (s) => words("--platform", s),
  "--isolation": (s) => words("--isolation", s),
  "--ipc": (s) => words("--ipc", s),
  "--userns": (s) => words("--userns", s),
  "--cap-add": (s) => words("--cap-add", s),
  "--stop-timeout": (s) => words("--stop-timeout", s),
  "--health-interval": (s) => words("--health-interval", s),
  "--attach": (s) => words("--attach", s),
  "--add-host without an address": (s) => words("--add-host", s),
  "--detach=": (s) => words(`--detach=${s}`),
  "--workdir that is not absolute": (s) => words("--workdir", s),
  "in the wrong variable": (s) => words("-e", `RUNNER_UUID=${s}${s}`),
  "in the wrong variable, a token": (s) => words("-e", `WORKING_DIRECTORY=ATOA${s.replaceAll(/\W/gu, "")}`),
  "a dollar in it": (s) => words("-e", `OAUTH_CLIENT_SECRET=a$${s}`),
  "a default of the shell": (s) => text(`docker run -e OAUTH_CLIENT_SECRET=\${S:-${s}} ${IMAGE}`),
  "a command of the shell": (s) => text(`docker run -e OAUTH_CLIENT_SECRET=$(echo '${s}') ${IMAGE}`),
  "exported before": (s) => text(`export REGISTRY_TOKEN='${s}'\ndocker run -v /x/$REGISTRY_TOKEN:/y ${IMAGE}`),
  "set before": (s) => text(`OAUTH_CLIENT_SECRET='${s}' docker run -e OAUTH_CLIENT_SECRET ${IMAGE}`),
  "expanded in a label": (s) => text(`S='${s}'\ndocker run -e OAUTH_CLIENT_SECRET=$S -l "k=$S" ${IMAGE}`),
  "a quote that is not closed": (s) => text(`docker run -e 'OAUTH_CLIENT_SECRET=${s}`),
  "no docker run": (s) => text(`OAUTH_CLIENT_SECRET='${s}' docker start ${s}=x`),
  inherited: (s) => ({ ...words("-e", "OAUTH_CLIENT_SECRET"), world: { env: { OAUTH_CLIENT_SECRET: s } } }),
  "env file": (s) => ({
    ...words("--env-file", "e"),
    world: { files: { "/work-dir/e": `OAUTH_CLIENT_SECRET=${s}\nX=${s}` } },
  }),
  "env file, a blank in the name": (s) => ({
    ...words("--env-file", "e"),
    world: { files: { "/work-dir/e": `A ${s}\n` } },
  }),
  "env file, no name": (s) => ({ ...words("--env-file", "e"), world: { files: { "/work-dir/e": `=${s}\n` } } }),
  "compose: command": (s) => yaml(`command: [ "-e", ${quoted(`OAUTH_CLIENT_SECRET=${s}`)} ]`),
  "compose: command, one text": (s) => yaml(`command: ${quoted(`--label k=${s} -e OAUTH_CLIENT_ID=${s}`)}`),
  "compose: environment": (s) => yaml(`environment: { OAUTH_CLIENT_SECRET: ${quoted(s)} }`),
  "compose: list": (s) => yaml(`environment: [ ${quoted(`OAUTH_CLIENT_SECRET=${s}`)} ]`),
  "compose: list with a colon": (s) => yaml(`environment: [ ${quoted(`OAUTH_CLIENT_SECRET:${s}`)} ]`),
  "compose: entrypoint": (s) => yaml(`entrypoint: ${quoted(`sh -c ${s}`)}`),
  "compose: logging": (s) => yaml(`logging: { driver: splunk, options: { splunk-token: ${quoted(s)} } }`),
  "compose: mem_limit": (s) => yaml(`mem_limit: ${quoted(s)}`),
  "compose: an unknown key": (s) => yaml(`${quoted(s)}: 1`),
  "compose: a volume's mode": (s) => yaml(`volumes: [ ${quoted(`/a:/b:${s}`)} ]`),
  "compose: an undeclared volume": (s) => yaml(`volumes: [ ${quoted(`${s}:/b`)} ]`),
  "compose: interpolation": (s) => yaml(`environment: { OAUTH_CLIENT_SECRET: ${quoted(`a\${${s}`)} }`),
  "compose: interpolation of another key": (s) => yaml(`user: ${quoted(`a\${${s}`)}`),
  "compose: required": (s) => yaml(`environment: { OAUTH_CLIENT_SECRET: ${quoted(`\${S:?${s}}`)} }`),
  "compose: token out of .env in an image": (s) => ({
    inputs: {
      compose: { file: "c.yaml", text: "services:\n  r:\n    image: registry.example/$REGISTRY_TOKEN/app:1\n" },
    },
    world: { files: { "/work-dir/.env": `REGISTRY_TOKEN='${s}'\n` } },
  }),
  "compose: token out of .env in a path": (s) =>
    yaml("volumes: [ '/srv/$API_TOKEN/x:/y' ]", { files: { "/work-dir/.env": `API_TOKEN='${s}'\n` } }),
  "compose: token out of .env in a missing file": (s) =>
    yaml("env_file: $API_TOKEN.env", { files: { "/work-dir/.env": `API_TOKEN='${s}'\n` } }),
  "compose: token out of .env in an include": (s) =>
    yaml("user: root", { files: { "/work-dir/.env": `API_TOKEN='${s}'\n` } }, "include: [ $API_TOKEN.yaml ]\n"),
  "compose: invalid YAML": (s) => yaml(`environment: { OAUTH_CLIENT_SECRET: "${s}`),
  "container: variable": (s) => ({
    inputs: { container: { name: "r", inspect: { Config: { Image: IMAGE, Env: [`OAUTH_CLIENT_SECRET=${s}`] } } } },
  }),
  "container: mount": (s) => ({
    inputs: {
      container: {
        name: "r",
        inspect: {
          Config: { Image: IMAGE },
          HostConfig: {
            Mounts: [
              {
                Type: "volume",
                Source: "v",
                Target: "/tmp",
                VolumeOptions: { DriverConfig: { Options: { o: `password=${s}` } } },
              },
            ],
          },
        },
      },
    },
  }),
  "auths of config.json": (s) =>
    configured({ auths: { "registry.example": { auth: Buffer.from(`u:${s}`).toString("base64") } } }),
  "HttpHeaders of config.json": (s) => configured({ HttpHeaders: { Authorization: s } }),
  "identitytoken of config.json": (s) => configured({ auths: { h: { identitytoken: s } } }),
};
