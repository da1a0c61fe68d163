// Pictures that the editor read from files are scaled down, and their thumbnails made, by a page, which alone can decode them:
// handed over one at a time, again to a page that is made anew. Until one answers, a picture stays as it is, and may be sent so.
import type { Attachment } from '../../core/chat/turn.ts';
import { mostImagePixels, type PixelSize } from '../../core/tokens/imageTokens.ts';
import type { ToPage } from '../../protocol/chat.ts';
import type { Handlers, Intent } from './intents.ts';
import { mostThumbnailCharacters } from './projection.ts';

export interface PictureScalingPorts {
  /** To every page there is. */
  readonly post: (message: ToPage) => void;
  readonly waiting: () => readonly Attachment[];
  /** The picture as it was made smaller; null when that is no picture. */
  readonly smaller: (
    original: Attachment,
    dataUrl: string,
    about: { readonly scaledFrom: PixelSize; readonly thumbnail: string | undefined },
  ) => Attachment | null;
  readonly replace: (attachment: Attachment) => void;
  /** Its bytes are those of no picture. */
  readonly refuse: (attachment: Attachment) => void;
}

type HandedOver = Extract<ToPage, { type: 'scalePicture' }>;

const mimes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
/** Decoded, a picture takes four bytes a pixel; what is larger than this is not handed to a page, which would have no memory for it. */
const mostDecodedPixels = 150_000_000;
/** A page that comes to its end over a picture must not be given it for ever. */
const mostTries = 3;

export class PictureScaling {
  readonly #ports: PictureScalingPorts;
  /** Of those that wait: how often they were handed over, or that a page has answered. */
  #tries = new Map<string, number>();
  /** Of those that were made smaller: what stands in their file. */
  #originals = new Map<string, Attachment>();
  #asked: string | null = null;

  constructor(ports: PictureScalingPorts) {
    this.#ports = ports;
  }

  readonly handlers: Handlers<'pictureScaled'> = {
    pictureScaled: (intent) => {
      if (intent.attachmentId === this.#asked) this.#asked = null;
      this.#answered(intent);
      this.look();
    },
  };

  /** As it was attached, before it was made smaller. */
  original(attachment: Attachment): Attachment {
    return this.#originals.get(attachment.id) ?? attachment;
  }

  /** A page was made or made anew: what the one before it was given is lost. */
  pageReady(): void {
    this.#asked = null;
    this.look();
  }

  /** Something was attached or taken away. */
  look(): void {
    const waiting = this.#ports.waiting();
    const isThere = ([id]: readonly [string, unknown]): boolean => waiting.some((one) => one.id === id);
    this.#tries = new Map([...this.#tries].filter(isThere));
    this.#originals = new Map([...this.#originals].filter(isThere));
    if (this.#asked !== null && waiting.some(({ id }) => id === this.#asked)) return;
    const tried = ({ id }: Attachment): number => this.#tries.get(id) ?? 0;
    const next = waiting.find((one) => isForPage(one) && tried(one) < mostTries);
    const message = next && handedOver(next);
    this.#asked = message?.attachmentId ?? null;
    if (!message) return;
    this.#tries.set(next.id, tried(next) + 1);
    this.#ports.post(message);
  }

  #answered({ attachmentId, dataUrl, thumbnail, isUnreadable }: Intent<'pictureScaled'>): void {
    const original = this.#ports.waiting().find(({ id }) => id === attachmentId);
    if (!original || !isForPage(original) || !this.#tries.has(attachmentId)) return;
    this.#tries.set(attachmentId, mostTries);
    if (isUnreadable) {
      this.#ports.refuse(original);
      return;
    }
    const { width = 0, height = 0 } = original;
    const smaller =
      dataUrl &&
      isTooLarge(original) &&
      this.#ports.smaller(original, dataUrl, { scaledFrom: { width, height }, thumbnail });
    if (smaller && pixels(smaller) <= mostImagePixels) {
      this.#originals.set(attachmentId, original);
      this.#ports.replace(smaller);
    } else if (thumbnail !== undefined) this.#ports.replace({ ...original, thumbnail });
  }
}

const pixels = ({ width = 0, height = 0 }: Attachment): number => width * height;

function mimeOf({ dataUrl }: Attachment): HandedOver['mime'] | undefined {
  return mimes.find((mime) => dataUrl?.startsWith(`data:${mime};base64,`));
}

/** What may move (GIF) is not scaled. */
function isTooLarge(one: Attachment): boolean {
  const isScalable = mimeOf(one) !== undefined && mimeOf(one) !== 'image/gif';
  return isScalable && pixels(one) > mostImagePixels && one.scaledFrom === undefined;
}

function lacksThumbnail(one: Attachment): boolean {
  const { dataUrl = '', thumbnail } = one;
  return dataUrl.length > mostThumbnailCharacters && thumbnail === undefined && mimeOf(one) !== undefined;
}

function isForPage(one: Attachment): boolean {
  return (isTooLarge(one) || lacksThumbnail(one)) && pixels(one) <= mostDecodedPixels;
}

function handedOver(one: Attachment): HandedOver | undefined {
  const mime = mimeOf(one);
  const base64 = one.dataUrl?.slice(one.dataUrl.indexOf(',') + 1) ?? '';
  // A plain array: the editor carries no kind of it that Node has made.
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  return mime && { type: 'scalePicture', attachmentId: one.id, mime, bytes };
}
