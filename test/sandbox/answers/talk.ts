// Answers without code: a greeting, a tool's result, an honest word about what this is, and how to get a better answer.
import type { Model } from '../models.ts';
import type { Say } from './language.ts';
import type { Question } from './question.ts';

export function smallTalk(question: Question, model: Model, say: Say): string {
  const { words, toolResult, earlierTurns } = question;
  if (toolResult !== undefined) {
    const lines = toolResult.split('\n');
    const shown = lines.slice(0, 5).join('\n');
    return [
      say(
        `The tool answered with ${lines.length} line${lines.length === 1 ? '' : 's'}:`,
        `工具返回了 ${lines.length} 行：`,
      ),
      `\`\`\`\n${shown}\n\`\`\``,
      say('That is what I needed to go on.', '这正是我需要的信息。'),
    ].join('\n\n');
  }
  const name = model.id.slice(model.id.lastIndexOf('/') + 1);
  if (/^\s*(hi|hello|hey|你好|您好)\b|^你好|^您好/i.test(words)) {
    return say(
      `Hello! I am ${name}, played by the sandbox. Attach a file or select some code, and I will explain it, fix it or write tests for it.`,
      `你好！我是 ${name}（由沙盒扮演）。附上文件或选中代码，我就能解释、修复或为它编写测试。`,
    );
  }
  const asked = words.split('\n')[0]?.slice(0, 120) ?? '';
  return [
    say(`You asked: *${asked}*`, `你的问题：*${asked}*`),
    say(
      'In general the way is the same everywhere: say what goes in, what comes out, and what must never happen, then write the smallest code that keeps all three.',
      '一般的做法都一样：先说明输入、输出和绝不能发生的情况，再写出满足这三点的最少代码。',
    ),
    `1. ${say('Name the input and its bounds.', '明确输入及其范围。')}\n2. ${say('Write the test that fails.', '先写一个失败的测试。')}\n3. ${say('Make it pass, then make it plain.', '让它通过，再让它简单。')}`,
    `\`\`\`typescript\nexport function clamp(value: number, least: number, most: number): number {\n  return Math.min(most, Math.max(least, value));\n}\n\`\`\``,
    earlierTurns > 0
      ? say(
          `That is turn ${earlierTurns + 1} of our conversation; attach the code, and I can be more exact.`,
          `这是我们的第 ${earlierTurns + 1} 轮对话；附上代码，我可以说得更准确。`,
        )
      : say('Attach the code, and I can be more exact.', '附上代码，我可以说得更准确。'),
  ].join('\n\n');
}
