import { setImmediate } from 'node:timers/promises';
import { LineBuffer } from '../../../app/shared/line-buffer';

function setUp() {
  const writes: string[] = [];
  return { writes, buffer: new LineBuffer({ write: (text) => writes.push(text) }) };
}

test('the lines of one turn are written at once, in order', async () => {
  const { writes, buffer } = setUp();
  buffer.write('one\n');
  buffer.write('two\n');
  expect(writes).toEqual([]);
  await setImmediate();
  expect(writes).toEqual(['one\ntwo\n']);
  buffer.write('three\n');
  await setImmediate();
  expect(writes).toEqual(['one\ntwo\n', 'three\n']);
});

test('a flush writes what is pending exactly once', async () => {
  const { writes, buffer } = setUp();
  buffer.write('last words\n');
  buffer.flush();
  buffer.flush();
  await setImmediate();
  expect(writes).toEqual(['last words\n']);
});
