import { CONFIRM_SUBSCRIBE, CONFIRM_UNSUBSCRIBE } from "./types.mjs";

/**
 * What a handler does (section 6.2): a function of the message that gives a reply, or says that the handler failed.
 *
 * @param {string} action
 * @param {{ type?: number, uri?: Buffer, content?: Buffer }} reply of the action `reply`
 */
export function makeAction(action, reply = {}) {
  switch (action) {
    case "none":
      return () => ({});
    case "fail":
      return () => ({ isFailed: true });
    case "reply":
      return ({ uri, content }) => ({ reply: { type: reply.type, uri: reply.uri ?? uri, content: reply.content ?? content } });
    case "subscribe":
      return ({ node, address, uri }) => {
        node.peers.subscribe(uri, address);
        return { reply: { type: CONFIRM_SUBSCRIBE, uri, content: Buffer.alloc(0) } };
      };
    case "unsubscribe":
      return ({ node, address, uri }) => {
        node.peers.unsubscribe(uri, address);
        return { reply: { type: CONFIRM_UNSUBSCRIBE, uri, content: Buffer.alloc(0) } };
      };
    default:
      throw new TypeError(`${action} is no action`);
  }
}
