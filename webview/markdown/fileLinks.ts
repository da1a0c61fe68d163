// Mentions of files become links once the host has said that the file is there and may be opened. Asked in batches, each path
// once in the life of a page.
import * as v from 'valibot';
import { visible } from '../../src/core/outgoing/visible.ts';
import { t } from '../texts.ts';
import { type FileReference, fileReference } from './fileReference.ts';

/** The host's answer: those of the paths asked for that can be opened. */
const answer = v.object({ type: v.literal('filesFound'), paths: v.array(v.string()) });

const askAfterMs = 150;
const mostAtOnce = 50;
/** Of one page: a text of nothing but paths must not keep the host busy. */
const mostAsked = 1_000;

const there = new Set<string>();
const asked = new Set<string>();
let waiting: string[] = [];
let askHost: ((paths: readonly string[]) => void) | undefined;

/** `ask` asks the host for paths; until this is called, mentions of files stay text. */
export function connectFiles(ask: (paths: readonly string[]) => void): void {
  askHost = ask;
}

/** Takes a raw message of the host; others than the answer are not for here. */
export function hearFiles(message: unknown): void {
  const found = v.safeParse(answer, message);
  if (!found.success) return;
  for (const path of found.output.paths) if (asked.has(path)) there.add(path);
  if (found.output.paths.length > 0) dressFiles(document);
}

/** Makes links of the mentions under `root` whose files are known to be there, and asks for the others. */
export function dressFiles(root: ParentNode): void {
  // When no more may be asked for and nothing was found, there is nothing to find.
  if (!askHost || (there.size === 0 && asked.size >= mostAsked)) return;
  for (const code of root.querySelectorAll<HTMLElement>('code:not([role])')) {
    if (code.childElementCount > 0 || code.closest('pre, a, .dead-link')) continue;
    const reference = fileReference(code.textContent ?? '');
    if (reference && isThere(reference.path)) link(code, reference);
  }
  for (const words of root.querySelectorAll<HTMLElement>('.dead-link')) {
    const target = words.nextElementSibling;
    if (!target?.classList.contains('target')) continue;
    const reference = fileReference(decoded((target.textContent ?? '').slice(1, -1)));
    if (!reference || !isThere(reference.path)) continue;
    // The link leads somewhere now, and its title says where.
    if (target.previousSibling instanceof Text) target.previousSibling.remove();
    target.remove();
    words.className = '';
    link(words, reference);
  }
}

/** The reference that a link stands for, when it is one of these. */
export function openedBy(element: Element): FileReference | null {
  const data = element instanceof HTMLElement ? element.dataset.file : undefined;
  return data === undefined ? null : fileReference(data);
}

function isThere(path: string): boolean {
  if (there.has(path)) return true;
  if (asked.has(path) || asked.size >= mostAsked) return false;
  asked.add(path);
  waiting.push(path);
  if (waiting.length === 1) setTimeout(askWaiting, askAfterMs);
  return false;
}

function askWaiting(): void {
  for (let at = 0; at < waiting.length; at += mostAtOnce) askHost?.(waiting.slice(at, at + mostAtOnce));
  waiting = [];
}

function link(element: HTMLElement, { path, line, column }: FileReference): void {
  element.classList.add('file-link');
  element.setAttribute('role', 'link');
  element.tabIndex = 0;
  element.dataset.file = `${path}${line === undefined ? '' : `:${line}`}${column === undefined ? '' : `:${column}`}`;
  element.title = visible(line === undefined ? t('Open {0}', path) : t('Open {0}, line {1}', path, line));
}

function decoded(href: string): string {
  try {
    return decodeURI(href);
  } catch {
    return href;
  }
}
