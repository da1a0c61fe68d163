// A place that has to be asked about: what the pipeline adds to the model's own time, without its deliberate wait.
import { CompletionPipeline } from '../src/core/completion/pipeline.ts';
import { defaultSettings } from '../src/core/completion/settings.ts';
import { flat, instantModel, longFile, percentile, pipelineAt } from './completions/microscope.ts';
import { atMost, type Measured } from './row.ts';

export const id = 'completion-miss';

const ROUNDS = 300;
const ANSWER = 'computeTheResultOf(first, second, third);';

export async function run(): Promise<readonly Measured[]> {
  const world = instantModel(ANSWER);
  const neighbour = longFile(400).before;
  const pipeline = new CompletionPipeline({
    ...world.ports,
    settings: () => ({ ...defaultSettings, enabled: { '*': true } }),
    neighbours: () =>
      ['a', 'b', 'c', 'd', 'e'].map((name, recency) => ({
        path: `src/${name}.ts`,
        languageId: 'typescript',
        text: neighbour,
        recency,
      })),
  });
  const { before, after } = longFile(20_000);
  const never = new AbortController().signal;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const left = flat(`${before}const value${round} = `);
    const begin = performance.now();
    const result = await pipeline.provide(pipelineAt(left, after), 'manual', never);
    times.push(performance.now() - begin);
    if (result.kind !== 'suggestion') throw new Error(`no answer: ${result.reason}`);
  }
  pipeline.dispose();
  return [atMost(id, 'overhead over the model, p95', percentile(times, 0.95), 'ms', 5)];
}
