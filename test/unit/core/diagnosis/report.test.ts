import { strict as assert } from 'node:assert';
import { fault, ok, type Section, warning } from '../../../../src/core/diagnosis/finding.ts';
import { inTime } from '../../../../src/core/diagnosis/inTime.ts';
import { reportText, summaryOf } from '../../../../src/core/diagnosis/report.ts';
import { sentence } from '../../../../src/core/sentence.ts';
import { ManualClock } from '../../editor/accountFakes.ts';
import { inEnglish } from './english.ts';

const head = { atMs: Date.UTC(2026, 10, 22, 4, 30), tookMs: 1_234 };
const network: Section = {
  title: sentence('Network'),
  findings: [
    { what: sentence('Clock'), ...warning(sentence('It is slow.'), sentence('Set it.')) },
    { what: sentence('Site'), ...ok(sentence('It answers.'), sentence('It is fast.')) },
    { what: sentence('DNS'), ...fault(sentence('It is gone.'), sentence('Find it.')) },
  ],
  facts: [],
};

describe('the report', () => {
  it('says what needs attention first, faults before warnings, with the cure', () => {
    const text = reportText([network], head, inEnglish);
    const [, , attention = '', , all = ''] = text.split('\n\n');
    assert.match(text, /^# Diagnosis of Code Assistant/);
    assert.match(text, /Faults: 1\. Warnings: 1\.\nMade at 2026-11-22T04:30:00Z in 1\.2 s\./);
    assert.equal(attention, '## What needs attention');
    assert.match(
      text,
      /- \*\*DNS\*\* – fault: It is gone\. Find it\.\n- \*\*Clock\*\* – warning: It is slow\. Set it\./,
    );
    assert.equal(all, '## Network');
    assert.match(text, /- \*\*Site\*\* – ok: It answers\. It is fast\.\n/);
  });
  it('says so when nothing is wrong', () => {
    assert.equal(inEnglish(summaryOf([{ ...network, findings: [] }])), 'Nothing wrong was found.');
  });
  it('shows data as data: no mark-up, no line of its own', () => {
    const facts = [{ label: 'a`b', value: '`x`\n# Heading [link](https://evil.test)' }];
    const text = reportText([{ title: sentence('Editor'), findings: [], facts }], head, inEnglish);
    assert.match(text, /- `a'b`: `'x' # Heading \[link\]\(https:\/\/evil\.test\)`\n$/);
  });
  it('leaves out sections that hold nothing', () => {
    assert.doesNotMatch(reportText([{ ...network, findings: [] }], head, inEnglish), /##/);
  });
});

describe('a step of the diagnosis', () => {
  const never = new AbortController().signal;
  it('ends after five seconds, and tells its work to stop', async () => {
    const clock = new ManualClock();
    let told = false;
    const step = inTime(clock, never, (signal) => {
      signal.addEventListener('abort', () => {
        told = true;
      });
      return new Promise(() => undefined);
    });
    await clock.advance(4_999);
    assert.equal(told, false);
    await clock.advance(1);
    assert.deepEqual(await step, { kind: 'late' });
    assert.equal(told, true);
    assert.equal(clock.sleeping, 0);
  });
  it('ends at once when the person cancels', async () => {
    const cancel = new AbortController();
    const step = inTime(new ManualClock(), cancel.signal, () => new Promise(() => undefined));
    cancel.abort();
    assert.deepEqual(await step, { kind: 'late' });
  });
  it('never rejects, and keeps the code of an error but not its words', async () => {
    const failing = (error: unknown) =>
      inTime(new ManualClock(), never, async () => {
        throw error;
      });
    const coded = Object.assign(new Error('no gateway.acme.test'), { code: 'ENOTFOUND' });
    assert.deepEqual(await failing(coded), { kind: 'broken', code: 'ENOTFOUND' });
    assert.deepEqual(await failing('gateway.acme.test'), { kind: 'broken', code: 'UNKNOWN' });
    const wordy = Object.assign(new Error(), { code: 'at gateway.acme.test' });
    assert.deepEqual(await failing(wordy), { kind: 'broken', code: 'UNKNOWN' });
  });
});
