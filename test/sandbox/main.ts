// `node test/sandbox/main.ts --port 0 --site cn`: serves until Ctrl+C; the first line on stdout is one JSON object with the address.
import { parseArgs } from 'node:util';
import { KEYS } from './keys.ts';
import { startSandbox } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    site: { type: 'string', default: 'cn' },
    pace: { type: 'string', default: 'life' },
    fault: { type: 'string', default: '' },
    'list-faults': { type: 'boolean', default: false },
  },
});
const site = values.site === 'global' ? 'global' : 'cn';
const sandbox = await startSandbox({
  site,
  port: Number(values.port),
  pace: values.pace === 'instant' ? 'instant' : 'life',
  fault: values.fault,
  listFaults: values['list-faults'],
});
console.log(
  JSON.stringify({
    url: sandbox.url,
    baseUrl: `${sandbox.url}/v1`,
    port: sandbox.port,
    site,
    key: KEYS[site],
  }),
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    sandbox.close().catch((error: unknown) => console.error(error));
  });
}
