import fc from 'fast-check';

import enAdvice from '../../../cards/locales/en/advice.json';
import enExplain from '../../../cards/locales/en/explain.json';
import enHelp from '../../../cards/locales/en/help.json';
import { findTopic } from '../../../commands/topics/findTopic';
import { CONCEPTS } from '../../../commands/topics/topicNames';
import { nearestCommand, WORDS } from '../../../commands/words';
import { ADVICE_CODES, ADVICE_KEYS, adviceFor } from '../../../services/backup/advice';

describe('what can be explained', () => {
  it('when a concept, a code or a command is known, then there are words for it', () => {
    expect(Object.keys(enExplain.topics).sort()).toEqual([...CONCEPTS].sort());
    expect(Object.keys(enAdvice).sort()).toEqual([...ADVICE_KEYS].sort());
    expect(Object.keys(enHelp).sort()).toEqual(Object.keys(WORDS).sort());
  });

  it("when it links to documentation, then to Microsoft's, in the reader's language", () => {
    for (const { link } of Object.values(enExplain.topics)) {
      expect(link).toMatch(/^https:\/\/learn\.microsoft\.com\/azure\//);
    }
  });

  it('when a code is typed, in any case or in a sentence, then its advice is found', () => {
    for (const code of ADVICE_CODES) {
      expect(findTopic(code)).toEqual({ kind: 'code', advice: adviceFor(code) });
      expect(findTopic(`error ${code.toLowerCase()}?`)).toMatchObject({ kind: 'code' });
    }
    expect(findTopic('UserErrorFsFrezeFailed')).toMatchObject({ advice: { key: 'UserErrorFsFreezeFailed' } });
  });

  it('when a code is typed that no source explains, then it is told as unknown', () => {
    for (const code of ['UserErrorSomethingNew', '400999', 'ExtensionFailedOnTheMoon']) {
      expect(findTopic(code)).toEqual({ kind: 'unknownCode', code });
    }
  });

  it.each([
    ['application-consistent', 'applicationConsistent'],
    ['アプリケーション整合性', 'applicationConsistent'],
    ['ファイル システム整合性', 'fileSystemConsistent'],
    ['File-system consistent', 'fileSystemConsistent'],
    ['クラッシュ整合性', 'crashConsistent'],
    ['CrashConsistent', 'crashConsistent'],
    ['crash consistant', 'crashConsistent'],
    ['consistency', 'consistency'],
    ['整合性', 'consistency'],
    ['Take Snapshot', 'takeSnapshot'],
    ['スナップショットの取得', 'takeSnapshot'],
    ['Transfer data to vault', 'transferToVault'],
    ['コンテナーへのデータ転送', 'transferToVault'],
    ['Validate Backup', 'validateBackup'],
    ['VMSnapshot', 'extension'],
    ['VMSnapshot 拡張機能', 'extension'],
    ['what the extension changes in the OS', 'extension'],
    ['pre and post scripts', 'prePostScripts'],
    ['事前・事後スクリプト', 'prePostScripts'],
    ['初回バックアップ', 'firstBackup'],
    ['incremental', 'incrementalBackup'],
    ['start window', 'startWindow'],
    ['保持期間', 'retention'],
    ['vault', 'vault'],
    ['コンテナー', 'vault'],
    ['recovery point', 'recoveryPoint'],
    ['InstantRP', 'tiers'],
    ['再起動', 'restart'],
    ['when may I restart', 'restart'],
    ['バックアップ後の処理', 'afterBackup'],
    ['run something after the backup', 'afterBackup'],
  ])('when %s is asked for, then it is %s', (typed, key) => {
    expect(findTopic(typed)).toEqual({ kind: 'concept', key });
  });

  it('when anything is asked for, then there is an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (typed) => {
        const topic = findTopic(typed);
        if (topic.kind === 'concept') expect(CONCEPTS).toContain(topic.key);
      }),
      { seed: 16, numRuns: 200 },
    );
  });
});

describe('the nearest command', () => {
  it.each([
    ['backup now', 'backupNow'],
    ['backupNow', 'backupNow'],
    ['バックアップ', 'backupNow'],
    ['statsu', 'status'],
    ['復元ポイント', 'points'],
    ['ジョブ', 'job'],
  ])('when help is asked for %s, then it is %s', (typed, kind) => {
    expect(nearestCommand(typed, 'ja')).toBe(kind);
  });

  it('when nothing is near, then there is none', () => {
    expect(nearestCommand('entirely something else', 'en')).toBeNull();
  });
});
