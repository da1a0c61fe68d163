// Which of the two languages an answer is written in: Chinese for a question with Chinese in it, English otherwise.

export type Say = (english: string, chinese: string) => string;

export function isChinese(text: string): boolean {
  return /[\u4e00-\u9fff]/.test(text);
}

export function speaker(chinese: boolean): Say {
  return (english, zh) => (chinese ? zh : english);
}
