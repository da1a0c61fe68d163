// The composer's attachments: chips of what goes along, buttons to add to it, and files that are picked, pasted or dropped.
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { visible } from '../../src/core/outgoing/visible.ts';
import type { AttachmentView } from '../../src/protocol/chatTurns.ts';
import type { Bridge } from '../bridge.ts';
import { icon } from '../icons.ts';
import { t } from '../texts.ts';
import { chipKey, settleTabStop } from './chipKeys.ts';
import { chip, chipLabel, iconButton } from './parts.ts';
import { addPictures, droppedUris } from './pictures.ts';
import { count } from './words.ts';

/** The protocol carries so many addresses at once. */
const mostDropped = 50;

/** From so many on they are counted, and can be taken out together: not all of them are in sight. */
const fewest = 6;

function allOfThem(
  attachments: readonly AttachmentView[],
  bridge: Bridge,
  removed: () => void,
): TemplateResult | typeof nothing {
  if (attachments.length < fewest) return nothing;
  const removeAll = (): void => {
    for (const { id } of attachments) bridge.send({ type: 'removeAttachment', attachmentId: id });
    removed();
  };
  return html`<div class="chips-line">
    <span>${t('{0} attachments', count(attachments.length))}</span>
    <button type="button" class="text-button" @click=${removeAll}>${t('Remove All')}</button>
  </div>`;
}

/** `removed` is told which chip of the row goes away, before it does; without an index all of them do. */
export function attachmentChips(
  attachments: readonly AttachmentView[],
  bridge: Bridge,
  removed: (index?: number) => void,
): TemplateResult | typeof nothing {
  if (attachments.length === 0) return nothing;
  return html`${allOfThem(attachments, bridge, () => removed())}<ul
    class="chips"
    aria-label=${t('Attachments')}
    aria-description=${t('Arrow keys go from one to the next, Delete takes one out.')}
    @keydown=${chipKey}
    @focusin=${settleTabStop}
  >
    ${repeat(
      attachments,
      (one) => one.id,
      (one, index) =>
        chip(
          one,
          () => bridge.send({ type: 'openAttachment', attachmentId: one.id }),
          () => {
            bridge.send({ type: 'removeAttachment', attachmentId: one.id });
            removed(index);
          },
        ),
    )}
  </ul>`;
}

/** Files of the project that are offered: nothing of them is sent until one is clicked. */
export function offeredChips(paths: readonly string[], bridge: Bridge): TemplateResult | typeof nothing {
  if (paths.length === 0) return nothing;
  return html`<ul class="chips offered" aria-label=${t('Offered files')}>
    ${paths.map(
      (path) => html`<li class="chip">
        <button
          type="button"
          class="chip-open"
          title=${t('Rules for assistants in this project. Not sent unless you add it.')}
          aria-label=${t('Add {0}', visible(path))}
          @click=${() => bridge.send({ type: 'takeOffered', path })}
        >
          ${icon('add')}${chipLabel(visible(path))}
        </button>
        ${iconButton('close', t('Do not offer {0} in this chat', visible(path)), () => bridge.send({ type: 'declineOffered', path }))}
      </li>`,
    )}
  </ul>`;
}

/** `picked` gets the images that were chosen in the system's dialog. */
export function attachButtons(bridge: Bridge, picked: (files: readonly File[]) => void): TemplateResult {
  const choose = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof Element)
      currentTarget.parentElement?.querySelector<HTMLInputElement>('.picture')?.click();
  };
  const chosen = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    const files = Array.from(target.files ?? []);
    target.value = '';
    picked(files);
  };
  return html`<div class="attach">
    ${iconButton('selection', t('Attach Selection'), () => bridge.send({ type: 'addSelection' }))}
    ${iconButton('file', t('Attach File'), () => bridge.send({ type: 'pickFile' }))}
    ${iconButton('image', t('Attach Image'), choose)}
    <input
      class="picture"
      type="file"
      hidden
      multiple
      accept="image/png,image/jpeg,image/webp,image/gif"
      aria-label=${t('Attach Image')}
      @change=${chosen}
    />
  </div>`;
}

/** Takes what was dropped: images as they are, anything else by its address. Resolves with a sentence for what was refused. */
export async function takeDropped(data: DataTransfer, bridge: Bridge): Promise<string | undefined> {
  const files = Array.from(data.files);
  const uris = droppedUris(data);
  if (files.some((file) => file.type.startsWith('image/')) || (files.length > 0 && uris.length === 0))
    return addPictures(files, bridge);
  if (uris.length > 0) bridge.send({ type: 'dropUris', uris: uris.slice(0, mostDropped) });
  return uris.length > mostDropped
    ? t('{0} were dropped, and the first {1} of them are attached.', count(uris.length), count(mostDropped))
    : undefined;
}
