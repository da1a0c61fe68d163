// Keys in a row of chips: Tab stops there once, however many there are; arrows go from button to button, Delete takes a chip out.

const buttons = (row: Element): readonly HTMLButtonElement[] =>
  Array.from(row.querySelectorAll<HTMLButtonElement>('.chip > button'));

/** Tab comes to the button that had the focus last; after a chip was added or taken out to the last one. */
export function setTabStop(row: Element | null): void {
  if (!row) return;
  const all = buttons(row);
  const [before, more] = all.filter(({ tabIndex }) => tabIndex === 0);
  const stop =
    all.find((one) => one === document.activeElement) ?? (more ? all.at(-1) : (before ?? all.at(-1)));
  for (const one of all) one.tabIndex = one === stop ? 0 : -1;
}

export function settleTabStop({ currentTarget }: Event): void {
  if (currentTarget instanceof Element) setTabStop(currentTarget);
}

export function chipKey(event: KeyboardEvent): void {
  const { currentTarget, target, key } = event;
  if (!(currentTarget instanceof Element) || !(target instanceof HTMLButtonElement)) return;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const all = buttons(currentTarget);
  const at = all.indexOf(target);
  const next = nextOf(key, at, all.length, getComputedStyle(currentTarget).direction === 'rtl');
  if (next !== null) all[next]?.focus();
  else if (key === 'Delete' || key === 'Backspace')
    target.parentElement?.querySelector<HTMLButtonElement>('.icon-button')?.click();
  else return;
  event.preventDefault();
}

function nextOf(key: string, at: number, of: number, isRightToLeft: boolean): number | null {
  const step = isRightToLeft ? -1 : 1;
  if (key === 'ArrowRight' || key === 'ArrowLeft') {
    const next = at + (key === 'ArrowRight' ? step : -step);
    return Math.min(of - 1, Math.max(0, next));
  }
  if (key === 'Home') return 0;
  return key === 'End' ? of - 1 : null;
}
