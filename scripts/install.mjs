// Installs the dependencies unless node_modules already holds what the lock file says. A second run on a laptop
// and a checkout that shares node_modules then cost nothing.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The packages of a lock file without what npm writes only into one of the two. */
function packages(path) {
  try {
    const { packages: all } = JSON.parse(readFileSync(path, 'utf8'));
    return new Map(Object.entries(all).filter(([name]) => name !== ''));
  } catch {
    return undefined;
  }
}

/** Why node_modules does not fit the lock file; undefined when it does. */
function difference() {
  const wanted = packages('package-lock.json');
  const installed = packages('node_modules/.package-lock.json');
  if (!wanted) return 'package-lock.json cannot be read';
  if (!installed) return 'node_modules is not there';
  for (const [name, entry] of wanted) {
    const found = installed.get(name);
    // A package for another platform is optional and left out.
    if (!found && !entry.optional) return `${name} is missing`;
    if (found && found.version !== entry.version) return `${name} is ${found.version}, not ${entry.version}`;
    if (found && found.integrity !== entry.integrity) return `${name} has other content`;
  }
  const extra = [...installed.keys()].find((name) => !wanted.has(name));
  return extra && `${extra} is not in the lock file`;
}

const reason = difference();
if (reason) {
  console.log(`npm ci, because ${reason}`);
  process.exitCode = spawnSync('npm', ['ci'], { stdio: 'inherit' }).status ?? 1;
} else {
  console.log('node_modules fits package-lock.json');
}
