/** Of undici the client alone, with the methods that its own index.js gives to every dispatcher. */
import api from "undici/lib/api/index.js";
import Client from "undici/lib/dispatcher/client.js";
import Dispatcher from "undici/lib/dispatcher/dispatcher.js";

Object.assign(Dispatcher.prototype, api);

export { Client };
