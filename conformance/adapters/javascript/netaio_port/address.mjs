/** The IP address of an address such as `192.0.2.1:5000` or `[2001:db8::1]:5000`. */
export function ipOf(address) {
  const host = address.slice(0, address.lastIndexOf(":"));
  return host.startsWith("[") ? host.slice(1, -1) : host;
}

export function portOf(address) {
  return Number(address.slice(address.lastIndexOf(":") + 1));
}
