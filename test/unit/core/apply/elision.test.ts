import { strict as assert } from 'node:assert';
import { isElision } from '../../../../src/core/apply/elision.ts';

const stands = (line: string): boolean => isElision(line, () => false);

describe('a line that stands for left-out code', () => {
  it('is known in the ways in which models write it', () => {
    for (const line of [
      '// ... existing code ...',
      '  // ...',
      '// … rest of the file …',
      '# ... other methods ...',
      '<!-- ... existing markup ... -->',
      '{/* ... existing children ... */}',
      '/* ... */',
      '-- ... unchanged ...',
      '// existing imports...',
      '// (rest of the code remains the same)',
      '// Rest of the implementation',
      '# unchanged',
      '...',
      '// ... 其余代码不变 ...',
      '// 其余代码保持不变',
      '# 省略',
      '// Keep the other methods as they are',
      '// your existing code here',
      '// everything else stays the same',
      '# Same as before',
      '# no changes needed below',
      '// (omitted for brevity)',
      '// ----- existing code -----',
      '// [rest of code unchanged]',
      '// snip',
      '// ⋮',
      '... rest of the file ...',
      '(* ... *)',
      '{- rest unchanged -}',
      '<%-- ... existing markup ... --%>',
      '" ... existing code ...',
      '// 以下代码不变',
      '// 与之前相同',
      '// （其余代码省略）',
    ])
      assert.ok(stands(line), line);
  });

  it('is not a remark about what code does, nor a line that the file has', () => {
    for (const line of [
      '// Returns the list unchanged.',
      '// Keeps existing entries.',
      '// The same for the other side',
      'const rest = [...other];',
      'run(...args);',
      `// ... ${'a long story '.repeat(10)}`,
      '',
      '// Waits...',
      '// Keep existing entries',
      '// all other cases',
      '# rest of the lines',
      '// Status unchanged',
      '// Same for the class',
      '// is this the same file',
      '// your code here',
      '"unchanged",',
      "'same as before'",
      "'...'",
      '// 其他用户保持登录',
      '// 返回原来的列表',
    ])
      assert.ok(!stands(line), line);
    assert.ok(!isElision('        ...', (key) => key === '...'));
  });
});
