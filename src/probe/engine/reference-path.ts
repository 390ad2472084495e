/** An image reference as a part of a request's path: everything but its own separators is encoded. */
export function pathOf(reference: string): string {
  return reference.split("/").map(segmentOf).join("/");
}

function segmentOf(segment: string): string {
  // A dot segment would be resolved away on the way.
  if (/^\.+$/.test(segment)) return segment.replaceAll(".", "%2E");
  return encodeURIComponent(segment).replaceAll("%3A", ":").replaceAll("%40", "@");
}
