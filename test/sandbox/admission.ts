// The door: who asks, which faults apply, which model is meant, whether the account may, and the bill of the prompt.
import { fingerprint, type Kind } from './books.ts';
import * as errors from './errors.ts';
import { plain, type Reply } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { FaultSet, splitModel } from './faults.ts';
import { findModel, type Model } from './models.ts';
import { ratesAt } from './prices.ts';
import { statusFault } from './statusFaults.ts';
import type { World } from './world.ts';

/** Collects the faults of a request and checks its key; a reply means that it ends here. */
export function admit(world: World, exchange: Exchange, kind: Kind, modelName: string): Reply | undefined {
  const { entry, req, url, key } = exchange;
  const { id, fault } = splitModel(modelName, kind);
  const header = req.headers['x-sandbox-fault'];
  exchange.faults = new FaultSet([
    world.options.fault ?? '',
    typeof header === 'string' ? header : '',
    url.searchParams.get('fault') ?? '',
    fault,
    world.queue.take(kind, id),
  ]);
  entry.kind = kind;
  entry.model = id;
  entry.key = fingerprint(key);
  entry.fault = exchange.faults.toString();
  if (exchange.faults.unknown !== undefined) {
    return plain(400, `sandbox: no such fault: ${exchange.faults.unknown}`);
  }
  const faulted = statusFault(exchange.faults, key);
  if (faulted !== undefined) return faulted;

  const account = world.accounts.get(key);
  if (account === undefined || account.site !== world.site) return errors.invalidToken();
  if (account.state === 'noRealName') return errors.noRealName();
  exchange.account = account;
  return undefined;
}

/** Retired in 2026: switched off, and says so. Before: forgotten, as if it had never been. */
function retiredReply(model: Model): Reply {
  return (model.retiredOn ?? '') >= '2026' ? errors.modelDisabled() : errors.unknownModel();
}

/** The model to serve and to bill; ids that were replaced lead to their replacement, as some do on the platform. */
export function resolveModel(world: World, exchange: Exchange, types: readonly string[]): Model | Reply {
  const { entry, account } = exchange;
  const asked = findModel(world.site, entry.model);
  if (asked === undefined) return errors.unknownModel();
  const model = asked.replacedBy === undefined ? asked : findModel(world.site, asked.replacedBy);
  if (model === undefined || model.retiredOn !== undefined) return retiredReply(asked);
  if (!types.includes(model.type)) return errors.unknownModel();
  entry.model = model.id;
  if (account?.state === 'noBalance') return errors.noBalance(402);
  if (account?.state === 'noBalance403') return errors.noBalance(403);
  if (account?.state === 'vouchersOnly' && model.id.startsWith('Pro/')) return errors.needsPaidBalance();
  return model;
}

/** Bills the whole prompt, or refuses it by a rate limit. Limits are per account and model, not per key. */
export function billPrompt(
  world: World,
  exchange: Exchange,
  model: Model,
  tokens: readonly string[],
): Reply | undefined {
  const owner = `${exchange.account?.name} ${model.id}`;
  const { atMs } = exchange.entry;
  const metric = world.limits.admit(owner, tokens.length, atMs);
  if (metric !== undefined) return errors.rateLimited(metric);
  const cachedTokens = world.cache.admit(owner, tokens);
  exchange.entry.billPrompt(tokens.length, cachedTokens, ratesAt(model, tokens.length, atMs));
  return undefined;
}

export function isReply(value: Model | Reply): value is Reply {
  return 'body' in value;
}
