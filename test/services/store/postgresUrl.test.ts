import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { OperatorError } from '../../../services/platform/errors';
import { readPostgresUrl } from '../../../services/store/postgresUrl';

describe('a PostgreSQL address', () => {
  it('when it says everything, then everything is taken, decoded', () => {
    expect(readPostgresUrl('postgres://ada%40x:p%25%2F@db.example:6432/bot%20db?options=-c%20a%3Db')).toMatchObject({
      ...{ host: 'db.example', port: 6432, user: 'ada@x', password: 'p%/', database: 'bot db', options: '-c a=b' },
    });
  });

  it.each([
    ['postgres://db.example/bot', { rejectUnauthorized: true }],
    ['postgres://db.example/bot?sslmode=require', { rejectUnauthorized: true }],
    ['postgres://127.0.0.1/bot?sslmode=verify-full', { rejectUnauthorized: true }],
    ['postgres://db.example/bot?sslmode=no-verify', { rejectUnauthorized: false }],
    ['postgres://db.example/bot?sslmode=disable', false],
    ['postgres://localhost/bot', false],
    ['postgres://127.0.0.1:5432/bot', false],
    ['postgres://[::1]/bot', false],
    ['postgres:///bot?host=/var/run/postgresql', false],
    ['postgres://localhost.example/bot', { rejectUnauthorized: true }],
  ])('when it is %s, then TLS is %p', (url, ssl) => {
    expect(readPostgresUrl(url)).toMatchObject({ ssl });
  });

  it('when it names an authority, then that file is read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ca-'));
    const file = join(folder, 'ca.pem');
    writeFileSync(file, 'authority');
    expect(readPostgresUrl(`postgres://db/bot?sslrootcert=${file}`)).toMatchObject({ ssl: { ca: 'authority' } });
    rmSync(folder, { recursive: true });
  });

  it('when it has no password, then the token is asked for; when it has one, then that is taken', () => {
    const token = async (): Promise<string> => 'token';
    expect(readPostgresUrl('postgres://me@db/bot', token)).toMatchObject({ password: token });
    expect(readPostgresUrl('postgres://me:secret@db/bot', token)).toMatchObject({ password: 'secret' });
    expect(readPostgresUrl('postgres://me@db/bot')).not.toHaveProperty('password');
  });

  it.each([
    ['postgres://me:secret@ho st/bot', /expected an address/],
    ['postgres://me:secret@db/bot?sslmode=maybe', /sslmode is not known/],
    ['postgres://me:secret@db/bot?pool=3', /"pool" is not known/],
    ['postgres://me:secret@db/bot?sslrootcert=/none', /cannot read the file/],
    ['postgres://me:secret%@db/bot', /% signs/],
  ])('when it is wrong (%#), then a sentence says how, without its password', (url, why) => {
    const read = (): unknown => readPostgresUrl(url);
    expect(read).toThrow(OperatorError);
    expect(read).toThrow(why);
    expect(read).toThrow(/^DATABASE_URL: (?!.*secret)/);
  });
});
