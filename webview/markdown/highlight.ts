// Colours finished code, in idle moments, never guessing the language. Colours are classes of chat.css.
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { colouredNodes } from './colouredNodes.ts';

const languages = {
  bash,
  cpp,
  csharp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
for (const [name, grammar] of Object.entries(languages)) hljs.registerLanguage(name, grammar);
hljs.registerAliases(['jsonc', 'json5'], { languageName: 'json' });
hljs.registerAliases(['shell', 'console', 'powershell', 'ps1'], { languageName: 'bash' });
hljs.registerAliases(['vue', 'svelte'], { languageName: 'xml' });

/** Longer code stays uncoloured: colouring it would block the page for more than a frame or three. */
const longestCharacters = 24_000;

/** Another block is begun only with so much idle time left: most take less. */
const leftMs = 8;

const waiting: HTMLElement[] = [];
let asked = false;

/** Colours `code` at an idle moment; until then it carries the class `uncoloured`. */
export function colourSoon(code: HTMLElement, language: string): void {
  if (!hljs.getLanguage(language) || (code.textContent?.length ?? 0) > longestCharacters) return;
  // Marks for unseen characters must stay marks.
  if (code.childElementCount > 0) return;
  code.dataset.language = language;
  code.classList.add('uncoloured');
  waiting.push(code);
  ask();
}

function ask(): void {
  if (asked || waiting.length === 0) return;
  asked = true;
  requestIdleCallback(
    (deadline) => {
      asked = false;
      do {
        const code = waiting.shift();
        if (code?.isConnected && code.classList.contains('uncoloured')) colour(code);
      } while (waiting.length > 0 && deadline.timeRemaining() > leftMs);
      ask();
    },
    { timeout: 200 },
  );
}

/** HTML of `text` in the colours of a language that is registered above. */
export function colours(text: string, language: string): string {
  return hljs.highlight(text, { language, ignoreIllegals: true }).value;
}

function colour(code: HTMLElement): void {
  const language = code.dataset.language ?? '';
  code.classList.remove('uncoloured');
  code.removeAttribute('data-language');
  if (code.className === '') code.removeAttribute('class');
  const text = code.textContent ?? '';
  const kept = selectionIn(code);
  const coloured = colouredNodes(colours(text, language));
  // The page shows the code it was given, in colour or not at all.
  if (coloured.textContent !== text) return;
  code.replaceChildren(coloured);
  if (kept) restoreSelection(code, kept);
}

interface Kept {
  readonly anchor: number | null;
  readonly focus: number | null;
}

/** The ends of the selection inside `element`, in characters from its start. */
function selectionIn(element: HTMLElement): Kept | undefined {
  const selection = getSelection();
  if (!selection || selection.rangeCount === 0) return undefined;
  const anchor = offsetIn(element, selection.anchorNode, selection.anchorOffset);
  const focus = offsetIn(element, selection.focusNode, selection.focusOffset);
  return anchor === null && focus === null ? undefined : { anchor, focus };
}

function offsetIn(element: HTMLElement, node: Node | null, offset: number): number | null {
  if (!node || !element.contains(node)) return null;
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

function restoreSelection(element: HTMLElement, kept: Kept): void {
  const selection = getSelection();
  if (!selection?.anchorNode || !selection.focusNode) return;
  const anchor = kept.anchor === null ? null : placeAt(element, kept.anchor);
  const focus = kept.focus === null ? null : placeAt(element, kept.focus);
  selection.setBaseAndExtent(
    anchor?.node ?? selection.anchorNode,
    anchor?.offset ?? selection.anchorOffset,
    focus?.node ?? selection.focusNode,
    focus?.offset ?? selection.focusOffset,
  );
}

function placeAt(element: HTMLElement, offset: number): { node: Node; offset: number } {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) return { node, offset: left };
    left -= length;
  }
  return { node: element, offset: element.childNodes.length };
}
