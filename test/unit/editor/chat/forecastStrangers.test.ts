// Is the range under the composer honest to people it was not made with? Nobody looked at these before they were judged:
// other models, languages, files and habits, drawn from a number that no change of the forecast has seen.
import { strict as assert } from 'node:assert';
import type { ChatSession } from '../../../../src/core/chat/session.ts';
import { Place } from '../../store/storeFixture.ts';
import { inWords, type Judged, openWorld, Person, verdict } from './forecastWorld.ts';
import { type Stranger, stranger } from './strangers.ts';

const warmUp = 80;
const judged = 100;
/** `STRANGERS=1,2,3` for others. */
const seeds = (process.env.STRANGERS ?? '918273,465019').split(',').map(Number);

describe('the price shown before sending, to strangers', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.remove());

  async function work(person: Person, who: Stranger, day: 0 | 1, count: number): Promise<readonly Judged[]> {
    const world = await openWorld(place);
    try {
      const results: Judged[] = [];
      let session: ChatSession | null = null;
      for (let index = 0; results.length < count && index < 2 * count; index += 1) {
        if (!session || person.next() < who.newChats) session = world.session();
        world.choices = who.choices();
        const { text, attachments } = who.message(day, index);
        const result = await world.sent(session, text, attachments);
        if (result) results.push(result);
      }
      return results;
    } finally {
      await world.close();
    }
  }

  for (const seed of seeds)
    it(`is right for 90 of ${judged} messages of stranger ${seed}, its high end at most four times its low end`, async function () {
      this.timeout(120_000);
      const person = new Person(seed);
      const who = stranger(person);
      const cold = verdict(await work(person, who, 0, warmUp));
      const results = await work(person, who, 1, judged);
      const warm = verdict(results);
      console.log(`      ${who.about}`);
      console.log(`      the first ${warmUp}, learning on the way: ${cold.words}`);
      console.log(`      the next ${judged}: ${warm.words}`);
      if (process.env.FORECAST_SHOW) for (const one of results) console.log(`      ${inWords(one)}`);
      assert.ok(warm.widest <= 4 && cold.widest <= 4, `${cold.words}; ${warm.words}`);
      assert.ok(warm.within >= 90, warm.words);
      for (const one of results) assert.ok(one.billedPico <= one.cost.mostPico, inWords(one));
    });
});
