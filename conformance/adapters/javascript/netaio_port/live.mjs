import { TcpClient, TcpServer } from "./live_tcp.mjs";
import { UdpNode } from "./live_udp.mjs";

const ROLES = { server: TcpServer, client: TcpClient, udp: UdpNode };

/**
 * Starts a node on the loopback interface (section 6.10).
 *
 * @param {object} configuration that of a `Node`, and the `family` of its addresses, `ipv4` or `ipv6`
 * @returns {Promise<{ live: import("./live_node.mjs").LiveNode, port: number | undefined }>} the port of a server or UDP node
 */
export async function startLive(configuration) {
  const live = new ROLES[configuration.role](configuration);
  try {
    return { live, port: await live.open() };
  } catch (why) {
    await live.discard();
    throw why;
  }
}
