// Where the page is: #/?filter or #/trace/<id>?filter.

const TRACE = '/trace/';

export function parseRoute(hash) {
  const [path, query = ''] = splitOnce(hash.replace(/^#/, ''), '?');
  const filter = new URLSearchParams(query);
  if (path.startsWith(TRACE)) {
    try {
      return { traceId: decodeURIComponent(path.slice(TRACE.length)), filter };
    } catch {
      // not percent-encoded: no such trace
    }
  }
  return { traceId: null, filter };
}

export const listHash = (filter) => withFilter('#/', filter);

/** A lone half of a surrogate pair has no percent encoding. */
export const traceHash = (id, filter = new URLSearchParams()) =>
  withFilter(`#${TRACE}${encodeURIComponent(id.toWellFormed())}`, filter);

function withFilter(hash, filter) {
  const query = filter.toString();
  return query === '' ? hash : `${hash}?${query}`;
}

function splitOnce(text, separator) {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
