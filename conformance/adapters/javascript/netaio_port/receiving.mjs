import { ipOf } from "./address.mjs";
import { check, decrypted } from "./layers.mjs";
import { decodeMessage } from "./message.mjs";
import { Refusal } from "./refusal.mjs";
import * as types from "./types.mjs";

/** What a node does with bytes that have come (sections 6.3 to 6.5). */
export function receiveMessages(node, address, data, moment) {
  if (node.role === "udp") receiveDatagram(node, address, data, moment);
  else receiveFromConnection(node, address, data, moment);
}

function receiveDatagram(node, address, data, moment) {
  if (node.ownIp !== undefined && ipOf(address) === node.ownIp) return; // NA-UDP-1
  const message = decoded(node, address, data, moment);
  if (message !== undefined) process(node, address, message, moment);
}

function receiveFromConnection(node, address, data, moment) {
  const connection = node.connection(address);
  if (connection === undefined) return;
  connection.add(data, moment.now);
  // A message may have ended its connection, and what is behind it is dropped then.
  while (node.connection(address) === connection) {
    const bytes = nextMessage(node, address, connection, moment);
    if (bytes === undefined) return;
    const message = decoded(node, address, bytes, moment);
    if (message !== undefined) process(node, address, message, moment);
  }
}

function nextMessage(node, address, connection, moment) {
  let bytes;
  const code = refusalOf(() => (bytes = connection.next(node.known, moment.now)), moment);
  if (code !== undefined) node.end(address, moment); // NA-TCP-2
  return bytes;
}

/** Step 1, and what section 4 refuses (NA-TCP-2, NA-UDP-2, NA-UDP-3). */
function decoded(node, address, bytes, moment) {
  let message;
  const code = refusalOf(() => (message = decodeMessage(bytes, node.known)), moment);
  if (code === "bad-checksum") {
    if (node.role !== "client") node.sendAnswer("error", { text: Buffer.from("invalid message") }, address, moment); // NA-RECV-1, NA-RECV-2
  } else if (code !== undefined && node.role !== "udp") {
    node.end(address, moment);
  }
  return message;
}

/** The code with which this is refused, if it is; it is noted. */
function refusalOf(run, { effects }) {
  try {
    run();
    return undefined;
  } catch (why) {
    if (!(why instanceof Refusal)) throw why;
    effects.refusals.push(why.code);
    return why.code;
  }
}

/** Steps 2 to 7. */
function process(node, address, message, moment) {
  const outer = unsealed(node, address, message, { auth: node.outer.outerAuth, cipher: node.outer.outerCipher }, moment);
  if (outer === undefined) return;
  const found = node.handlers.find({ type: outer.type, uri: outer.uri, address });
  if (found === undefined) {
    withoutHandler(node, address, outer, moment);
    return;
  }
  const { handler, key, isOneTime } = found;
  const inner = unsealed(node, address, outer, { auth: handler.innerAuth, cipher: handler.innerCipher }, moment);
  if (inner === undefined) return; // a one-time handler stays (NA-RECV-7, NA-RECV-8)
  if (isOneTime) node.handlers.remove(key, true); // NA-RECV-9
  call(node, address, handler, inner, moment);
}

/** The message behind the plugins of one layer; undefined if one of them refuses it. */
function unsealed(node, address, message, { auth, cipher }, moment) {
  const context = { peerData: node.peers.dataAt(address) };
  if (refusalOf(() => check(node, message, auth, context), moment) !== undefined) {
    answerRefusal(node, address, message, auth, moment);
    return undefined;
  }
  let result;
  refusalOf(() => (result = decrypted(node, message, cipher, context)), moment); // NA-RECV-6
  return result;
}

/** NA-RECV-3 to NA-RECV-5. */
function answerRefusal(node, address, { type }, auth, moment) {
  if (node.role === "client" || node.isSilent || types.ERRORS.has(type)) return;
  node.sendAnswer("error", { text: Buffer.from(auth.constructor.failure) }, address, moment);
}

function call(node, address, handler, message, moment) {
  const { type, uri, content } = message;
  if (handler.request !== undefined) {
    node.endRequest(handler.request);
    moment.effects.events.push(["answered", handler.request, type, uri, content]);
    return;
  }
  if (handler.number !== undefined) moment.effects.events.push(["handled", handler.number, address, type, uri, content]);
  const { reply, isFailed } = handler.act({ node, address, type, uri, content, now: moment.now });
  if (node.role === "client") return; // NA-CLIENT-1
  const { innerAuth, innerCipher } = handler;
  const isDone = !isFailed && (reply === undefined || answer(node, address, reply, { innerAuth, innerCipher }, moment));
  if (!isDone && node.role === "server") node.end(address, moment); // NA-RECV-11, NA-RECV-12
}

/** @returns {boolean} whether the reply could be made (NA-RECV-10) */
function answer(node, address, reply, inner, moment) {
  let made;
  const code = refusalOf(() => (made = node.make(reply, { ...inner, ...node.outer }, address, moment)), moment);
  if (code !== undefined) return false;
  moment.effects.sent.push(["to", address, made]);
  if (node.role === "udp") node.peers.heard(address, moment.now); // NA-PEER-13
  return true;
}

/** Step 7. */
function withoutHandler(node, address, { type, uri, content }, moment) {
  if (node.role === "client") {
    moment.effects.events.push(["received", address, type, uri, content]); // NA-RECV-15
  } else if (!types.ANSWERS.has(type)) { // NA-RECV-13
    const isDone = answer(node, address, notFound(node.role), {}, moment); // NA-RECV-14
    if (!isDone && node.role === "server") node.end(address, moment);
  }
}

/** Section 4.7: the kind `not-found` of a server, the error of that text of a UDP node. */
function notFound(role) {
  return { type: types.NOT_FOUND, uri: Buffer.from(role === "udp" ? "ERROR" : ""), content: Buffer.from("not found") };
}
