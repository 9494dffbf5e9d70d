// JSON texts shown without being read into numbers and objects: 12345678901234567890 and 1.10 stay what they were.

const MAX_INDENT = 24;
const MAX_PRETTY_CHARS = 8_000_000;
const BACKSLASH = 92;

/** What JSON.parse makes of a text, wrapped, or null where it is no JSON. */
export function parse(text) {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/**
 * A text to read: JSON indented, a string's content instead of the string; what is no JSON, as it is.
 * `nested` tells that a string contained the JSON, `json` that the result is some.
 */
export function readable(text) {
  const parsed = parse(text);
  if (parsed === null) {
    return { text, json: false, nested: false };
  }
  if (typeof parsed.value !== 'string') {
    return { text: indent(text), json: true, nested: false };
  }
  const inner = parse(parsed.value);
  return inner !== null && typeof inner.value === 'object' && inner.value !== null
    ? { text: indent(parsed.value), json: true, nested: true }
    : { text: parsed.value, json: false, nested: false };
}

/** Valid JSON on lines of its own, each token as it was. Without recursion: a text may be nested deeply. */
function indent(text) {
  const out = [];
  let depth = 0;
  let chars = 0;
  let opened = false; // an empty object stays on its line
  const newLine = () => `\n${'  '.repeat(Math.min(depth, MAX_INDENT))}`;
  for (const token of tokens(text)) {
    let written = token;
    if (token === '{' || token === '[') {
      written = (opened ? newLine() : '') + token;
      depth++;
    } else if (token === '}' || token === ']') {
      depth--;
      written = (opened ? '' : newLine()) + token;
    } else if (token === ',') {
      written = token + newLine();
    } else if (token === ':') {
      written = ': ';
    } else if (opened) {
      written = newLine() + token;
    }
    opened = token === '{' || token === '[';
    out.push(written);
    chars += written.length;
    if (chars > MAX_PRETTY_CHARS) {
      return text; // the spaces alone would fill the memory
    }
  }
  return out.join('');
}

/** The texts of the elements of an array, or the text itself where it is no array. */
export function* elements(text) {
  if (text.trimStart()[0] !== '[') {
    yield text;
    return;
  }
  let depth = 0;
  let parts = [];
  for (const token of tokens(text)) {
    const closes = token === '}' || token === ']';
    depth -= closes ? 1 : 0;
    if (depth === 0 && closes && parts.length === 0) {
      return;
    }
    if (depth === 0 ? closes : depth === 1 && token === ',') {
      yield parts.join('');
      parts = [];
    } else if (depth > 0) {
      parts.push(token);
    }
    depth += token === '{' || token === '[' ? 1 : 0;
  }
}

function* tokens(text) {
  for (const [start, end] of tokenRanges(text)) {
    yield text.slice(start, end);
  }
}

/** Where the tokens of a JSON text begin and end; the text may be cut behind any character. */
export function* tokenRanges(text) {
  let at = 0;
  while (at < text.length) {
    const c = text[at];
    if (c === ' ' || c === '\n' || c === '\r' || c === '\t') {
      at++;
    } else {
      const start = at;
      at = endOfToken(text, start);
      yield [start, at];
    }
  }
}

function endOfToken(text, start) {
  const first = text[start];
  if ('{}[],:'.includes(first)) {
    return start + 1;
  }
  return first === '"' ? endOfString(text, start) : endOfLiteral(text, start);
}

function endOfString(text, start) {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (text.charCodeAt(quote - 1 - escapes) === BACKSLASH) {
      escapes++;
    }
    if (escapes % 2 === 0) {
      return quote + 1;
    }
  }
  return text.length;
}

function endOfLiteral(text, start) {
  let end = start + 1;
  while (end < text.length && !' \n\r\t{}[],:"'.includes(text[end])) {
    end++;
  }
  return end;
}
