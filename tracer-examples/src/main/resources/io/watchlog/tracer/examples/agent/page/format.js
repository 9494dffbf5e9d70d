// Numbers and times as texts.

const INTEGERS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const COSTS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MAX_NAME_CHARS = 256;

/** As the agent's own console has it: 1.20 ms, 152 ms, 12.3 s. */
export function duration(us) {
  if (us < 10_000) {
    return `${(us / 1e3).toFixed(2)} ms`;
  }
  return us < 10_000_000 ? `${Math.trunc(us / 1e3)} ms` : `${(us / 1e6).toFixed(1)} s`;
}

/** A mark of a time axis that goes as far as spanUs. */
export function tick(us, spanUs) {
  if (us === 0) {
    return '0';
  }
  const [unit, name] = spanUs < 10_000_000 ? [1e3, 'ms'] : [1e6, 's'];
  return `${COSTS.format(us / unit)} ${name}`;
}

export const number = (n) => INTEGERS.format(n);

/** For places without room for long numbers: 1.2M. */
export const compact = (n, exactBelow = 100_000) =>
  Math.abs(n) < exactBelow ? number(n) : COMPACT.format(n);

export function cost(dollars) {
  const text = COSTS.format(Math.abs(dollars));
  return dollars < 0 && text !== '0' ? `-$${text}` : `$${text}`;
}

export const percent = (share) => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`;

export function count(n, thing) {
  return `${number(n)} ${thing}${n === 1 ? '' : 's'}`;
}

/** Local, with milliseconds; with the date unless it is today. */
export function localTime(us) {
  const date = dateOf(us);
  if (date === null) {
    return us === 0 ? 'unknown' : `${us} µs`;
  }
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => pad(n, 2)).join(':');
  const time = `${clock}.${pad(date.getMilliseconds(), 3)}`;
  const now = new Date();
  const isThisYear = date.getFullYear() === now.getFullYear();
  if (isThisYear && date.getMonth() === now.getMonth() && date.getDate() === now.getDate()) {
    return time;
  }
  const year = isThisYear ? '' : ` ${date.getFullYear()}`;
  return `${MONTHS[date.getMonth()]} ${date.getDate()}${year} ${time}`;
}

/** UTC, with microseconds. */
export function isoTime(us) {
  const date = dateOf(us);
  if (date === null) {
    return us === 0 ? 'unknown time' : `${us} microseconds since 1970`;
  }
  const micros = pad(((us % 1000) + 1000) % 1000, 3);
  return date.toISOString().replace('Z', `${micros}Z`);
}

/** A name for a line: the whole of it is in the details. */
export function cutName(name) {
  if (name === '') {
    return '(no name)';
  }
  return name.length <= MAX_NAME_CHARS ? name : `${name.slice(0, MAX_NAME_CHARS)}…`;
}

/** Null for no time, and for those that are beyond what a Date can hold. */
function dateOf(us) {
  const date = new Date(Math.floor(us / 1000));
  return us === 0 || Number.isNaN(date.getTime()) ? null : date;
}

const pad = (n, width) => String(n).padStart(width, '0');
