// The conversations of a workspace as the page lists them, and that another window has the one in sight open.
import * as v from 'valibot';
import { amount, count, id, shown, text } from './chatShapes.ts';

/** Characters of a search, and of a name that a person gives. */
const maxQuery = 200;
export const maxTitle = 300;

const entry = v.object({
  id,
  title: text(maxTitle),
  updatedMs: v.number(),
  isPinned: v.boolean(),
  messages: count,
  /** Sums of its receipts, by currency. */
  cost: v.array(amount),
  isCostApproximate: v.boolean(),
  /** It is the one in sight. */
  isOpen: v.boolean(),
  /** Another window has it open. */
  isElsewhere: v.boolean(),
  /** Where the searched words stand in it; null when they stand in its title alone, or nothing is searched. */
  found: v.nullable(v.object({ before: text(500), hit: text(500), after: text(500) })),
});

export const historyView = v.object({
  /** What the entries were found by. */
  query: text(maxQuery),
  entries: v.array(entry),
  /** So many more were found and are left out. */
  more: count,
  isBusy: v.boolean(),
  /** What came of the last thing that was done here, or why it was not done. */
  remark: v.nullable(v.object({ level: v.picklist(['info', 'warning']), message: shown })),
});

/** Nothing can be sent or changed here while another window has the conversation. */
export const readOnlyView = v.object({ isTaking: v.boolean() });

/** What the page may ask about them. */
export const historyIntents = [
  v.object({ type: v.literal('showHistory') }),
  v.object({ type: v.literal('closeHistory') }),
  v.object({ type: v.literal('searchHistory'), query: text(maxQuery) }),
  v.object({ type: v.literal('openChat'), sessionId: id }),
  v.object({ type: v.literal('renameChat'), sessionId: id, title: text(maxTitle) }),
  v.object({ type: v.literal('pinChat'), sessionId: id, isPinned: v.boolean() }),
  /** The person has confirmed it. */
  v.object({ type: v.literal('deleteChat'), sessionId: id }),
  v.object({ type: v.literal('exportChat'), sessionId: id }),
  v.object({ type: v.literal('importChats') }),
  /** Writes here from now on instead of in the other window. */
  v.object({ type: v.literal('takeOver') }),
] as const;

export type HistoryView = v.InferOutput<typeof historyView>;
export type HistoryEntryView = v.InferOutput<typeof entry>;
