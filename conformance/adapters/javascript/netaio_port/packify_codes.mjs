/** The code bytes of section 4.1, without their category. */
export const NONE = 0x00;
export const BYTES = 0x01;
export const BYTEARRAY = 0x02;
export const STR = 0x03;
export const INT = 0x04;
export const NEGATIVE_INT = 0x05;
export const BOOL = 0x06;
export const FLOAT = 0x07;
export const DECIMAL = 0x08;
export const LIST = 0x0a;
export const SET = 0x0b;
export const TUPLE = 0x0c;
export const DICT = 0x0d;
export const LONG_INT = 0x0e;
export const LONG_NEGATIVE_INT = 0x0f;
export const PACKABLE = 0x14;

export const TYPE_BITS = 0x3f;
export const CATEGORY_BITS = 0xc0;

/** How many bytes a number takes under each category; `00` is none of them. */
export const SIZE_OF_CATEGORY = new Map([
  [0x40, 1],
  [0x80, 2],
  [0xc0, 4],
]);

export const MOST_LEVELS = 64;
