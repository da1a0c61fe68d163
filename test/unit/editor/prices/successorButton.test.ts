import { strict as assert } from 'node:assert';
import type { Sentence } from '../../../../src/core/sentence.ts';
import { failureView } from '../../../../src/editor/account/failureView.ts';

const say = ({ text, args = [] }: Sentence): string =>
  text.replace(/\{(\d)\}/g, (_, at) => String(args[Number(at)]));

describe('the failure of a model that is gone', () => {
  for (const kind of ['noModel', 'modelDisabled'] as const) {
    const failure = { kind, status: 400, code: 20012, detail: '', sent: true } as const;

    it(`names the successor with its price on the button (${kind})`, () => {
      const view = failureView(
        failure,
        {
          during: 'chat',
          model: 'Pro/zai-org/GLM-5',
          successor: 'GLM-5.1',
          successorPrice: '¥6.00 in, ¥24.00 out',
        },
        say,
      );
      assert.match(view.message, /Its successor is GLM-5\.1\./);
      assert.deepEqual(view.actions[0], {
        id: 'useSuccessorModel',
        label: 'Switch to GLM-5.1 (¥6.00 in, ¥24.00 out)',
        primary: true,
      });
    });

    it(`offers the list of models where no successor is known (${kind})`, () => {
      const view = failureView(failure, { during: 'chat', model: 'a/b' }, say);
      assert.deepEqual(
        view.actions.map(({ id }) => id),
        ['selectModel'],
      );
    });
  }
});
