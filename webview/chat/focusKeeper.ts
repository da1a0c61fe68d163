// Whoever uses the keyboard can always go on: when what has the focus goes away, it goes to where one writes next.

/** The first of these that is in sight. */
const homes = ['sf-history input', 'sf-composer textarea', 'main'];

export function keepFocus(root: HTMLElement): void {
  let last: Element | null = null;
  root.addEventListener('focusin', ({ target }) => {
    last = target instanceof Element ? target : null;
  });
  // Whoever clicked somewhere wants the focus there, or wants to select what stands there.
  root.addEventListener('pointerdown', () => {
    last = null;
  });
  new MutationObserver(() => {
    if (last === null || last.isConnected) return;
    last = null;
    // In another window or page the person is busy with something else.
    if (document.activeElement !== document.body || !document.hasFocus()) return;
    for (const home of homes) {
      const found = root.querySelector<HTMLElement>(home);
      if (!found?.checkVisibility() || found.closest('[inert]')) continue;
      found.focus();
      return;
    }
  }).observe(root, { childList: true, subtree: true });
}
