// The thread that does numbered jobs, with a real one: several answers to a job, its death, and the next thread.
import { strict as assert } from 'node:assert';
import { Worker } from 'node:worker_threads';
import { JobThread } from '../../../src/store/jobThread.ts';

const code = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ job, kind, count }) => {
    if (kind === 'die') throw new Error('out of order');
    if (kind === 'cancel') parentPort.postMessage({ job, left: -1 });
    if (kind === 'count') for (let left = count; left >= 0; left--) parentPort.postMessage({ job, left });
  });
`;

type Task = { readonly kind: 'count'; readonly count: number } | { readonly kind: 'die' | 'wait' };
interface Answer {
  readonly left: number;
}

describe('a thread with jobs', () => {
  let started = 0;
  let idle = 0;
  const thread = new JobThread<Task, Answer>(
    () => {
      started += 1;
      return new Worker(code, { eval: true });
    },
    () => {
      idle += 1;
    },
  );
  const untilNone = (answer: Answer) => (answer.left <= 0 ? { value: answer.left } : undefined);
  after(() => thread.stop());

  it('starts at the first job and gives each its own answers', async () => {
    assert.equal(started, 0);
    const seen: number[] = [];
    const counted = thread.ask({ kind: 'count', count: 3 }, (answer) => {
      seen.push(answer.left);
      return untilNone(answer);
    });
    assert.deepEqual(
      await Promise.all([counted, thread.ask({ kind: 'count', count: 1 }, untilNone)]),
      [0, 0],
    );
    assert.deepEqual(seen, [3, 2, 1, 0]);
    assert.deepEqual([started, idle, thread.isIdle], [1, 1, true]);
  });

  it('is told to give a job up', async () => {
    const giveUp = new AbortController();
    const waiting = thread.ask({ kind: 'wait' }, untilNone, giveUp.signal);
    giveUp.abort();
    assert.equal(await waiting, -1);
  });

  it('fails a job whose answer cannot be used, and no other', async () => {
    const refused = thread.ask({ kind: 'count', count: 0 }, () => {
      throw new Error('no such answer');
    });
    await assert.rejects(refused, /no such answer/);
    assert.equal(await thread.ask({ kind: 'count', count: 0 }, untilNone), 0);
  });

  it('fails what runs when it dies, and starts anew', async () => {
    const both = [thread.ask({ kind: 'wait' }, untilNone), thread.ask({ kind: 'die' }, untilNone)];
    for (const one of both) await assert.rejects(one, /out of order/);
    assert.equal(await thread.ask({ kind: 'count', count: 2 }, untilNone), 0);
    assert.equal(started, 2);
  });

  it('fails what runs when it is ended, and nothing that is asked meanwhile', async () => {
    const cut = assert.rejects(thread.ask({ kind: 'wait' }, untilNone), /ended/);
    const ending = thread.stop();
    const next = thread.ask({ kind: 'count', count: 5 }, untilNone);
    await Promise.all([cut, ending]);
    assert.equal(await next, 0);
  });
});
