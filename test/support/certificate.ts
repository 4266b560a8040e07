import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

type Call = (program: string, args: readonly string[]) => void;

/** Has openssl make a certificate for these names (`DNS:localhost`, `IP:127.0.0.1`), with its key, in the folder. */
export function certify(
  folder: string,
  names: readonly string[],
  call: Call = (program, args) => execFileSync(program, args, { stdio: 'ignore' }),
): { readonly certificate: string; readonly key: string } {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const made = ['-days', '2', '-subj', '/CN=tests', '-addext', `subjectAltName=${names.join(',')}`];
  const files = ['-keyout', key, '-out', certificate];
  call('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...made, ...files]);
  return { certificate, key };
}
