/*
 * Loaded before the code of a task with `node --require`. It stands for three things that a container has: a
 * network of its own (every task may listen on the same port), a limit of memory, and an end when its host ends.
 */
'use strict';
const net = require('node:net');
const { setInterval } = require('node:timers');

process.on('disconnect', () => process.exit(143));
if (!process.connected) process.exit(143);
// Listening for `disconnect` must not keep a task alive that has nothing left to do.
process.channel.unref();

const memoryLimit = Number(process.env.REHEARSAL_MEMORY_MIB ?? 0) * 1024 * 1024;
delete process.env.REHEARSAL_MEMORY_MIB;

function checkMemory() {
  if (process.memoryUsage.rss() <= memoryLimit) return;
  process.stderr.write('OutOfMemoryError: Container killed due to memory usage\n');
  process.kill(process.pid, 'SIGKILL');
}

if (memoryLimit > 0) setInterval(checkMemory, 250).unref();

const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function listenOnOwnNetwork(...args) {
  const [first] = args;
  const byOptions = typeof first === 'object' && first !== null && first.port !== undefined;
  const byPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first));
  if (!byOptions && !byPort) return listen.apply(this, args);
  const requested = Number(byOptions ? first.port : first);
  const callback = args.find((argument) => typeof argument === 'function');
  this.once('listening', () => {
    if (process.connected) process.send({ type: 'listening', requested, port: this.address().port });
  });
  return listen.call(this, { ...(byOptions ? first : {}), port: 0, host: '127.0.0.1' }, callback);
};
