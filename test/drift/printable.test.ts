import { printable } from '../../lib/drift/printable';

const HIDDEN = '(not shown)';

it.each([
  ['/Properties/MasterUserPassword', 'hunter2'],
  ['/Environment/Variables/MODE', 'slow'],
  ['/ContainerDefinitions/0/Environment/3/Value', 'slow'],
  ['/ContainerDefinitions/0/Secrets/0/ValueFrom', 'arn:aws:ssm:eu-central-1:111122223333:parameter/x'],
  ['/WebhookUrl', 'https://hooks.example.com/T0/B0/x'],
  ['/UserData', 'IyEvYmluL3No'],
  ['/Value', 'AKIAABCDEFGHIJKLMNOP'],
  ['/Value', '-----BEGIN RSA PRIVATE KEY-----'],
  ['/Value', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x'],
  ['/Value', 'ghp_abcdefghijklmnopqrstuvwxyz0123'],
  ['/Value', 'postgres://shop:hunter2@db.example.com/shop'],
])('shows nothing of %s = %s', (path, value) => {
  expect(printable(path, value)).toBe(HIDDEN);
});

it.each([
  ['{"Name":"DB_PASSWORD","Value":"hunter2"}', `{ "Name": "DB_PASSWORD", "Value": "${HIDDEN}" }`],
  ['[{"Key":"api-key","Value":"x"}]', `[ { "Key": "api-key", "Value": "${HIDDEN}" } ]`],
  ['{"Port":80,"AuthToken":"x"}', `{ "Port": 80, "AuthToken": "${HIDDEN}" }`],
  ['{"Deep":{"Secret":{"a":1}}}', `{ "Deep": { "Secret": "${HIDDEN}" } }`],
  ['{"Port":80,"Hosts":["a"]}', '{ "Port": 80, "Hosts": [ "a" ] }'],
  ['null', 'nothing'],
  ['', 'nothing'],
  ['80', '80'],
  ['true', 'true'],
  ['{"broken', '{"broken'],
  ['x'.repeat(400), `${'x'.repeat(299)}…`],
])('of %s it shows %s', (value, text) => {
  expect(printable('/Some/Property', value)).toBe(text);
});
