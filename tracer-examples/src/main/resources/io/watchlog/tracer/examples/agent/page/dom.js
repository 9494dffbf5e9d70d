// Elements made and changed without markup: text stays text, whatever it contains.

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

export const byId = (id) => document.getElementById(id);

/** An element; children are nodes or texts, attributes that are null or undefined are left out. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG_NAMESPACE, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) {
      node.setAttribute(name, value);
    }
  }
  node.append(...children);
  return node;
}

/** An element for a text that somebody else wrote: isolated, so that it cannot turn its surroundings. */
export function userText(tag, text, attributes = {}) {
  return el(tag, { dir: 'auto', ...attributes, class: `user ${attributes.class ?? ''}`.trim() }, text);
}

/** Changes nothing where nothing has changed: that would cost a layout and the reader's selection. */
export function setText(node, text) {
  const child = node.firstChild;
  if (child === null ? text !== '' : child.data !== text) {
    node.textContent = text;
  }
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/** A number as people read it, with the exact one for machines. */
export function setValue(node, text, exact) {
  setText(node, text);
  setAttribute(node, 'data-value', exact);
}

/** Has screen readers say a text. */
export function announce(text) {
  const announcer = byId('announcer');
  announcer.textContent = '';
  requestAnimationFrame(() => (announcer.textContent = text));
}

/** Wraps an action so that it runs in the next frame, once, however often it was asked for. */
export function oncePerFrame(action) {
  let waiting = false;
  return () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        action();
      });
    }
  };
}

/** Makes the children of a container as many as the items, and has each show its own. */
export function showEach(container, items, create, update) {
  while (container.children.length > items.length) {
    container.lastElementChild.remove();
  }
  items.forEach((item, i) => {
    if (i === container.children.length) {
      container.append(create());
    }
    update(container.children[i], item);
  });
}
