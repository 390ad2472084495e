import { posix } from "node:path";
import { isMap, isSeq, type Node, type YAMLMap } from "yaml";
import type { MountIssue, MountProblem, Origin, PlannedMount, Written } from "../../contract/index.js";
import { hideInMount } from "../../secrets/user-info.js";
import { oddParts, withoutParts } from "../hidden-parts.js";
import {
  type ComposeFile,
  expandHome,
  itemsOf,
  mapAt,
  nodeAt,
  resolved,
  scalarAt,
  scalarOf,
  scalarsIn,
} from "./file.js";
import { findPlaceholder } from "../placeholder.js";
import { mountCsvSubject, volumeSubject } from "../command/mount-subject.js";
import { readVolume, targetProblem } from "../command/volume.js";

/** The mounts of one layer of a service: `volumes` in both forms, and `tmpfs`. */
export function readVolumes(file: ComposeFile, layer: YAMLMap, declared: ReadonlySet<string>): readonly PlannedMount[] {
  const read = itemsOf(file, nodeAt(file, layer, "volumes")).flatMap((item) => {
    const node = resolved(file, item);
    return isMap(node) ? readLongVolume(file, node) : readShortVolume(file, node);
  });
  const volumes = read.map((mount): PlannedMount => {
    const { type, source, target, text, words, origin, refused } = mount;
    if (type !== "volume" || source === undefined || declared.has(source) || refused === true) return mount;
    const subject = { of: "mount", source, target } as const;
    const problem = { of: "volume-undeclared", source } as const;
    const parts = oddParts(source);
    file.issues.push(withoutParts({ kind: "mount-invalid", subject, text, words, problem, origin }, parts));
    return { ...withoutParts(mount, parts), refused: true };
  });
  return [...volumes, ...readTmpfs(file, nodeAt(file, layer, "tmpfs"))];
}

function readTmpfs(file: ComposeFile, node: Node | undefined): readonly PlannedMount[] {
  const entries = isSeq(node) ? scalarsIn(file, node) : [scalarOf(file, node)];
  return entries.flatMap((entry) => {
    if (entry === undefined) return [];
    const [target = "", ...modes] = entry.value.split(":");
    const settings = modes
      .join(":")
      .split(",")
      .filter((mode) => mode !== "");
    const mount = { type: "tmpfs", target, readOnly: settings.includes("ro"), options: settings } as const;
    return [planned("volume", mount, { text: entry.value, words: ["--tmpfs", entry.value] }, entry.origin)];
  });
}

function readShortVolume(file: ComposeFile, node: Node | undefined): readonly PlannedMount[] {
  const volume = scalarOf(file, node);
  if (volume === undefined) return [];
  const hidden = hideInMount(volume.value);
  hidden.secrets.forEach((secret) => file.secrets.add(secret));
  const text = expandHome(hidden.text, file.world.home);
  const read = readVolume(text, { directory: file.directory, home: file.world.home, reader: "compose" });
  const { mount, problem, suggestion } = read;
  const written = shortVolume(hidden.text);
  const parts = problem === undefined ? (mount?.options ?? []).flatMap(oddParts) : oddParts(text);
  if (problem !== undefined) {
    const issue: MountIssue = {
      kind: "mount-invalid",
      subject: volumeSubject(text, read),
      ...written,
      problem,
      origin: volume.origin,
      ...(suggestion === undefined ? {} : { suggestion: shortVolume(suggestion) }),
    };
    file.issues.push(withoutParts(issue, parts));
  }
  if (mount === undefined) return [];
  return [refusedBy(problem, withoutParts(planned("volume", mount, written, volume.origin), parts))];
}

function shortVolume(text: string): Written {
  return { text, words: ["-v", text] };
}

function readLongVolume(file: ComposeFile, node: YAMLMap): readonly PlannedMount[] {
  const origin = file.originOf(node);
  const at = (key: string): string | undefined => {
    const hidden = hideInMount(scalarAt(file, node, key)?.value ?? "");
    hidden.secrets.forEach((secret) => file.secrets.add(secret));
    return hidden.text === "" ? undefined : hidden.text;
  };
  const kind = at("type") ?? "volume";
  const target = at("target") ?? "";
  const given = at("source");
  const expanded = given === undefined ? undefined : expandHome(given, file.world.home);
  const type = kind === "bind" || kind === "volume" || kind === "tmpfs" ? kind : "other";
  const isRelative =
    type === "bind" &&
    expanded !== undefined &&
    /^\.{0,2}(?:\/|$)|^[^/]/.test(expanded) &&
    !/^[A-Za-z]:|\$/.test(expanded) &&
    (expanded.startsWith(".") || findPlaceholder(expanded, "mount") === undefined);
  const source = isRelative ? posix.resolve(file.directory, expanded) : expanded;
  const problem = target === "" ? ({ of: "target-missing" } as const) : targetProblem(target);
  const text = `type=${kind}${given === undefined ? "" : `,source=${given}`},target=${target}`;
  const written = { text, words: ["--mount", text] };
  if (problem !== undefined) {
    const subject = mountCsvSubject(text, {});
    file.issues.push({ kind: "mount-invalid", subject, ...written, problem, origin });
  }
  if (target === "") return [];
  const bind = mapAt(file, node, "bind");
  const creates = bind === undefined ? undefined : scalarAt(file, bind, "create_host_path")?.value;
  const options = ["propagation", "selinux"].flatMap((key) =>
    bind === undefined ? [] : (scalarAt(file, bind, key)?.value ?? []),
  );
  const mount = {
    type,
    ...(source === undefined ? {} : { source }),
    target,
    readOnly: at("read_only") === "true",
    options,
  } as const;
  return [refusedBy(problem, planned(creates === "true" ? "volume" : "mount", mount, written, origin))];
}

function refusedBy(problem: MountProblem | undefined, mount: PlannedMount): PlannedMount {
  return problem === undefined ? mount : { ...mount, refused: true };
}

function planned(
  form: "volume" | "mount",
  mount: Pick<PlannedMount, "type" | "source" | "target" | "readOnly" | "options">,
  written: Written,
  origin: Origin,
): PlannedMount {
  const placeholder = mount.source === undefined ? undefined : findPlaceholder(mount.source, "mount");
  return { form, ...mount, origin, ...written, ...(placeholder === undefined ? {} : { placeholder }) };
}
