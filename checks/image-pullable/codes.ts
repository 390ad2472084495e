import { defineCodes } from "../../src/judge/findings.js";
import { NETWORK_CODES } from "../../src/judge/network/findings.js";
import { ACCESS_CODES } from "./codes/access.js";
import { CONTENT_CODES } from "./codes/content.js";
import { REFERENCE_CODES } from "./codes/references.js";

/** The codes of what is wrong with one image, network codes included. */
export const IMAGE_CODES = defineCodes({ ...REFERENCE_CODES, ...ACCESS_CODES, ...CONTENT_CODES, ...NETWORK_CODES });
