// A model's answer for one place. It grows while its stream is open and is remembered afterwards.

export interface Answer {
  /** Id of the request, so that what became of it can be booked with its cost. */
  id: string;
  readonly uri: string;
  /** The windows it was asked with, line ends as `\n`. */
  readonly left: string;
  readonly right: string;
  /** Text after the streaming cut, line ends as `\n`. */
  text: string;
  /** `open` while the stream may still bring text; `ended` when the model had no more to say; `limited` when it was cut off by a limit or an error. */
  state: 'open' | 'ended' | 'limited';
  readonly askedAtMs: number;
  firstTextAtMs?: number;
}
