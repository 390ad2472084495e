/** Codes of the start command, its mounts and its config.json whose printed remedy no case tries, and why. */
export const UNTRIED: Readonly<Record<string, string>> = {
  "client-not-docker":
    "It says what follows for another program than docker, and the laboratory's hosts have docker alone.",
  "shell-expansion": "It asks for a value that only a shell has; nothing that is printed can know it.",
};
