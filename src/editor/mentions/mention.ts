// One thing that a message can name, and how it becomes attachments once it is chosen.
import type { MentionView } from '../../protocol/chatMentions.ts';
import type { Attached } from '../chat/attach.ts';

export interface Mention extends MentionView {
  /** Words it is found by, besides its label: English ones, in any language of the editor. */
  readonly keys: string;
  attach(): Promise<readonly Attached[]>;
}
