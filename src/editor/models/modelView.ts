// A model as a person chooses it: name, window, price and abilities in words.
import type { OfferedModel } from '../../core/models/catalogue.ts';
import { priceText } from '../../core/models/priceText.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import type { ModelView } from '../../protocol/chatSetup.ts';

export function modelView(
  offered: OfferedModel,
  nowMs: number,
  locale: string,
  say: (text: Sentence) => string,
): ModelView {
  const { facts } = offered;
  const price = priceText(facts, nowMs, locale);
  const notes = [
    ...presenceNotes(offered),
    ...price.notes,
    ...(price.toCheck ? [sentence('check prices')] : []),
  ];
  return {
    id: facts.id.slice(0, 200),
    name: facts.name.slice(0, 200),
    windowTokens: facts.windowTokens,
    price: say(price.main),
    ...(price.toCheck ? { priceToCheck: true } : {}),
    vision: facts.vision === 'yes',
    thinking: facts.thinkingSwitch === 'yes' ? 'switchable' : facts.reasoning === 'yes' ? 'always' : 'no',
    ...(notes.length > 0 ? { note: notes.map(say).join(' · ') } : {}),
  };
}

function presenceNotes({ facts, presence }: OfferedModel): readonly Sentence[] {
  if (presence === 'retired')
    return [
      facts.replacedBy
        ? sentence('Retired. Its successor is {0}.', facts.replacedBy)
        : sentence('Retired by the site.'),
    ];
  return presence === 'missing' ? [sentence("Not in the site's list for your key.")] : [];
}
