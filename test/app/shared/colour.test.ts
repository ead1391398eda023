import { ColourMemory } from '../../../app/shared/colour';
import { COLOURS, healthPath } from '../../../app/shared/contract';

const check = (url: string, headers = {}) => ({
  headers,
  query: Object.fromEntries(new URL(url, 'http://task').searchParams),
});

test('nothing is known before the first health check', () => {
  expect(new ColourMemory().current).toBeUndefined();
});

test.each(COLOURS)('the health check of the %s target group tells the colour', (colour) => {
  const memory = new ColourMemory();
  memory.learn(check(healthPath(colour)));
  expect(memory.current).toBe(colour);
});

test('a check that names no colour, as that of the container, changes nothing', () => {
  const memory = new ColourMemory();
  memory.learn(check(healthPath('green')));
  memory.learn(check('/health'));
  memory.learn(check('/health?colour=red'));
  memory.learn({ headers: {}, query: { colour: ['blue'] } });
  expect(memory.current).toBe('green');
});

test('the last check wins, should a task ever change its target group', () => {
  const memory = new ColourMemory();
  memory.learn(check(healthPath('green')));
  memory.learn(check(healthPath('blue')));
  expect(memory.current).toBe('blue');
});

test.each([{ 'x-forwarded-for': '203.0.113.7' }, { 'x-amzn-trace-id': 'Root=1-0-0' }])(
  'a visitor who asks for the health path through the load balancer is not believed: %p',
  (headers) => {
    const memory = new ColourMemory();
    memory.learn(check(healthPath('green'), headers));
    expect(memory.current).toBeUndefined();
  },
);
