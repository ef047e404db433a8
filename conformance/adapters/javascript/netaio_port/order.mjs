/** In ascending order of the bytes, of texts too (section 6.1). */
export function inOrderOf(members, keyOf = (member) => member) {
  const keyed = members.map((member) => [Buffer.from(keyOf(member)), member]);
  return keyed.sort(([left], [right]) => Buffer.compare(left, right)).map(([, member]) => member);
}
