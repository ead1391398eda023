import { showProgress } from '../../bench/progress';

function stream(isTTY: boolean): { written: string[]; stream: NodeJS.WriteStream } {
  const written: string[] = [];
  const fake = { isTTY, write: (text: string) => written.push(text) > 0 };
  return { written, stream: fake as unknown as NodeJS.WriteStream };
}

it('writes one line on a terminal and takes it away again', () => {
  const { written, stream: terminal } = stream(true);
  const clear = showProgress('measuring', terminal);
  expect(written).toEqual(['measuring …']);
  clear();
  expect(written.join('')).toBe('measuring …\r\u001b[2K');
});

it('leaves a plain line in a log file', () => {
  const { written, stream: file } = stream(false);
  showProgress('measuring', file)();
  expect(written).toEqual(['measuring\n']);
});
