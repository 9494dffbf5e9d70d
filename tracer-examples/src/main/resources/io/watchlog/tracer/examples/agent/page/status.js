// The three statuses, told apart by shape and text as well as by colour.

import { el, svg } from './dom.js';

const PATHS = {
  Success: 'M4.5 8.2l2.4 2.4 4.6-5',
  Timeout: 'M8 4.6V8.2l2.4 1.6',
  Error: 'M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2',
};

/** Only the three: what is on the wire is not trusted with the name of a class. */
const known = (status) => (Object.hasOwn(PATHS, status) ? status : 'Error');

export function statusIcon(status) {
  return svg(
    'svg',
    { class: 'status-icon', viewBox: '0 0 16 16', 'aria-hidden': 'true', 'data-status': known(status) },
    svg('circle', { cx: 8, cy: 8, r: 6.6 }),
    svg('path', { d: PATHS[known(status)] }),
  );
}

export function statusLabel(status) {
  return el(
    'span',
    { class: 'status', 'data-status': known(status) },
    statusIcon(status),
    el('span', {}, status),
  );
}

/** Shows a status in a container that shows another one, or none yet. */
export function showStatus(container, status) {
  if (container.dataset.value !== status) {
    container.dataset.value = status;
    container.replaceChildren(statusLabel(status));
  }
}
