// Writing and sending: nothing a person typed or attached is ever lost.
import { strict as assert } from 'node:assert';
import { pixelSize } from '../../src/core/tokens/imageTokens.ts';
import { type ChatPage, openChat } from './chatPage.ts';
import { answer, file, heldFile, picture, question, selection, state, turn } from './states.ts';

describe('the composer', () => {
  let chat: ChatPage;
  beforeEach(async () => {
    chat = await openChat();
    await chat.snapshot(state());
  });
  afterEach(() => chat.close());

  const box = () => chat.page.getByRole('textbox', { name: 'Message' });

  it('sends on Enter, breaks the line on Shift+Enter, and clears only what the host took', async () => {
    await box().fill('one');
    await box().press('Shift+Enter');
    await box().pressSequentially('two');
    await box().press('Enter');
    const sent = await chat.lastIntent('send');
    assert.equal(sent?.text, 'one\ntwo');
    assert.equal(await box().inputValue(), 'one\ntwo');
    await box().press('Enter');
    assert.equal((await chat.intents()).filter((intent) => intent.type === 'send').length, 1, 'sent once');
    await box().pressSequentially(' three');
    await chat.post({ type: 'sendAccepted', intentId: sent?.intentId ?? '' });
    await chat.settled();
    assert.equal(await box().inputValue(), 'three');
  });

  it('keeps the draft and says why when a message is refused', async () => {
    await box().fill('a question');
    await box().press('Enter');
    const sent = await chat.lastIntent('send');
    await chat.post({ type: 'sendRefused', intentId: sent?.intentId ?? '', message: 'Over budget' });
    await chat.page.getByRole('alert').getByText('Over budget').waitFor();
    assert.equal(await box().inputValue(), 'a question');
    await box().press('Enter');
    assert.equal(
      (await chat.intents()).filter((intent) => intent.type === 'send').length,
      2,
      'may be tried again',
    );
  });

  it('says what is missing when something is attached and nothing written', async () => {
    await chat.snapshot(state({ attachments: [picture] }));
    await box().press('Enter');
    await chat.page
      .getByRole('alert')
      .getByText('Write what you want to know about what is attached.')
      .waitFor();
    assert.equal(await chat.lastIntent('send'), undefined);
  });

  it('leaves Enter to an input method', async () => {
    await box().fill('ni');
    await box().evaluate((node) => {
      node.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
      node.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true }));
    });
    assert.equal(await chat.lastIntent('send'), undefined);
  });

  it('does not send while an answer runs, and keeps the text', async () => {
    await chat.snapshot(
      state({ turns: [turn({ id: 't2', role: 'assistant', state: 'waiting' })], running: { turnId: 't2' } }),
    );
    await box().fill('next');
    await box().press('Enter');
    assert.equal(await chat.lastIntent('send'), undefined);
    assert.equal(await box().inputValue(), 'next');
  });

  it('keeps the draft when the page is destroyed, and the place in the conversation', async () => {
    await box().fill('half a thought');
    await chat.page.waitForFunction(() =>
      JSON.stringify((window as unknown as { kept: unknown }).kept)?.includes('half'),
    );
    const kept = await chat.kept();
    const again = await openChat({ kept });
    await again.snapshot(state());
    assert.equal(await again.page.getByRole('textbox', { name: 'Message' }).inputValue(), 'half a thought');
    await again.close();
    const damaged = await openChat({ kept: { draft: 7 } });
    await damaged.snapshot(state());
    assert.equal(await damaged.page.getByRole('textbox', { name: 'Message' }).inputValue(), '');
    await damaged.close();
  });

  it('keeps neither messages nor keys of the host in what it saves', async () => {
    await chat.snapshot(state({ turns: [answer('t2', 'CANARY-IN-ANSWER')] }));
    await box().fill('draft');
    await chat.page.waitForFunction(() =>
      JSON.stringify((window as unknown as { kept: unknown }).kept)?.includes('draft'),
    );
    assert.doesNotMatch(JSON.stringify(await chat.kept()), /CANARY/);
  });

  it('fills an empty composer with a suggestion and never overwrites a draft', async () => {
    await chat.page.getByRole('button', { name: 'Explain this file' }).click();
    assert.equal((await chat.lastIntent('useSuggestion'))?.text, 'Explain this file');
    await chat.post({ type: 'prefill', text: 'Explain this file' });
    await chat.settled();
    assert.equal(await box().inputValue(), 'Explain this file');
    assert.equal(await chat.lastIntent('send'), undefined);
    await chat.post({ type: 'prefill', text: 'other' });
    await chat.settled();
    assert.equal(await box().inputValue(), 'Explain this file');
  });

  it('offers to take an attachment out of a question that was sent only when it may not leave any more', async () => {
    const sent = question('t1', 'Why?', { attachments: [file, heldFile] });
    await chat.snapshot(state({ turns: [sent, answer('t2', 'Because.')] }));
    const chips = chat.page.getByRole('list', { name: 'Attachments' });
    assert.equal(await chips.getByRole('button', { name: 'Remove src/ledger.ts' }).count(), 0);
    assert.ok(await chips.getByText(/prices\.csv never leaves this machine/).count());
    await chips.getByRole('button', { name: 'Remove prices.csv' }).click();
    assert.equal((await chat.lastIntent('removeAttachment'))?.attachmentId, 'a4');
  });

  it('shows attachments with their weight; they open and go away', async () => {
    await chat.snapshot(state({ attachments: [file, selection, picture] }));
    await chat.page
      .getByRole('button', { name: /src\/ledger\.ts/ })
      .first()
      .click();
    assert.equal((await chat.lastIntent('openAttachment'))?.attachmentId, 'a1');
    await chat.page.getByRole('button', { name: 'Remove parser.ts:12–40' }).click();
    assert.equal((await chat.lastIntent('removeAttachment'))?.attachmentId, 'a2');
    await chat.patch({ op: 'set', part: { attachments: [file, picture] } });
    assert.ok(
      await chat.page.evaluate(() => document.activeElement !== document.body),
      'the focus is not lost',
    );
  });

  it('hands a pasted picture over and refuses what is too big or no picture, losing nothing', async () => {
    await box().fill('look at this');
    const paste = (name: string, type: string, bytes: number): Promise<void> =>
      box().evaluate(
        (node, what) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(what.bytes)], what.name, { type: what.type }));
          node.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
          );
        },
        { name, type, bytes },
      );
    await paste('tiny.png', 'image/png', 12);
    await chat.page.waitForFunction(() =>
      (window as unknown as { sent: { type: string }[] }).sent.some((intent) => intent.type === 'addImage'),
    );
    const added = await chat.lastIntent('addImage');
    assert.equal(added?.name, 'tiny.png');
    assert.equal(added?.dataUrl, 'data:image/png;base64,AAAAAAAAAAAAAAAA');
    await paste('huge.png', 'image/png', 20_000_000);
    await chat.page
      .getByRole('alert')
      .getByText(/"huge\.png" is 20 MB/)
      .waitFor();
    await paste('notes.pdf', 'application/pdf', 10);
    await chat.page
      .getByRole('alert')
      .getByText(/"notes\.pdf" is not an image/)
      .waitFor();
    assert.equal((await chat.intents()).filter((intent) => intent.type === 'addImage').length, 1);
    assert.equal(await box().inputValue(), 'look at this');
  });

  it('scales a picture down that is larger than the platform reads, and tells what it was', async () => {
    await box().evaluate(async (node) => {
      const canvas = new OffscreenCanvas(6_000, 4_000);
      const context = canvas.getContext('2d');
      for (let at = 0; at < 200; at++) {
        if (context) context.fillStyle = `hsl(${at * 7} 80% 50%)`;
        context?.fillRect((at * 97) % 6_000, (at * 61) % 4_000, 400, 300);
      }
      const data = new DataTransfer();
      for (const [name, type] of [
        ['wide.jpg', 'image/jpeg'],
        ['small.png', 'image/png'],
      ] as const) {
        const small = new OffscreenCanvas(20, 10);
        small.getContext('2d');
        const blob = await (type === 'image/jpeg' ? canvas : small).convertToBlob({ type });
        data.items.add(new File([blob], name, { type }));
      }
      node.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await chat.page.waitForFunction(
      () =>
        (window as unknown as { sent: { type: string }[] }).sent.filter(({ type }) => type === 'addImage')
          .length === 2,
    );
    const [wide, small] = (await chat.intents()).filter((intent) => intent.type === 'addImage');
    assert.ok(wide && small);
    assert.deepEqual(wide.scaledFrom, { width: 6_000, height: 4_000 });
    assert.deepEqual(pixelSize(wide.dataUrl), { width: 4_389, height: 2_926 });
    assert.equal(small.scaledFrom, undefined);
    assert.deepEqual(pixelSize(small.dataUrl), { width: 20, height: 10 });
  });

  it('scales a picture down that is too heavy to be handed over, whatever it measures', async () => {
    await box().evaluate(async (node) => {
      const canvas = new OffscreenCanvas(600, 400);
      canvas.getContext('2d')?.fillRect(0, 0, 300, 200);
      const picture = await canvas.convertToBlob({ type: 'image/jpeg' });
      const data = new DataTransfer();
      // Bytes behind its end are no part of a picture.
      data.items.add(new File([picture, new Uint8Array(21_000_000)], 'heavy.jpg', { type: 'image/jpeg' }));
      node.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await chat.page.waitForFunction(() =>
      (window as unknown as { sent: { type: string; name?: string }[] }).sent.some(
        ({ type, name }) => type === 'addImage' && name === 'heavy.jpg',
      ),
    );
    const heavy = await chat.lastIntent('addImage');
    assert.deepEqual(heavy?.scaledFrom, { width: 600, height: 400 });
    const { width = 0, height = 0 } = pixelSize(heavy?.dataUrl ?? '') ?? {};
    assert.ok(width > 400 && width < 600 && height > 250 && height < 400, `${width} × ${height}`);
  });

  it('scales what the host has read from a file, and says what is no picture', async () => {
    const drawn = (width: number, height: number): Promise<number[]> =>
      box().evaluate(
        async (_node, size) => {
          const canvas = new OffscreenCanvas(size.width, size.height);
          const context = canvas.getContext('2d');
          for (let at = 0; at < 200; at++) {
            if (context) context.fillStyle = `hsl(${at * 7} 80% 50%)`;
            context?.fillRect((at * 97) % size.width, (at * 61) % size.height, 400, 300);
          }
          const blob = await canvas.convertToBlob({ type: 'image/jpeg' });
          return [...new Uint8Array(await blob.arrayBuffer())];
        },
        { width, height },
      );
    const answered = async (attachmentId: string, bytes: readonly number[]) => {
      // Handed over as an array of numbers: the way into the page carries nothing else.
      await chat.page.evaluate(
        (of) =>
          window.postMessage({
            ...{ type: 'scalePicture', attachmentId: of.attachmentId, mime: 'image/jpeg' },
            bytes: new Uint8Array(of.bytes),
          }),
        { attachmentId, bytes: [...bytes] },
      );
      await chat.page.waitForFunction(
        (id) =>
          (window as unknown as { sent: { attachmentId?: string }[] }).sent.some(
            (one) => one.attachmentId === id,
          ),
        attachmentId,
      );
      return chat.lastIntent('pictureScaled');
    };
    const wide = await drawn(6_000, 4_000);
    const scaled = await answered('wide', wide);
    assert.deepEqual(pixelSize(scaled?.dataUrl ?? ''), { width: 4_389, height: 2_926 });
    assert.equal(scaled?.isUnreadable, undefined);
    assert.deepEqual(await answered('small', await drawn(60, 40)), {
      ...{ type: 'pictureScaled', attachmentId: 'small' },
    });
    // Too heavy to be shown on its chip, and of no more pixels than are read: bytes behind its end are no part of it.
    const heavy = [...(await drawn(600, 400)), ...Array.from({ length: 150_000 }, () => 0)];
    const shown = await answered('heavy', heavy);
    assert.equal(shown?.dataUrl, undefined);
    assert.match(shown?.thumbnail ?? '', /^data:image\/webp;base64,/);
    const size = await chat.page.evaluate(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }, shown?.thumbnail ?? '');
    assert.deepEqual(size, [72, 48]);
    // The head of the picture, and nothing that can be decoded behind it.
    const broken = await answered('broken', [...wide.slice(0, 700), ...Array.from({ length: 400 }, () => 0)]);
    assert.deepEqual(broken, { type: 'pictureScaled', attachmentId: 'broken', isUnreadable: true });
    assert.deepEqual(
      chat.complaints.filter((line) => !/inline style/.test(line)),
      [],
    );
  });

  it('passes on files dropped from the explorer', async () => {
    await box().evaluate((node) => {
      const data = new DataTransfer();
      data.setData('text/uri-list', 'file:///w/a.ts\r\nfile:///w/b.ts');
      node.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    assert.deepEqual(await chat.lastIntent('dropUris'), {
      type: 'dropUris',
      uris: ['file:///w/a.ts', 'file:///w/b.ts'],
    });
  });

  it('writes dropped words where the caret stands', async () => {
    await box().fill('Why is  slow?');
    await box().evaluate((node) => {
      if (node instanceof HTMLTextAreaElement) node.setSelectionRange(7, 7);
      const data = new DataTransfer();
      data.setData('text/plain', 'priceCents()');
      node.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    assert.equal(await box().inputValue(), 'Why is priceCents() slow?');
    assert.equal(await chat.lastIntent('dropUris'), undefined);
  });

  it('chooses a model by keyboard, with a filter', async () => {
    const button = chat.page.getByRole('button', { name: /^Model: DeepSeek/ });
    await button.focus();
    await button.press('Enter');
    const filter = chat.page.getByRole('combobox', { name: 'Filter models' });
    await filter.waitFor();
    assert.ok(await filter.evaluate((node) => node === document.activeElement));
    await filter.pressSequentially('glm');
    assert.equal(await chat.page.getByRole('option').count(), 1);
    await filter.press('Enter');
    assert.equal((await chat.lastIntent('selectModel'))?.modelId, 'zai-org/GLM-4.5V');
    assert.ok(
      await button.evaluate((node) => node === document.activeElement),
      'the focus is back on the button',
    );
    await button.press('Enter');
    await filter.press('ArrowDown');
    await filter.press('ArrowDown');
    assert.equal(await filter.getAttribute('aria-activedescendant'), 'model-2');
    await filter.press('Escape');
    await filter.waitFor({ state: 'detached' });
    assert.equal(await chat.lastIntent('stop'), undefined, 'Esc closed the list and stopped nothing');
  });

  it('ranks the model whose id was typed whole before all whose ids hold it', async () => {
    const base = { windowTokens: 131_072, price: '¥4 in', vision: false, thinking: 'no' } as const;
    const twins = ['Pro/a/model', 'a/model-2', 'a/model'].map((id) => ({ ...base, id, name: id }));
    await chat.snapshot(state({ models: twins }));
    await chat.page.locator('.picker-button').click();
    const filter = chat.page.getByRole('combobox', { name: 'Filter models' });
    await filter.fill('A/Model');
    assert.equal(await chat.page.getByRole('option').count(), 3);
    await filter.press('Enter');
    assert.equal((await chat.lastIntent('selectModel'))?.modelId, 'a/model');
  });

  it('sends the other intents of the header and the attach row', async () => {
    await chat.snapshot(state({ turns: [question('t1', 'x')] }));
    for (const [name, type] of [
      ['New Chat', 'newChat'],
      ['Show Earlier Chats', 'showHistory'],
      ['Attach Selection', 'addSelection'],
      ['Attach File', 'pickFile'],
    ] as const) {
      await chat.page.getByRole('button', { name }).click();
      assert.ok(await chat.lastIntent(type), type);
    }
  });
});
