import type { WalkFailure } from "../../contract/index.js";
import { isNetworkCode } from "../network/engine-message.js";

/** What is the network's fault is told of the layer host. */
export function asLayerHost(failure: WalkFailure): WalkFailure {
  const { code } = failure;
  return isNetworkCode(code) ? { ...failure, code: "layer-host-unreachable", networkCode: code } : failure;
}
