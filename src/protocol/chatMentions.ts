// What a message can name with an `@`, as the page lists it.
import * as v from 'valibot';
import { shown, text } from './chatShapes.ts';

export const mentionKinds = [
  'codebase',
  'file',
  'folder',
  'symbol',
  'selection',
  'problems',
  'terminal',
  'diff',
  'page',
] as const;

export const mentionView = v.object({
  /** The host's own name for it. */
  id: text(4_000),
  kind: v.picklist(mentionKinds),
  /** A path, a name, or words in the person's language. */
  label: text(500),
  /** Where it stands, or what it brings. */
  detail: shown,
});

export type MentionKind = (typeof mentionKinds)[number];
export type MentionView = v.InferOutput<typeof mentionView>;
