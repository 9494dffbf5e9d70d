// Buttons that copy a text.

import { announce, el } from './dom.js';

const COPIED_MS = 1_500;

/** A button that copies what text() gives when it is pressed, and says so. */
export function copyButton(label, text) {
  const caption = el('span', {}, 'Copy');
  const button = el('button', { type: 'button', class: 'small copy', 'aria-label': label }, caption);
  let reset = 0;
  button.addEventListener('click', async () => {
    const copied = await copy(text());
    caption.textContent = copied ? 'Copied' : 'Failed';
    button.dataset.state = copied ? 'copied' : 'failed';
    announce(copied ? 'Copied' : 'Could not be copied');
    clearTimeout(reset);
    reset = setTimeout(() => {
      caption.textContent = 'Copy';
      delete button.dataset.state;
    }, COPIED_MS);
  });
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // no permission, or an address that is not taken for a safe one
  }
}

function copyBySelection(text) {
  const focused = document.activeElement;
  const area = el('textarea', { class: 'visually-hidden', 'aria-hidden': 'true', tabindex: -1 });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}
