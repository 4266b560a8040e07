'use strict';

// The program. V8's compiled code of bot.js stays in this folder: the next start is sooner and needs a tenth less memory,
// since the C library keeps what V8 takes for compiling. Where nothing can be written there, it starts without.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { cachedDataVersionTag } = require('node:v8');
const { Script } = require('node:vm');

const FOLDER = process.env.NODE_COMPILE_CACHE || join(__dirname, 'cache');
const BOT = join(__dirname, 'bot.js');

Module.enableCompileCache?.(FOLDER);
module.exports = Module.enableCompileCache === undefined ? loadBot() : require('./bot.js');

/** Node 20 keeps no compiled code, so this does it, for the one large file. */
function loadBot() {
  const bytes = readFileSync(BOT);
  const key = createHash('sha256').update(`${cachedDataVersionTag()}`).update(bytes).digest('hex');
  const file = join(FOLDER, `${key}.bin`);
  // The bundle is ASCII, of which V8 needs a byte a letter.
  const script = new Script(Module.wrap(bytes.latin1Slice()), { filename: BOT, cachedData: codeIn(file) });
  if (script.cachedDataRejected !== false) process.once('exit', () => keep(script, file));
  const bot = Object.assign(new Module(BOT, module), { filename: BOT, paths: module.paths });
  require.cache[BOT] = bot;
  script.runInThisContext().call(bot.exports, bot.exports, Module.createRequire(BOT), bot, BOT, __dirname);
  return bot.exports;
}

function codeIn(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function keep(script, file) {
  const written = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(written, script.createCachedData());
    renameSync(written, file);
  } catch {
    // A read-only root, a full disk: the next start compiles again.
  }
}
