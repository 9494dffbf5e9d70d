// Shortcuts: single keys, which do nothing while somebody types.

const EDITABLE = 'input, select, textarea, [contenteditable]';

/** Calls the action of a key; the keys are named as events name them. */
export function listenToKeys(actions) {
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof Element && event.target.closest(EDITABLE) !== null;
    const isOther = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented;
    if (
      isTyping ||
      isOther ||
      document.querySelector('dialog[open]') !== null ||
      !Object.hasOwn(actions, event.key)
    ) {
      return;
    }
    if (actions[event.key](event) !== false) {
      event.preventDefault();
    }
  });
}
