import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

/**
 * `node flood.js <url> <issuer> <connections> <count>`: posts so many forged tokens, then prints, as JSON, how often
 * each HTTP status came. It is a process of its own, so that its work does not delay who measures.
 */
function flood([url = '', issuer = '', connections = '', count = '']: readonly string[]): void {
  const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
  const statuses: Record<number, number> = {};
  let left = Number(count);
  const post = (): void => {
    if (left <= 0) return;
    left -= 1;
    const headers = { authorization: `Bearer ${forgedToken(issuer)}`, 'content-length': '2' };
    const outgoing = request(`${url}/api/messages`, { method: 'POST', agent, headers }, (response) => {
      const status = response.statusCode ?? 0;
      statuses[status] = (statuses[status] ?? 0) + 1;
      response.resume();
      response.on('close', post);
    });
    outgoing.on('error', post);
    outgoing.end('{}');
  };
  for (let i = 0; i < Number(connections); i += 1) post();
  process.on('exit', () => process.stdout.write(JSON.stringify(statuses)));
}

/** Of a key id and a tenant of its own each time: nothing of it can be remembered. */
function forgedToken(issuer: string): string {
  const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encoded({ alg: 'RS256', kid: randomUUID() })}.${encoded({ iss: issuer, tid: randomUUID() })}.YQ`;
}

flood(process.argv.slice(2));
