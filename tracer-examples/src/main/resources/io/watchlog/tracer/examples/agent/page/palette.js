// Colours for names: the same name has the same one everywhere, and tomorrow.

const COLOURS = 8;

/** The class that colours the bar of a span of this name. */
export function colourClass(name) {
  let hash = 2166136261; // FNV-1a
  for (let i = 0; i < Math.min(name.length, 256); i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 16777619);
  }
  return `colour${((hash ^ (hash >>> 15)) >>> 0) % COLOURS}`;
}
