import { spokenLanguage } from '../../commands/parse/spokenLanguage';

describe('the language of what was typed', () => {
  it.each([
    ['vm-01の状態', 'ja'],
    ['状態 vm-01', 'ja'],
    ['バックアップ vm-01', 'ja'],
    ['はい', 'ja'],
    ['ｓたつｓ vm-01', 'ja'],
    ['statusを教えて', 'ja'],
    ['業務サーバ', 'ja'],
    ['昨夜失敗', 'ja'],
    ['status vm-01', 'en'],
    ['yes', 'en'],
    ['STATUS VM-01', 'en'],
    ['backup now 業務', 'en'],
    ['status 業務サーバ', 'en'],
    ['lorem ipsum', 'en'],
    ['vm-01', null],
    ['ｖｍ－０１', null],
    ['<at>バックアップ</at> vm-01', null],
    ['2', null],
    ['?', null],
    ['', null],
    ['76aebc6e-0d5c-4a3b-9a55-0123456789ab', null],
  ])('%s: %s', (typed, language) => {
    expect(spokenLanguage(typed)).toBe(language);
  });

  it('when the text is long beyond sense, then it is told all the same', () => {
    expect(spokenLanguage('の'.repeat(100_000))).toBe('ja');
  });
});
