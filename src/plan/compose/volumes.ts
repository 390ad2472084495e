import { posix } from "node:path";
import { isMap, isSeq, type Node, type YAMLMap } from "yaml";
import type { Origin, PlannedMount } from "../../contract/index.js";
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
    const { type, source, target, text, origin, refused } = mount;
    if (type !== "volume" || source === undefined || declared.has(source) || refused === true) return mount;
    const message = `the volume ${source} is not declared: compose expects it under "volumes" at the top level`;
    file.issues.push({ kind: "mount-invalid", subject: { of: "mount", source, target }, text, message, origin });
    return { ...mount, refused: true };
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
    return [planned("volume", mount, entry.value, entry.origin)];
  });
}

function readShortVolume(file: ComposeFile, node: Node | undefined): readonly PlannedMount[] {
  const volume = scalarOf(file, node);
  if (volume === undefined) return [];
  const text = expandHome(volume.value, file.world.home);
  const read = readVolume(text, { directory: file.directory, home: file.world.home, reader: "compose" });
  const { mount, problem, suggestion } = read;
  if (problem !== undefined) {
    file.issues.push({
      kind: "mount-invalid",
      subject: volumeSubject(text, read),
      text: volume.value,
      message: problem,
      origin: volume.origin,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  return mount === undefined ? [] : [refusedBy(problem, planned("volume", mount, volume.value, volume.origin))];
}

function readLongVolume(file: ComposeFile, node: YAMLMap): readonly PlannedMount[] {
  const origin = file.originOf(node);
  const at = (key: string): string | undefined => scalarAt(file, node, key)?.value;
  const kind = at("type") ?? "volume";
  const target = at("target") ?? "";
  const given = at("source");
  const expanded = given === undefined ? undefined : expandHome(given, file.world.home);
  const type = kind === "bind" || kind === "volume" || kind === "tmpfs" ? kind : "other";
  const isRelative =
    type === "bind" &&
    expanded !== undefined &&
    /^\.{0,2}(?:\/|$)|^[^/]/.test(expanded) &&
    !/^[A-Za-z]:|^<|\$/.test(expanded);
  const source = isRelative ? posix.resolve(file.directory, expanded) : expanded;
  const problem = target === "" ? "target is required" : targetProblem(target);
  const text = `type=${kind}${given === undefined ? "" : `,source=${given}`},target=${target}`;
  if (problem !== undefined) {
    const subject = mountCsvSubject(text, {});
    file.issues.push({ kind: "mount-invalid", subject, text, message: problem, origin });
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
  return [refusedBy(problem, planned(creates === "true" ? "volume" : "mount", mount, text, origin))];
}

function refusedBy(problem: string | undefined, mount: PlannedMount): PlannedMount {
  return problem === undefined ? mount : { ...mount, refused: true };
}

function planned(
  form: "volume" | "mount",
  mount: Pick<PlannedMount, "type" | "source" | "target" | "readOnly" | "options">,
  text: string,
  origin: Origin,
): PlannedMount {
  const placeholder = mount.source === undefined ? undefined : findPlaceholder(mount.source);
  return { form, ...mount, origin, text, ...(placeholder === undefined ? {} : { placeholder }) };
}
