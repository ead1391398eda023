import { RecentIds } from '../../lib/notifications/recent-ids';

it('remembers the newest ids and forgets the oldest', () => {
  const ids = new RecentIds(2);
  for (const id of ['a', 'b', 'c']) ids.add(id);

  expect(['a', 'b', 'c'].map((id) => ids.has(id))).toEqual([false, true, true]);
});

it('does not remember an event without an id', () => {
  const ids = new RecentIds(2);
  ids.add('');

  expect(ids.has('')).toBe(false);
});
