// Draws one formula: KaTeX makes MathML, and of it only what is named here is made anew, with text set as text. A bundle of
// its own, loaded with the first formula of a page. What cannot be drawn wholly and honestly is not drawn: null.
import katex from 'katex';
import { hasHidden } from '../../src/core/outgoing/visible.ts';
import { inVariant } from './mathLetters.ts';

const space = 'http://www.w3.org/1998/Math/MathML';
/** Longer MathML and deeper nesting are not drawn. */
const longestXml = 200_000;
const deepest = 60;
/** So often a macro may be replaced: `\def` must not grow a formula without end. */
const mostExpansions = 200;
/** Largest size a formula may ask for, in em. */
const largestEm = 20;

const flag = /^(?:true|false)$/;
/** At most a little to the left, so that nothing can be drawn over. */
const width = /^(?:-0?\.[12]\d*|\d{1,2}(?:\.\d+)?)em$/;
const none: Readonly<Record<string, RegExp>> = {};
/** The elements, each with its attributes and their values; other attributes, colours and sizes among them, are left out. */
const elements: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  math: { display: /^block$/ },
  mrow: none,
  mi: { mathvariant: /^normal$/ },
  mn: none,
  mo: {
    fence: flag,
    separator: flag,
    stretchy: flag,
    symmetric: flag,
    largeop: flag,
    movablelimits: flag,
    lspace: width,
    rspace: width,
    minsize: width,
    maxsize: width,
    form: /^(?:prefix|infix|postfix)$/,
  },
  mtext: none,
  mspace: { width },
  mpadded: none,
  msqrt: none,
  mroot: none,
  mfrac: { linethickness: /^0(?:px|em)$/ },
  msub: none,
  msup: none,
  msubsup: none,
  munder: { accentunder: flag },
  mover: { accent: flag },
  munderover: { accent: flag, accentunder: flag },
  mmultiscripts: none,
  mprescripts: none,
  mtable: none,
  mtr: none,
  mtd: none,
  mstyle: { displaystyle: flag, scriptlevel: /^[0-2]$/ },
  menclose: none,
};
const letters = new Set(['mi', 'mn', 'mo', 'mtext']);
/** Operators without a shape, as "function of": screen readers say them. */
const unseenOperator = /^[\u2061-\u2064]$/;

/** What a formula may not hold. */
class Refused extends Error {}

/** A `math` element for `tex`, made by `document`; null when it is no formula, or holds more than is drawn. */
export function formula(tex: string, display: boolean): Element | null {
  try {
    const xml = katex.renderToString(tex, {
      displayMode: display,
      output: 'mathml',
      throwOnError: true,
      strict: 'ignore',
      maxExpand: mostExpansions,
      maxSize: largestEm,
      macros: {},
      trust: () => {
        throw new Refused();
      },
    });
    if (xml.length > longestXml) return null;
    // Read as XML, where a text can never become an element of HTML; entities are only the five of XML.
    const made = new DOMParser().parseFromString(xml, 'application/xml').querySelector('semantics');
    const math = document.createElementNS(space, 'math');
    if (display) math.setAttribute('display', 'block');
    const first = made?.firstElementChild;
    if (!first) return null;
    math.append(copied(first, 0));
    return math;
  } catch {
    // KaTeX throws for anything it cannot read, a stack overflow included: the source is shown.
    return null;
  }
}

function copied(from: Element, depth: number): Element {
  const { localName } = from;
  const allowed = from.namespaceURI === space && Object.hasOwn(elements, localName) && elements[localName];
  if (!allowed || depth > deepest) throw new Refused();
  const made = document.createElementNS(space, localName);
  for (const { name, value } of from.attributes)
    if (Object.hasOwn(allowed, name) && allowed[name]?.test(value)) made.setAttribute(name, value);
  const notation = from.getAttribute('notation');
  if (notation !== null) made.setAttribute('class', notation === 'box' ? 'boxed' : 'struck');
  for (const child of from.childNodes) {
    if (child instanceof Element) made.append(copied(child, depth + 1));
    else if (letters.has(localName)) made.append(written(child.nodeValue ?? '', from));
    else if ((child.nodeValue ?? '').trim() !== '') throw new Refused();
  }
  if (localName === 'mtable') align(made, (from.getAttribute('columnalign') ?? '').split(' '));
  return made;
}

function written(text: string, from: Element): string {
  if (hasHidden(text) && !unseenOperator.test(text)) throw new Refused();
  return inVariant(text, from.getAttribute('mathvariant') ?? '');
}

/** Browsers do not know `columnalign`: each cell gets a class of chat.css. */
function align(table: Element, columns: readonly string[]): void {
  for (const row of table.children)
    Array.from(row.children).forEach((cell, index) => {
      const side = columns[index];
      if (side === 'left' || side === 'right') cell.setAttribute('class', side);
    });
}
