/** Salsa20, HSalsa20 and XSalsa20, as NaCl's `crypto_box` uses them (section 3.1, `Box`). */

const CONSTANT = Buffer.from("expand 32-byte k", "latin1");
const BLOCK = 64;

// Where key and input stand among the sixteen words, and which words HSalsa20 gives.
const DIAGONAL = [0, 5, 10, 15];
const KEY_WORDS = [1, 2, 3, 4, 11, 12, 13, 14];
const INPUT_WORDS = [6, 7, 8, 9];

// Quarter rounds of a double round: the columns, then the rows.
const QUARTERS = [
  [0, 4, 8, 12], [5, 9, 13, 1], [10, 14, 2, 6], [15, 3, 7, 11],
  [0, 1, 2, 3], [5, 6, 7, 4], [10, 11, 8, 9], [15, 12, 13, 14],
];

function wordsOf(key, input) {
  const words = new Uint32Array(16);
  DIAGONAL.forEach((word, index) => (words[word] = CONSTANT.readUInt32LE(4 * index)));
  KEY_WORDS.forEach((word, index) => (words[word] = key.readUInt32LE(4 * index)));
  INPUT_WORDS.forEach((word, index) => (words[word] = input.readUInt32LE(4 * index)));
  return words;
}

function twentyRounds(words) {
  const mixed = Uint32Array.from(words);
  for (let round = 0; round < 20; round += 2) {
    for (const [a, b, c, d] of QUARTERS) {
      mixed[b] ^= rotated(mixed[a] + mixed[d], 7);
      mixed[c] ^= rotated(mixed[b] + mixed[a], 9);
      mixed[d] ^= rotated(mixed[c] + mixed[b], 13);
      mixed[a] ^= rotated(mixed[d] + mixed[c], 18);
    }
  }
  return mixed;
}

function rotated(sum, bits) {
  return (sum << bits) | ((sum | 0) >>> (32 - bits));
}

/**
 * @param {Buffer} key 32 bytes
 * @param {Buffer} input 16 bytes
 */
export function hsalsa20(key, input) {
  const mixed = twentyRounds(wordsOf(key, input));
  const result = Buffer.alloc(32);
  [...DIAGONAL, ...INPUT_WORDS].forEach((word, index) => result.writeUInt32LE(mixed[word], 4 * index));
  return result;
}

/**
 * The first bytes of the XSalsa20 stream.
 *
 * @param {Buffer} key 32 bytes
 * @param {Buffer} nonce 24 bytes
 * @param {number} length far below 2^38, so that the upper half of the counter stays 0
 */
export function xsalsa20(key, nonce, length) {
  const words = wordsOf(hsalsa20(key, nonce.subarray(0, 16)), Buffer.concat([nonce.subarray(16), Buffer.alloc(8)]));
  const stream = Buffer.alloc(Math.ceil(length / BLOCK) * BLOCK);
  for (let block = 0; block * BLOCK < length; block += 1) {
    words[8] = block;
    const mixed = twentyRounds(words);
    words.forEach((word, index) => stream.writeUInt32LE((word + mixed[index]) >>> 0, block * BLOCK + 4 * index));
  }
  return stream.subarray(0, length);
}
