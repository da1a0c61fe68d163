// Of the places where a request could be sent, the share that the person's economy names is asked about, whatever is usual there.
import { strict as assert } from 'node:assert';
import { generator } from '../../../../bench/completions/random.ts';
import { Asking } from '../../../../src/core/completion/asking.ts';
import { economyBounds } from '../../../../src/core/completion/settings.ts';

describe('asking', () => {
  it('sends a request at the share of places that the economy names, where places are good and where they are poor', () => {
    for (const economy of ['thrifty', 'balanced', 'generous'] as const) {
      const bounds = economyBounds(economy);
      for (const best of [0.2, 0.9]) {
        const random = generator(7);
        const asking = new Asking();
        const asked = Array.from({ length: 4000 }, () =>
          asking.isWorth(0.05 + best * random(), bounds, 'called'),
        );
        const share = asked.slice(1000).filter((one) => one).length / 3000;
        assert.ok(Math.abs(share - bounds.askedShare) < 0.05, `${economy}, ${best}: ${share}`);
      }
    }
  });

  it('asks at a smaller share of the places the further the hand outruns the server', () => {
    const bounds = economyBounds('balanced');
    const requests = (lead: number): number => {
      const random = generator(7);
      const asking = new Asking();
      return Array.from({ length: 4000 }, () =>
        asking.isWorth(0.3 * random(), bounds, 'called', lead),
      ).filter((one) => one).length;
    };
    assert.ok(requests(2) < 0.8 * requests(1) && requests(4) < 0.8 * requests(2));
  });

  it('chooses the places with the best expectation', () => {
    const bounds = economyBounds('thrifty');
    const asking = new Asking();
    const asked = Array.from({ length: 2000 }, (_, k) =>
      asking.isWorth(k % 2 === 0 ? 0.4 : 0.1, bounds, 'called'),
    );
    const late = asked.slice(1000);
    const good = late.filter((one, k) => one && k % 2 === 0).length;
    assert.ok(good >= 0.95 * late.filter((one) => one).length);
  });
});
