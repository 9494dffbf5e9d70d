// Colours in JSON texts. The text stays one node: it is painted, not taken apart.

import { tokenRanges } from './json.js';

const isSupported = typeof Highlight === 'function' && CSS.highlights !== undefined;
const keys = isSupported ? new Highlight() : null;
const literals = isSupported ? new Highlight() : null;

if (isSupported) {
  CSS.highlights.set('json-key', keys);
  CSS.highlights.set('json-literal', literals);
}

/** Forgets all ranges: those of elements that are gone would be kept otherwise. */
export function clearHighlights() {
  keys?.clear();
  literals?.clear();
}

/** Paints an element that holds a JSON text and nothing else, and gives what undoes it. */
export function highlightJson(element) {
  const node = element.firstChild;
  if (!isSupported || node === null) {
    return () => {};
  }
  const text = node.data;
  const added = [];
  const add = (highlight, [start, end]) => {
    const range = new StaticRange({
      startContainer: node,
      startOffset: start,
      endContainer: node,
      endOffset: end,
    });
    highlight.add(range);
    added.push([highlight, range]);
  };
  let last = null; // a string is a key if a colon follows
  for (const range of tokenRanges(text)) {
    const first = text[range[0]];
    if (first === ':' && last !== null) {
      add(keys, last);
    } else if (!'{}[],:"'.includes(first)) {
      add(literals, range);
    }
    last = first === '"' ? range : null;
  }
  return () => added.forEach(([highlight, range]) => highlight.delete(range));
}
