// Answers about images: how many, of which type and size, and nothing that could only be known by seeing.
import { imageFacts } from './images.ts';
import type { Say } from './language.ts';
import type { Question } from './question.ts';

export function describeImages(question: Question, say: Say): string {
  const { images } = question;
  const rows = images.map((image, index) => {
    const facts = imageFacts(image.url);
    const detail = image.lowDetail ? say('low detail', '低分辨率') : say('high detail', '高分辨率');
    if (facts === undefined)
      return `${index + 1}. ${say('an image I could not open', '无法打开的图片')} (${detail})`;
    const { mediaType, width, height } = facts;
    return `${index + 1}. \`${mediaType}\`, ${width} × ${height} ${say('pixels', '像素')} (${detail})`;
  });
  const count = say(
    images.length === 1 ? 'I see one image:' : `I see ${images.length} images:`,
    `我看到 ${images.length} 张图片：`,
  );
  const caveat = say(
    'This sandbox reads the header of an image only; a real model would now describe what is in it.',
    '沙盒只读取图片的文件头；真实模型会在这里描述画面内容。',
  );
  return [count, rows.join('\n'), caveat].join('\n\n');
}
