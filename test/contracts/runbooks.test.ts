import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { DRIFT_RUNBOOK } from '../../lib/drift/drift-settings';
import {
  describeAlarm,
  PAGING_KINDS,
  ROLLBACK_KINDS,
  runbookOf,
  WARNING_KINDS,
} from '../../lib/observability/alarms/alarm-kinds';
import { AGENT_RUNBOOK } from '../../lib/observability/tracing/agent-runbook';

const ROOT = resolve(__dirname, '../..');
const KINDS = [...PAGING_KINDS, ...WARNING_KINDS, ...ROLLBACK_KINDS];
const SECTIONS = ['Symptom', 'Likely causes', 'The first five minutes', 'How to confirm', 'How to resolve'];

const page = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const sections = (text: string): (string | undefined)[] =>
  [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

it.each(KINDS)('an alarm of the kind %s has a page with the five parts of a runbook', (kind) => {
  const text = page(runbookOf(kind));
  expect(sections(text)).toEqual(SECTIONS);
  const empty = text
    .split(/^## .*$/m)
    .slice(1)
    .filter((part) => part.trim().length < 40);
  expect(empty).toEqual([]);
  // The first lines say by which alarm a person came here.
  expect(text).toMatch(kind.startsWith('rollback-') ? kind.replace('rollback-', '-') : kind);
});

it('every page for an alarm has an alarm, and one is for a message', () => {
  const pages = readdirSync(join(ROOT, 'docs/runbooks'));
  const forAlarms = pages.filter((name) => page(`docs/runbooks/${name}`).includes('## Symptom'));
  const wanted = [...KINDS.map(runbookOf), AGENT_RUNBOOK, DRIFT_RUNBOOK].map((path) => basename(path));
  expect(forAlarms.sort()).toEqual(wanted.sort());
  expect(sections(page(AGENT_RUNBOOK))).toEqual(SECTIONS);
  expect(sections(page(DRIFT_RUNBOOK))).toEqual(SECTIONS);
});

it('links of the pages lead to files', () => {
  const broken = readdirSync(join(ROOT, 'docs/runbooks')).flatMap((name) => {
    const links = [...page(`docs/runbooks/${name}`).matchAll(/\]\(([^)#]+\.md)[^)]*\)/g)];
    return links.flatMap(([, link = '']) => {
      const target = join(ROOT, 'docs/runbooks', link);
      try {
        readFileSync(target);
        return [];
      } catch {
        return [`${name}: ${link}`];
      }
    });
  });
  expect(broken).toEqual([]);
});

it('asks for the children of an alarm alone, because CloudWatch takes nothing else beside them', () => {
  const text = page(runbookOf('impaired')).replaceAll('\\\n', ' ');
  const [asked = ''] = /^aws cloudwatch describe-alarms --children-of-alarm-name.*$/m.exec(text) ?? [];
  expect([...asked.matchAll(/ --([a-z-]+)/g)].map(([, option]) => option)).toEqual([
    'children-of-alarm-name',
    'query',
    'output',
  ]);
  // It tells names and states of them only.
  expect(asked).not.toContain('StateReason');
});

it('says how to find names that CloudFormation made up', () => {
  const asked = readdirSync(join(ROOT, 'docs/runbooks')).filter((name) =>
    /<cluster>|<blue or green>/.test(page(`docs/runbooks/${name}`)),
  );
  expect(asked.length).toBeGreaterThan(0);
  for (const name of asked) {
    const [before = ''] = page(`docs/runbooks/${name}`).split(/<cluster>|<blue or green>/, 1);
    expect(before).toMatch(/describe-stack-resources|the ARN of the task/);
  }
});

it('a description ends with the page', () => {
  expect(describeAlarm('It is bad.', 'impaired')).toBe('It is bad. What to do: docs/runbooks/impaired.md');
});
