// An `@` in the composer: how long the best of 20,000 files take to be found for each letter that is typed.
import { bestFits } from '../src/core/mentions/fuzzy.ts';
import { atMost, type Measured } from './row.ts';

export const id = 'mentions';

const folders =
  'core editor store chat spend actions requests completion mentions tokens outgoing models'.split(' ');
const words = 'session request answer money budget index window guard price token file stream'.split(' ');

/** Paths as projects have them: a few deep folders, names of two words, some of them often. */
function manyPaths(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => {
    const [a = '', b = ''] = [words[n % words.length], words[Math.floor(n / 7) % words.length]];
    const folder = `${folders[n % folders.length]}/${folders[Math.floor(n / 11) % folders.length]}`;
    return `packages/p${n % 53}/src/${folder}/${a}${b.charAt(0).toUpperCase()}${b.slice(1)}${n % 997}.ts`;
  });
}

export async function run(): Promise<readonly Measured[]> {
  const paths = manyPaths(20_000);
  const times: number[] = [];
  for (const word of [...words, 'sreqindex', 'chat/moneyb', 'p12grd', 'zzz']) {
    for (let typed = 1; typed <= word.length; typed += 1) {
      const before = process.threadCpuUsage();
      bestFits(word.slice(0, typed), paths, (path) => path, 25);
      const { user, system } = process.threadCpuUsage(before);
      times.push((user + system) / 1_000);
    }
  }
  const p95 = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
  return [atMost(id, 'thread time for the best of 20,000 files, p95', p95, 'ms', 50)];
}
