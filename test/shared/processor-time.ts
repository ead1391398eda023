/** Milliseconds of processor time that this process has used: a busy machine does not change them. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
