// A keystroke that types what is shown: how long the pipeline takes to answer it from memory, on a file of 20,000 lines.
import { CompletionPipeline } from '../src/core/completion/pipeline.ts';
import { defaultSettings } from '../src/core/completion/settings.ts';
import { flat, instantModel, longFile, percentile, pipelineAt } from './completions/microscope.ts';
import { atMost, type Measured } from './row.ts';

export const id = 'completion-hit';

const ANSWER = 'computeTheResultOf(first, second, third) + anotherCallWith(a, b);';
const ROUNDS = 200;

export async function run(): Promise<readonly Measured[]> {
  const world = instantModel(ANSWER);
  const pipeline = new CompletionPipeline({
    ...world.ports,
    settings: () => ({ ...defaultSettings, enabled: { '*': true }, economy: 'generous' }),
  });
  const times: number[] = [];
  const { before, after } = longFile(20_000);
  let requests = 0;
  const never = new AbortController().signal;
  for (let round = 0; round < ROUNDS; round++) {
    const line = `const value${round} = `;
    await pipeline.provide(pipelineAt(before + line, after), 'manual', never);
    const asked = world.asked();
    for (let typed = 1; typed < ANSWER.length; typed++) {
      const left = flat(before + line + ANSWER.slice(0, typed));
      const begin = performance.now();
      const place = pipelineAt(left, after);
      pipeline.noteEdit({
        uri: place.uri,
        from: place.offset - 1,
        removed: 0,
        inserted: ANSWER.charAt(typed - 1),
      });
      const result = await pipeline.provide(place, 'automatic', never);
      times.push(performance.now() - begin);
      if (result.kind !== 'suggestion') throw new Error(`not answered from memory: ${result.reason}`);
    }
    requests = Math.max(requests, world.asked() - asked);
  }
  pipeline.dispose();
  return [
    atMost(id, 'answered from memory, p95', percentile(times, 0.95), 'ms', 1),
    atMost(id, 'most requests along one answer', requests, 'requests', 0),
    atMost(id, 'synchronous part on 20,000 lines, p95', percentile(times, 0.95), 'ms', 2),
  ];
}
