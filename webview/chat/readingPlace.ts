// Where a person reads, in terms that outlive the page: the message at the top edge and how far it is scrolled past it.
import * as v from 'valibot';
import type { TurnElement } from './turnView.ts';

export const readingPlace = v.object({
  turnId: v.string(),
  /** From the top edge down to the message's own top, in CSS pixels; negative when it begins above the edge. */
  topPx: v.number(),
});

export type ReadingPlace = v.InferOutput<typeof readingPlace>;

export function placeIn(scroller: Element): ReadingPlace | undefined {
  const edge = scroller.getBoundingClientRect().top;
  for (const element of scroller.querySelectorAll<TurnElement>('sf-turn')) {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > edge) return { turnId: element.turn.id, topPx: top - edge };
  }
  return undefined;
}

/** Scrolls there; false when the message is not drawn. */
export function goToPlace(scroller: Element, { turnId, topPx }: ReadingPlace): boolean {
  for (const element of scroller.querySelectorAll<TurnElement>('sf-turn')) {
    if (element.turn.id !== turnId) continue;
    const offset = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += offset - topPx;
    return true;
  }
  return false;
}
