import type { LabCase } from "../support/case.js";
import { unusual } from "./unusual.js";

const layers = (fault: { name: string; broken: string; label: string; code?: string }): LabCase =>
  unusual({ code: "layer-host-unreachable", at: "image", ...fault, more: {} });

/** Registries whose layers are elsewhere, where something is wrong. */
export const LAYER_CASES: readonly LabCase[] = [
  layers({
    name: "layers: signed address expired",
    broken: "the layer host refuses the signed address, as it does when clocks disagree",
    label: "layers-expired",
    code: "access-denied",
  }),
  layers({
    name: "layers: host ill",
    broken: "the layer host answers 503",
    label: "layers-ill",
  }),
  layers({
    name: "layers: unknown authority",
    broken: "the layer host's certificate comes from an authority that nobody here trusts",
    label: "layers-untrusted",
  }),
  layers({
    name: "layers: block page",
    broken: "a web filter answers in the layer host's place, with 200",
    label: "layers-page",
  }),
  layers({
    name: "layers: connection closed",
    broken: "the layer host closes every connection",
    label: "layers-reset",
  }),
];
