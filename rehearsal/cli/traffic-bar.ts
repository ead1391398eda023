/** Characters of a full bar. */
const FULL = 20;

/** One line for the weights of a listener: `blue ██████████████████ 90 %  green ██ 10 %`. */
export function trafficBar(
  weights: Readonly<Record<string, number>>,
  paint: (label: string, text: string) => string = (_label, text) => text,
): string {
  return Object.entries(weights)
    .filter(([, weight]) => weight > 0)
    .map(([label, weight]) => {
      const blocks = '█'.repeat(Math.max(1, Math.round((weight / 100) * FULL)));
      return `${label} ${paint(label, blocks)} ${Math.round(weight)} %`;
    })
    .join('  ');
}
