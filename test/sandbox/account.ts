// GET /v1/models and GET /v1/user/info.
import { admit } from './admission.ts';
import { endpointGone, jsonReply, type Reply } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { FAULTS } from './faults.ts';
import { listed, mediaOf } from './models.ts';
import type { World } from './world.ts';

/** Which `sub_type` of the query a catalogue type answers to; text-to-speech has none. */
const SUB_TYPES: Readonly<Record<string, string>> = { 'image-to-video': 'text-to-video' };

/** The list in the documented shape: no price and no window, `created` 0 and `owned_by` empty. */
export function models(world: World, exchange: Exchange): Reply {
  const refused = admit(world, exchange, 'models', '');
  if (refused !== undefined) return refused;
  const type = exchange.url.searchParams.get('type');
  const subType = exchange.url.searchParams.get('sub_type');
  const rows = listed(world.site).filter(
    (model) =>
      (type === null || mediaOf(model.type) === type) &&
      (subType === null || (SUB_TYPES[model.type] ?? model.type) === subType),
  );
  const faults =
    world.options.listFaults === true && (subType ?? 'chat') === 'chat' ? Object.keys(FAULTS) : [];
  const ids = [...rows.map((model) => model.id), ...faults.map((name) => `sandbox/${name}`)];
  const data = ids.map((id) => ({ id, object: 'model', created: 0, owned_by: '' }));
  return jsonReply(200, { object: 'list', data });
}

/** Withdrawn on CN on 2026-08-14; on Global the documented shape, amounts as strings. */
export function userInfo(world: World, exchange: Exchange): Reply {
  const refused = admit(world, exchange, 'account', '');
  if (refused !== undefined) return refused;
  if (world.site === 'cn') return endpointGone();
  const empty = exchange.account?.state === 'noBalance';
  const data = {
    id: 'sandbox-user',
    name: '',
    image: '',
    email: '',
    isAdmin: false,
    balance: empty ? '0' : '1.00',
    status: 'normal',
    introduction: '',
    role: '',
    chargeBalance: empty ? '-0.02' : '88.00',
    totalBalance: empty ? '-0.02' : '89.00',
  };
  return jsonReply(200, { code: 20000, message: 'OK', status: true, data });
}
