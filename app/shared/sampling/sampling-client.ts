import { request } from 'node:http';
import {
  nextToken,
  readRules,
  readTargets,
  type RuleRecord,
  type RuleStatistics,
  type TargetsAnswer,
} from './xray-answers';

/** Asks for X-Ray's sampling rules and for this task's share of them. */
export interface SamplingClient {
  /** @throws Error when there is no usable answer */
  rules(): Promise<readonly RuleRecord[]>;
  /** @throws Error when there is no usable answer */
  targets(statistics: readonly RuleStatistics[]): Promise<TargetsAnswer>;
}

/** The largest answer that is read: an account has at most a few dozen rules. */
const MAX_ANSWER_BYTES = 1_000_000;
/** Pages of rules that are read at most. */
const MAX_PAGES = 10;
/** X-Ray takes the statistics of this many rules at once. */
const MAX_STATISTICS = 25;

/**
 * Asks the agent, which signs the calls and hands them on to X-Ray.
 * @param endpoint base URL
 * @param clientId 24 hexadecimal digits that name this task
 */
export function agentClient(endpoint: string, clientId: string, timeoutMs = 2_000): SamplingClient {
  const ask = (path: string, body: object): Promise<unknown> => post(endpoint + path, body, timeoutMs);
  return {
    async rules() {
      const rules: RuleRecord[] = [];
      let token: string | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const answer = await ask('/GetSamplingRules', token === undefined ? {} : { NextToken: token });
        rules.push(...readRules(answer));
        token = nextToken(answer);
        if (token === undefined) break;
      }
      return rules;
    },
    async targets(statistics) {
      const Timestamp = Math.floor(Date.now() / 1_000);
      const documents = statistics
        .slice(0, MAX_STATISTICS)
        .map((counts) => ({ ...counts, ClientID: clientId, Timestamp }));
      return readTargets(await ask('/SamplingTargets', { SamplingStatisticsDocuments: documents }));
    },
  };
}

async function post(url: string, body: object, timeoutMs: number): Promise<unknown> {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const call = request(url, { method: 'POST', headers, signal, agent: false }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        answer += part;
        if (answer.length > MAX_ANSWER_BYTES) response.destroy(new Error('the answer is too long'));
      });
      response.on('error', reject).on('end', () => {
        if (response.statusCode !== 200) reject(new Error(`the answer was ${response.statusCode}`));
        else resolve(answer);
      });
    });
    call.on('error', reject).end(text);
  }).then((answer) => JSON.parse(answer as string) as unknown);
}
