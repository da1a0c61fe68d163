// A chain of thought as reasoning models show it: about this question and this code, and of a believable length.
import type { Say } from './language.ts';
import type { Question } from './question.ts';

export function reasonAbout(question: Question, say: Say): string {
  const { block, declared, words, images } = question;
  const short = words.split('\n')[0]?.slice(0, 90) ?? '';
  const names = declared.slice(0, 5).map((each) => `${each.name} (${say('line', '行')} ${each.line})`);
  const thoughts = [
    say(`The user asks: "${short}".`, `用户的问题是：“${short}”。`),
    block === undefined
      ? say(
          'No code came with it, so I answer from what I know and say what I would need.',
          '没有附带代码，所以我按已知情况回答，并说明还需要什么。',
        )
      : say(
          `The code${block.path === undefined ? '' : ` in ${block.path}`} is ${block.language} and has ${block.text.split('\n').length} lines.`,
          `代码${block.path === undefined ? '' : `（${block.path}）`}是 ${block.language}，共 ${block.text.split('\n').length} 行。`,
        ),
    names.length === 0 ? '' : say(`It declares ${names.join(', ')}.`, `其中声明了 ${names.join('、')}。`),
    images.length === 0
      ? ''
      : say(`There are ${images.length} images to look at.`, `还有 ${images.length} 张图片需要查看。`),
    say(
      'Wait, I should check the edge cases too: what if the input is empty or missing?',
      '等等，还要检查边界情况：输入为空或缺失时会怎样？',
    ),
    say(
      'A short overview first, then the details in order, then an example. That should do.',
      '先给出概览，再按顺序说明细节，最后给一个例子，这样就够了。',
    ),
  ];
  return thoughts.filter((thought) => thought !== '').join('\n\n');
}
