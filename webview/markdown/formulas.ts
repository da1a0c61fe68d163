// The formulas of a page: their source stands until KaTeX, which is loaded with the first of them, has drawn them, and
// wherever it cannot. A formula drawn once is copied when its block is drawn again.
import { t } from '../texts.ts';

type Drawn = (tex: string, display: boolean) => Element | null;

/** Formulas drawn are kept, so many at most. */
const mostKept = 500;
/** At most so long is drawn at once; the rest waits for idle moments. */
const atOnceMs = 6;

const kept = new Map<string, Element | null>();
let drawn: Drawn | undefined;
let loading: Promise<void> | undefined;
let asked = false;

/** Draws the formulas under `root` that are closed, as far as there is time; the others follow by themselves. */
export function dressFormulas(root: ParentNode): void {
  const places = root.querySelectorAll<HTMLElement>('.math:not(.open)');
  if (places.length === 0) return;
  const untilMs = performance.now() + atOnceMs;
  let late = false;
  for (const place of places) {
    // Marks for what cannot be seen stay marks.
    if (place.childElementCount > 0) continue;
    const source = place.textContent ?? '';
    if (kept.has(source) || (drawn && performance.now() < untilMs)) show(place, source);
    else {
      place.classList.add('waiting');
      late = true;
    }
  }
  if (late) ask();
}

/** Draws the formulas of the page that wait, until `untilMs` of `performance.now()`; false when some are left. */
export function drawWaiting(untilMs: number): boolean {
  for (const place of document.querySelectorAll<HTMLElement>('.math.waiting')) {
    if (performance.now() > untilMs) return false;
    show(place, place.textContent ?? '');
  }
  return true;
}

/** Loads what draws them. Without it their sources stay. */
export function loadFormulas(): Promise<void> {
  // By the name of its bundle, which the page loads from beside itself.
  loading ??= import('./formula.js').then(
    (bundle) => {
      drawn = bundle.formula;
    },
    () => undefined,
  );
  return loading;
}

function ask(): void {
  if (asked) return;
  asked = true;
  void loadFormulas().then(() => {
    requestIdleCallback(
      () => {
        asked = false;
        if (drawn && !drawWaiting(performance.now() + atOnceMs)) ask();
      },
      { timeout: 200 },
    );
  });
}

function show(place: HTMLElement, source: string): void {
  place.classList.remove('waiting');
  const display = place.classList.contains('display');
  let math = kept.get(source);
  if (math === undefined && drawn) {
    const marks = source.startsWith('$') && !source.startsWith('$$') ? 1 : 2;
    math = drawn(source.slice(marks, -marks), display);
    const oldest = kept.size >= mostKept ? kept.keys().next() : undefined;
    if (oldest && !oldest.done) kept.delete(oldest.value);
    kept.set(source, math);
  }
  if (!math) return;
  place.replaceChildren(math.cloneNode(true));
  if (!display) return;
  // A wide one scrolls: the keyboard must reach it.
  place.tabIndex = 0;
  place.setAttribute('role', 'group');
  place.setAttribute('aria-label', t('Formula'));
}
