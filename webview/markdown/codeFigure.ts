// A code block as the page shows it: language, buttons that name their block, and the code, folded when it is long.
import { isShell } from '../../src/core/apply/shells.ts';
import { type CodeBlock, codeBlocks } from '../../src/core/chat/codeBlocks.ts';
import { visible } from '../../src/core/outgoing/visible.ts';
import { type IconName, icon } from '../icons.ts';
import { t } from '../texts.ts';

/** Longer code is folded to so many lines (chat.css) once it is complete. */
export const foldedLines = 30;

/**
 * Puts every fenced `pre` under `root` into a figure with a header; `first` is the number of the first. Returns how many.
 * `actions` false gives no buttons, as for code that is still being written.
 */
export function dressCode(root: ParentNode, first: number, actions: boolean): number {
  const fences = root.querySelectorAll<HTMLPreElement>('pre.fence');
  fences.forEach((pre, index) => {
    const language = pre.title;
    pre.removeAttribute('title');
    pre.removeAttribute('class');
    // Long lines scroll: the keyboard must reach them.
    pre.tabIndex = 0;
    pre.setAttribute('role', 'group');
    pre.setAttribute('aria-label', language ? t('Code: {0}', language) : t('Code'));
    pre.dir = 'ltr';
    const figure = document.createElement('figure');
    figure.className = 'code';
    figure.dataset.block = String(first + index);
    figure.dataset.language = language;
    pre.replaceWith(figure);
    figure.append(header(language, first + index, actions), pre);
    const lines = actions ? lineCount(pre.textContent ?? '') : 0;
    if (lines > foldedLines) fold(figure, lines);
  });
  for (const pre of root.querySelectorAll<HTMLPreElement>('pre.indented')) {
    pre.removeAttribute('title');
    pre.tabIndex = 0;
    pre.dir = 'ltr';
  }
  return fences.length;
}

function lineCount(code: string): number {
  let lines = 0;
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) lines++;
  return lines;
}

function fold(figure: HTMLElement, lines: number): void {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'fold-code';
  made.dataset.act = 'foldCode';
  figure.dataset.lines = String(lines);
  figure.append(made);
  setFolded(figure, true);
}

/** Shows all of a long block, or its beginning again. */
export function setFolded(figure: HTMLElement, folded: boolean): void {
  const button = figure.querySelector('.fold-code');
  if (!button) return;
  figure.classList.toggle('folded', folded);
  button.setAttribute('aria-expanded', String(!folded));
  button.textContent = folded ? t('Show all {0} lines', figure.dataset.lines ?? '') : t('Show fewer lines');
}

function header(language: string, block: number, actions: boolean): HTMLElement {
  const head = document.createElement('figcaption');
  const name = document.createElement('span');
  name.className = 'language';
  name.textContent = language || t('text');
  head.append(name);
  if (!actions) return head;
  const number = block + 1;
  head.append(
    button('wrap', 'wrapCode', t('Wrap long lines of code block {0}', number)),
    isShell(language)
      ? button(
          'terminal',
          'putInTerminal',
          t('Put code block {0} into a terminal without running it', number),
        )
      : button('apply', 'applyCode', t('Apply code block {0} to its file', number)),
    button('copy', 'copyCode', t('Copy code block {0}', number)),
    button('insert', 'insertCode', t('Insert code block {0} at the cursor', number)),
    button('newFile', 'newFileFromCode', t('Open code block {0} as a new file', number)),
  );
  return head;
}

function button(name: IconName, intent: string, label: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'icon-button';
  made.dataset.act = intent;
  made.setAttribute('aria-label', label);
  made.title = label;
  made.append(icon(name));
  return made;
}

/**
 * Gives each block the number the host counts it by, once the text is complete. A block whose code the host would not
 * find (it was cut for display, or the two readings of a strange nesting differ) gets no buttons.
 */
export function numberCode(root: HTMLElement, markdown: string): void {
  const figures = root.querySelectorAll<HTMLElement>('figure.code');
  if (figures.length === 0) return;
  const blocks = codeBlocks(markdown);
  figures.forEach((figure, index) => {
    const code = figure.querySelector('code')?.textContent?.trimEnd() ?? '';
    const is = (block: CodeBlock | undefined): boolean =>
      block !== undefined && visible(block.code).trimEnd() === code;
    const number = is(blocks[index]) ? index : blocks.findIndex(is);
    if (number === index) return;
    figure.dataset.block = String(number);
    if (number < 0)
      for (const button of figure.querySelectorAll('[data-act]:not([data-act="wrapCode"])')) button.remove();
  });
}
