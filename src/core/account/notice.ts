// What a person is told once per place before anything is sent there, and how the consent is remembered.
import { type Sentence, sentence } from '../sentence.ts';
import { type Place, placeId } from './place.ts';

/** Raised when the meaning of the notice changes, so that everybody reads the new one. */
export const noticeVersion = 1;

/** Memory key under which the accepted version is kept. A custom address has one of its own per origin. */
export function noticeKey(place: Place): string {
  return `notice.${placeId(place)}`;
}

export function isNoticeAccepted(remembered: string | undefined): boolean {
  return remembered === String(noticeVersion);
}

/** Title of the notice. */
export function noticeTitle(place: Place): Sentence {
  if (place.local) return sentence('Local server {0}', place.host);
  return place.site === 'custom'
    ? sentence('Trust {0}?', place.host)
    : sentence('Before the first question to {0}', place.name);
}

/**
 * What is sent, to whom, what it costs, and the duties the platform's terms put on its users (siliconflow-api.md §9:
 * preamble, 1.1.3, 2.2.11, 3.3.3, 3.3.4, 3.6.2, 6.1). Our own words: the terms themselves are linked, not copied.
 */
export function noticeLines(place: Place): readonly Sentence[] {
  const marking = sentence('AI-generated content must be marked as such when you publish it.');
  if (place.local) {
    return [
      sentence(
        'Requests go to a local server on this machine, such as the sandbox. Its answers do not come from SiliconFlow.',
      ),
      sentence('What you ask and attach stays on this machine unless that server passes it on.'),
      marking,
    ];
  }
  const sent = sentence(
    'Your questions, what you attach to them and the conversation so far are sent to {0}.',
    place.host,
  );
  const key = sentence(
    "Your API key is kept in the editor's secret storage and sent to {0} only.",
    place.host,
  );
  const data = sentence(
    'Send no personal data of other people, least of all of children, and nothing confidential that you may not share.',
  );
  if (place.site === 'custom') {
    return [
      sentence('{0} is not a site of SiliconFlow. Whoever runs it can read what you send there.', place.host),
      sent,
      key,
      sentence('It may cost money; its operator sets the prices.'),
      data,
      marking,
    ];
  }
  return [
    sent,
    sentence(
      'Every request costs money: {0} bills its tokens to your account. Each one gets a receipt here.',
      place.name,
    ),
    key,
    sentence('For adults only.'),
    data,
    marking,
    sentence('This extension is not made by SiliconFlow and collects no usage data of its own.'),
    sentence('The terms, privacy policy and prices of {0} apply.', place.name),
  ];
}
