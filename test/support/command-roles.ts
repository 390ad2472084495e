import type { RemedyCommand } from "../../src/contract/index.js";

/** Programs, with the words that follow where these decide, that change nothing but what is cached. */
const SHOWING: readonly RegExp[] = [
  /^docker (?:(?:-H|--config) \S+ )*(?:info|inspect|version|ps|logs|images|pull|system df|(?:network|manifest|container|image|volume) inspect|context ls)\b/u,
  /^(?:curl|getent|nproc|df|ls|cat|free|uname|journalctl|dmesg|ss|stat|ping|tail|head)\b/u,
  /^openssl s_client\b/u,
  /^(?:docker|podman|nerdctl)(?: run)? --help$/u,
  /^(?:date -u|ip route|timedatectl status|resolvectl status|snap logs|helm show|systemctl (?:--user )?status|colima ssh -- (?:sudo )?journalctl)\b/u,
];

function shows(run: string): boolean {
  const plain = run.replace(/^sudo /u, "");
  return SHOWING.some((program) => program.test(plain)) && !/[^-]>(?! ?\/dev\/null)/u.test(plain);
}

/** The commands whose role is not what they do: nothing that only shows is a fix, and nothing else shows. */
export function wrongRoles(commands: readonly RemedyCommand[]): readonly string[] {
  return commands.flatMap(({ run, role = "fix" }) => {
    const isWrong = shows(run) ? role !== "see" : role === "see";
    return isWrong ? [`is no ${role}: ${run}`] : [];
  });
}
