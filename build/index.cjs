'use strict';

// The program. Node from 22.1 on keeps in this folder what V8 made of bot.js, so that it starts sooner the next time.
// Where nothing can be written there, it starts without.
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');

enableCompileCache?.(process.env.NODE_COMPILE_CACHE || join(__dirname, 'cache'));
module.exports = require('./bot.js');
