const DAY = 86_400_000;
const DAYS_OF_ERA = 146_097; // of 400 years
const DAYS_TO_EPOCH = 719_468; // from 1 March of the year 0 to 1 January 1970

/**
 * A time in UTC, without the fraction of its second: `2024-07-15T05:11:31.000Z`.
 *
 * @param {number} now Unix time in milliseconds
 * @returns {string}
 */
export function wholeSecondText(now) {
  return timeText(now - remainder(now, 1000));
}

/**
 * A time in UTC with its milliseconds: `2024-07-15T05:11:32.709Z`. The calendar is computed here because `Date` ends
 * before the times that a request may bring, and writes years from 10000 on with a sign and two more digits.
 *
 * @param {number} now Unix time in milliseconds
 * @returns {string}
 */
export function timeText(now) {
  if (!Number.isSafeInteger(now)) throw new TypeError(`${now} is no time in milliseconds`);
  const ofDay = remainder(now, DAY);
  const { year, month, day } = date((now - ofDay) / DAY);
  const clock = [ofDay / 3_600_000, (ofDay / 60_000) % 60, (ofDay / 1000) % 60];
  const [hours, minutes, seconds] = clock.map((part) => digits(Math.floor(part), 2));
  const dateText = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
  return `${dateText}T${hours}:${minutes}:${seconds}.${digits(ofDay % 1000, 3)}Z`;
}

/** The day of the Gregorian calendar. Years are counted from March, so that the leap day is the last of its year. */
function date(daysSinceEpoch) {
  const days = daysSinceEpoch + DAYS_TO_EPOCH;
  const ofEra = remainder(days, DAYS_OF_ERA);
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = ((days - ofEra) / DAYS_OF_ERA) * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return { year, month, day: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1 };
}

/** The remainder that is never negative. */
function remainder(value, by) {
  return ((value % by) + by) % by;
}

function digits(value, least) {
  return (value < 0 ? "-" : "") + String(Math.abs(value)).padStart(least, "0");
}
