// Answers what fits an `@` and attaches what was chosen. Nothing of a file is read before that.
import * as vscode from 'vscode';
import { fitOf } from '../../core/mentions/fuzzy.ts';
import type { Log } from '../../core/ports.ts';
import { sentence } from '../../core/sentence.ts';
import type { MentionView } from '../../protocol/chatMentions.ts';
import type { Attached, Attacher } from '../chat/attach.ts';
import type { Sources } from '../chat/sources.ts';
import { say } from '../texts.ts';
import { openFiles, pathMentions, symbolMentions } from './codeMentions.ts';
import type { Mention } from './mention.ts';
import { MentionFiles } from './mentionFiles.ts';
import { pageMentions } from './pageMentions.ts';
import type { TerminalOutput } from './terminalOutput.ts';
import {
  commitMentions,
  diffMentions,
  problemsMention,
  selectionMention,
  terminalMentions,
  type WorkParts,
} from './workMentions.ts';

export interface MentionsParts extends WorkParts {
  readonly sources: Pick<Sources, 'fromSelection' | 'fromUri' | 'fromLines' | 'fromGathered'>;
  readonly attacher: Pick<Attacher, 'gathered'>;
  readonly terminal: Pick<TerminalOutput, 'commands'>;
  readonly log: Pick<Log, 'warn'>;
}

const mostListed = 40;
const mostOpenFiles = 8;
/** Of what was listed; a page can only name what it was told of. */
const mostRemembered = 400;

export class Mentions implements vscode.Disposable {
  readonly #parts: MentionsParts;
  readonly #files = new MentionFiles();
  readonly #listed = new Map<string, Mention>();
  #asked = 0;

  constructor(parts: MentionsParts) {
    this.#parts = parts;
  }

  /** Tells what fits, at once what is known, and again when slower ones have answered and nothing else was asked since. */
  async find(typed: string, tell: (items: MentionView[]) => void): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const known: Mention[] = [];
    const show = (more: readonly Mention[]): void => {
      if (asked !== this.#asked) return;
      known.push(...more.filter(({ id }) => known.every((one) => one.id !== id)));
      tell(known.slice(0, mostListed).map((one) => this.#remembered(one)));
    };
    const pages = pageMentions(typed, this.#parts.attacher);
    // Of a workspace that is not trusted nothing is listed.
    if (pages.length > 0 || !vscode.workspace.isTrusted) return show(pages);
    const { sources } = this.#parts;
    const open = openFiles(sources);
    if (typed === '') return show([...this.#ofTheWork(), ...open.slice(0, mostOpenFiles)]);
    const work = this.#ofTheWork().filter(({ keys, label }) => isMeant(typed, `${keys} ${label}`));
    const fittingOpen = open.filter(({ keys }) => isMeant(typed, keys)).slice(0, 3);
    const listing = this.#files.paths();
    // The first list of a large project takes its time; what is known without it does not wait.
    if (!this.#files.isReady) show([...work, ...fittingOpen]);
    show([...work, ...fittingOpen, ...pathMentions(typed, await listing, sources)]);
    const later = [
      ...(typed.length > 1 ? [symbolMentions(typed, sources)] : []),
      ...(isMeant(typed, 'git diff commit') ? [commitMentions(this.#parts)] : []),
    ];
    await Promise.all(
      later.map((more) =>
        more.then(show, (error: unknown) => this.#parts.log.warn(`mentions: ${String(error)}`)),
      ),
    );
  }

  /** What was chosen, as attachments; a name that was not listed gives none. */
  async attach(id: string): Promise<readonly Attached[]> {
    const mention = this.#listed.get(id);
    if (!mention) return [];
    try {
      return await mention.attach();
    } catch (error) {
      const reason = error instanceof Error ? error.message.slice(0, 200) : '';
      return [{ ok: false, message: sentence('{0} could not be read: {1}', mention.label, reason) }];
    }
  }

  dispose(): void {
    this.#files.dispose();
  }

  #ofTheWork(): readonly Mention[] {
    return [
      {
        id: 'codebase',
        kind: 'codebase',
        label: '@codebase',
        detail: say(sentence('search the project for what you ask')),
        keys: 'codebase project search',
        attach: async () => [],
      },
      selectionMention(this.#parts),
      problemsMention(this.#parts),
      ...terminalMentions(this.#parts, this.#parts.terminal.commands).slice(0, 3),
      ...diffMentions(this.#parts),
    ];
  }

  #remembered(mention: Mention): MentionView {
    this.#listed.delete(mention.id);
    this.#listed.set(mention.id, mention);
    const [oldest] = this.#listed.keys();
    if (this.#listed.size > mostRemembered && oldest !== undefined) this.#listed.delete(oldest);
    const { id, kind, label, detail } = mention;
    return { id, kind, label: label.slice(0, 500), detail: detail.slice(0, 1_000) };
  }
}

/** Scattered letters fit long texts by chance: a word has to begin with what was typed. */
function isMeant(typed: string, words: string): boolean {
  return (
    words.split(/[\s/:]+/).some((word) => word.toLowerCase().startsWith(typed.toLowerCase())) ||
    (fitOf(typed, words) ?? 0) >= 40
  );
}
