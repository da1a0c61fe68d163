// What a question asks for: its words without those that ask, each with the other words it may be written with.
import { fromChinese, longestChinese, sameAs } from './glossary.ts';
import { pairsOf, wordsOf } from './words.ts';

/** A word as it may stand in the index; `weight` says how much a find of it is worth, the person's own word being 1. */
export interface Variant {
  readonly word: string;
  readonly weight: number;
}

/** One thing that is asked for. A piece is worth its best variant, not their sum. */
export interface Concept {
  readonly variants: readonly Variant[];
}

/** Bounds a pasted text. */
const mostConcepts = 24;
const otherWeight = 0.35;
const formWeight = 0.7;
const translatedWeight = 0.9;
const pairWeight = 0.6;

const asking = new Set(
  (
    'a an the and or but nor not no if then else so as of in on at to from by with without for into onto over under after before between about ' +
    'is are was were be been being am do does did done doing have has had having can could will would shall should may might must ' +
    'i you he she it we they me him her us them my your his its our their this that these those there here who whom whose which what where when why how ' +
    'all any each every some such only just also more most much many few other another same very too than that both either neither again still yet ' +
    'please tell show explain find give want need know look see code implement implemented implementation project codebase repository place places ' +
    'used use uses using happen happens work works way one two several someone something somewhere nobody anybody thing things get gets got'
  ).split(' '),
);
const askingChinese =
  /请问|请|在哪里|在哪|哪里|哪个|哪些|哪条|哪|如何|怎么样|怎么|怎样|是怎样|什么|为什么|实现的|实现|处理的|逻辑|是|的|了|吗|呢|把|被|里|却|之后|时|按|有|和|与|或/gu;

/** The concepts of a question in the order they are asked for; none when it has only words that ask. */
export function conceptsOf(question: string): readonly Concept[] {
  const concepts = new Map<string, Concept>();
  const add = (key: string, variants: readonly Variant[]): void => {
    if (concepts.size < mostConcepts && !concepts.has(key)) concepts.set(key, { variants });
  };
  for (const run of question.match(/[\p{Script=Han}]+|[^\p{Script=Han}]+/gu) ?? []) {
    if (/^\p{Script=Han}/u.test(run)) {
      for (const word of chineseWords(run)) add(word, chineseVariants(word));
    } else {
      for (const word of wordsOf(run)) if (!asking.has(word)) add(word, variantsOf(word));
    }
  }
  return [...concepts.values()];
}

function variantsOf(word: string): readonly Variant[] {
  const variants = new Map([[word, 1]]);
  const add = (other: string, weight: number): void => {
    if (!variants.has(other)) variants.set(other, weight);
  };
  const forms = formsOf(word);
  for (const form of forms) add(form, formWeight);
  for (const known of [word, ...forms]) for (const other of sameAs.get(known) ?? []) add(other, otherWeight);
  return [...variants].map(([word, weight]) => ({ word, weight }));
}

/**
 * Forms that Porter's stemmer, which the index applies (https://tartarus.org/martin/PorterStemmer/), keeps apart: who does
 * a thing and what is done.
 */
function formsOf(word: string): readonly string[] {
  const stem = word.replace(/(?:ing|ed|er|ers|or|ors|es|s|ation|ations|e)$/, '');
  if (stem.length < 3) return [];
  return [stem, `${stem}e`, `${stem}er`, `${stem}or`, `${stem}ation`].filter((form) => form !== word);
}

/** The longest known words from the left; what is between them stays together. */
function chineseWords(run: string): readonly string[] {
  const words: string[] = [];
  let rest = '';
  const flush = (): void => {
    for (const piece of rest.split(askingChinese)) if (piece.length > 1) words.push(piece);
    rest = '';
  };
  for (let at = 0; at < run.length; ) {
    let length = Math.min(longestChinese, run.length - at);
    while (length > 0 && !fromChinese.has(run.slice(at, at + length))) length -= 1;
    if (length === 0) {
      rest += run.charAt(at);
      at += 1;
    } else {
      flush();
      words.push(run.slice(at, at + length));
      at += length;
    }
  }
  flush();
  return words;
}

function chineseVariants(word: string): readonly Variant[] {
  const pairs = pairsOf(word).map((pair) => ({ word: pair, weight: pairWeight }));
  const english = (fromChinese.get(word) ?? []).map((other, index) => ({
    word: other,
    weight: index === 0 ? 1 : translatedWeight,
  }));
  return [...english, ...pairs];
}
