// The report as Markdown, in the person's language: what needs attention first, then everything that was looked at.
import { type Sentence, sentence } from '../sentence.ts';
import type { Fact, Finding, Section, Verdict } from './finding.ts';

export interface ReportHead {
  /** UTC ms. */
  readonly atMs: number;
  readonly tookMs: number;
}

const verdictWords: Readonly<Record<Verdict, Sentence>> = {
  ok: sentence('ok'),
  warning: sentence('warning'),
  fault: sentence('fault'),
  skipped: sentence('not checked'),
};

/** Counts of what is wrong, as the first line of the report and the notice beside it. */
export function summaryOf(sections: readonly Section[]): Sentence {
  const findings = sections.flatMap((section) => section.findings);
  const count = (verdict: Verdict): number => findings.filter((one) => one.verdict === verdict).length;
  const [faults, warnings] = [count('fault'), count('warning')];
  return faults + warnings === 0
    ? sentence('Nothing wrong was found.')
    : sentence('Faults: {0}. Warnings: {1}.', faults, warnings);
}

/** `say` translates; the result is still to be scrubbed. */
export function reportText(
  sections: readonly Section[],
  { atMs, tookMs }: ReportHead,
  say: (words: Sentence) => string,
): string {
  const grave = sections
    .flatMap((section) => section.findings)
    .filter(({ verdict }) => verdict === 'fault' || verdict === 'warning')
    .sort((a, b) => rank(a) - rank(b));
  const made = new Date(atMs).toISOString().slice(0, 19).concat('Z');
  const took = (tookMs / 1_000).toFixed(1);
  return [
    `# ${say(sentence('Diagnosis of Code Assistant for SiliconFlow'))}`,
    [
      say(summaryOf(sections)),
      say(sentence('Made at {0} in {1} s.', made, took)),
      say(
        sentence('Keys, passwords, hosts and names of users were left out: it can be pasted into an issue.'),
      ),
    ].join('\n'),
    ...(grave.length === 0
      ? []
      : [`## ${say(sentence('What needs attention'))}`, grave.map((one) => line(one, say)).join('\n')]),
    ...sections
      .filter(({ findings, facts }) => findings.length + facts.length > 0)
      .flatMap(({ title, findings, facts }) => [
        `## ${say(title)}`,
        [...findings.map((one) => line(one, say)), ...facts.map((one) => factLine(one, say))].join('\n'),
      ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function line({ what, verdict, words, cure }: Finding, say: (words: Sentence) => string): string {
  const said = [...words, ...(cure ? [cure] : [])].map((one) => oneLine(say(one)));
  return `- **${say(what)}** – ${say(sentence('{0}: {1}', say(verdictWords[verdict]), joined(said)))}`;
}

function factLine({ label, value }: Fact, say: (words: Sentence) => string): string {
  const name = typeof label === 'string' ? code(label) : say(label);
  return `- ${say(sentence('{0}: {1}', name, typeof value === 'string' ? code(value) : oneLine(say(value))))}`;
}

/** Chinese puts no space after its full stop. */
function joined(sentences: readonly string[]): string {
  return sentences.reduce((text, next) => (/[。！？：]$/.test(text) ? text + next : `${text} ${next}`));
}

/** Data as data: no mark-up in it is alive. */
function code(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'")}\``;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function rank({ verdict }: Finding): number {
  return verdict === 'fault' ? 0 : 1;
}
