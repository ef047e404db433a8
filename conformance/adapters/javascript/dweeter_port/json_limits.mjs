// What readers and writers of JSON have in common, so that nothing is written that another would not read.

/** Levels of objects and arrays, the outermost being the first. */
export const MOST_LEVELS = 128;

/** Decimal digits of an int, its sign not counted. */
export const MOST_DIGITS = 4300;
