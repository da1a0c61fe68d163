// Turns a selection, a file or an image into an attachment: checked by the guard, bounded, with its weight.
import type { Attachment } from '../../core/chat/turn.ts';
import type { Placeholder } from '../../core/outgoing/letThrough.ts';
import { withoutMetadata } from '../../core/outgoing/pictureFacts.ts';
import type { Random } from '../../core/ports.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { type PixelSize, pixelSize } from '../../core/tokens/imageTokens.ts';

/** A file as the editor knows it: unsaved text included. */
export interface SourceText {
  readonly uri: string;
  /** Every spelling of its path: as named, with symlinks resolved; the guard judges all of them. */
  readonly spellings: readonly string[];
  /** URIs of files that it quotes; their spellings are among those above. */
  readonly holds?: readonly string[];
  /** Relative to its workspace folder, or its name when outside of any. */
  readonly shortPath: string;
  readonly languageId: string;
  readonly text: string;
}

export interface GatheredText {
  /** On the chip, in the person's language. */
  readonly label: string;
  /** What it is, as the model is told. */
  readonly source: string;
  readonly languageId: string;
  readonly text: string;
  /** That it is not all there was, where something was cut or left out. */
  readonly remark?: Sentence | undefined;
  readonly files: readonly Pick<SourceText, 'uri' | 'spellings'>[];
}

/** A text with its secrets replaced, the rules that fired, and whether the person wants it refused for them. */
export interface MaskedText {
  readonly text: string;
  readonly rules: readonly string[];
  readonly stops: boolean;
  /** What a person may let through to send it after all; empty when something in it must stay. */
  readonly offered: readonly Placeholder[];
}

export interface AttachPorts {
  readonly random: Random;
  /** Why none of these spellings may leave, or null when they may. */
  readonly refusal: (spellings: readonly string[]) => Sentence | null;
  readonly mask: (text: string) => MaskedText;
  readonly textTokens: (text: string) => number;
  readonly imageTokens: (width: number, height: number) => number;
}

export interface AboutImage {
  readonly uri?: string;
  /** What it measured before it was scaled down. */
  readonly scaledFrom?: PixelSize | undefined;
  /** What stands for it on its chip. */
  readonly thumbnail?: string | undefined;
}

export type Attached =
  | { readonly ok: true; readonly value: Attachment }
  | {
      readonly ok: false;
      readonly message: Sentence;
      /** Refused for its secrets alone: what it would be, once they are let through. */
      readonly stopped?: { readonly placeholders: readonly Placeholder[]; readonly attachment: Attachment };
    };

/** Text beyond this is refused: it would fill any window, and nothing is cut in silence. */
const maxTextCharacters = 2_000_000;
const maxImageCharacters = 28_000_000;

export function unreadablePicture(name: string): Sentence {
  return sentence('{0} is not an image that can be read (PNG, JPEG, WebP or GIF).', name);
}

/** A file that is not even read; `mime` of a picture. The page scales what it is given itself, and the host cannot. */
export function tooLargeFile(name: string, bytes: number, mime: string | undefined): Sentence {
  const megabytes = Math.round(bytes / 1e6);
  return mime === undefined || mime === 'image/gif'
    ? sentence('{0} is too large to attach ({1} MB).', name, megabytes)
    : sentence(
        '{0} is too large to attach by its name ({1} MB). Choose it with "Attach Image" below the input, where it is made smaller.',
        name,
        megabytes,
      );
}

export class Attacher {
  private readonly ports: AttachPorts;

  constructor(ports: AttachPorts) {
    this.ports = ports;
  }

  /** A whole file, or lines of it when `lines` (from 1, inclusive) is given. */
  text(source: SourceText, lines?: { readonly start: number; readonly end: number }): Attached {
    const refusal = this.ports.refusal(source.spellings);
    if (refusal) return { ok: false, message: refusal };
    if (!source.text.trim()) return { ok: false, message: sentence('{0} is empty.', source.shortPath) };
    if (source.text.includes('\0'))
      return {
        ok: false,
        message: sentence('{0} is a binary file. Only text and images can be attached.', source.shortPath),
      };
    if (source.text.length > maxTextCharacters)
      return {
        ok: false,
        message: sentence(
          '{0} is too large to attach ({1} million characters). Select the part you mean.',
          source.shortPath,
          (source.text.length / 1e6).toFixed(1),
        ),
      };
    const masked = this.ports.mask(source.text);
    const name = source.shortPath.split('/').at(-1) ?? source.shortPath;
    const attachment: Attachment = {
      id: this.ports.random.id(),
      kind: lines ? 'selection' : 'file',
      label: lines ? `${name}:${lines.start}${lines.end > lines.start ? `-${lines.end}` : ''}` : name,
      source: source.shortPath,
      uri: source.uri,
      languageId: source.languageId,
      text: masked.text,
      tokens: this.ports.textTokens(masked.text),
      ...(lines ? { startLine: lines.start, endLine: lines.end } : {}),
      ...(source.holds?.length ? { holds: [...source.holds] } : {}),
      ...(masked.rules.length > 0 ? { masked: [...masked.rules] } : {}),
    };
    if (!masked.stops) return { ok: true, value: attachment };
    const { offered } = masked;
    return {
      ok: false,
      message: sentence(
        '{0} contains secrets ({1}), and your settings do not allow sending such files.',
        source.shortPath,
        masked.rules.join(', '),
      ),
      ...(offered.length > 0 ? { stopped: { placeholders: offered, attachment } } : {}),
    };
  }

  /** A text gathered from files, such as a diff: kept back when one of them may not leave. */
  gathered(text: GatheredText): Attached {
    const attached = this.text({
      uri: '',
      spellings: text.files.flatMap(({ spellings }) => spellings),
      shortPath: text.source,
      languageId: text.languageId,
      text: text.text,
    });
    const holds = text.files.map(({ uri }) => uri);
    const { label, remark } = text;
    const said = remark && { remark: { text: remark.text, ...(remark.args && { args: [...remark.args] }) } };
    const named = ({ uri: _, ...value }: Attachment): Attachment => ({ ...value, label, holds, ...said });
    if (attached.ok) return { ok: true, value: named(attached.value) };
    const { stopped, message } = attached;
    return stopped
      ? { ok: false, message, stopped: { ...stopped, attachment: named(stopped.attachment) } }
      : { ok: false, message };
  }

  /** An image as a data URL, without what it tells besides the picture, with the file it is from if any; its size in pixels is read from its header, nothing of it is trusted. */
  image(name: string, dataUrl: string, { uri, scaledFrom, thumbnail }: AboutImage = {}): Attached {
    if (dataUrl.length > maxImageCharacters)
      return { ok: false, message: sentence('{0} is too large. Images may be up to 20 MB.', name) };
    const picture = withoutMetadata(dataUrl);
    const size = pixelSize(picture);
    if (!size) return { ok: false, message: unreadablePicture(name) };
    const { width, height } = size;
    return {
      ok: true,
      value: {
        id: this.ports.random.id(),
        kind: 'image',
        label: name.slice(0, 80),
        source: `${name} (${width} × ${height})`,
        ...(uri === undefined ? {} : { uri }),
        dataUrl: picture,
        width,
        height,
        ...(scaledFrom === undefined ? {} : { scaledFrom }),
        ...(thumbnail === undefined ? {} : { thumbnail }),
        tokens: this.ports.imageTokens(width, height),
      },
    };
  }
}
