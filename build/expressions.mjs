import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The card templates' expressions are known when the bundle is made, so it holds them parsed, and of the expression
 * language only the functions that they use. Its parser alone would take a third of the time to the first answer.
 */
export const parsedExpressions = (root) => ({
  name: 'parsed expressions',
  setup({ onLoad }) {
    // Loading the language takes 0.3 s, in which esbuild reads everything else.
    const known = new Promise((resolve) => setImmediate(resolve)).then(() => parsedIn(join(root, 'cards/templates')));
    onLoad({ filter: /\/adaptive-expressions\/src\/parser\/index\.ts$/ }, async () => ({
      contents: parserOf((await known).parsed),
    }));
    onLoad({ filter: /\/adaptive-expressions\/src\/expressionFunctions\.ts$/ }, async () => ({
      contents: functionsModule((await known).classes),
    }));
    onLoad({ filter: /\/adaptive-expressions\/src\/builtinFunctions\/index\.ts$/ }, async () => ({
      contents: (await known).classes
        .map(([, name]) => `export { ${name} } from './${name[0].toLowerCase()}${name.slice(1)}';`)
        .join('\n'),
    }));
  },
});

/** The expressions of all templates, and the names of their functions with the class of each. */
function parsedIn(folder) {
  const { Constant, Expression, ExpressionFunctions } = createRequire(import.meta.url)('adaptive-expressions');
  const parsed = {};
  for (const file of readdirSync(folder))
    for (const text of stringsIn(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
      // As the templating package asks for it.
      if (text.includes('${')) parsed[`\`${text}\``] = written(Expression.parse(`\`${text}\``));
  const functions = [...new Set(Object.values(parsed).flatMap(functionsOf))];
  const classOf = (name) => ExpressionFunctions.standardFunctions.get(name).constructor.name;
  return { parsed, classes: functions.map((name) => [name, classOf(name)]) };

  /** As JSON: a constant as `{ value }`, everything else as `[function, ...children]`. */
  function written(expression) {
    if (expression instanceof Constant) return { value: expression.value };
    return [expression.type, ...expression.children.map(written)];
  }
}

function stringsIn(node) {
  if (typeof node === 'string') return [node];
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(stringsIn) : [];
}

function functionsOf(one) {
  return Array.isArray(one) ? [one[0], ...one.slice(1).flatMap(functionsOf)] : [];
}

const parserOf = (parsed) => `
  import { Constant } from '../constant';
  import { Expression } from '../expression';
  const PARSED = ${JSON.stringify(parsed)};
  export class ExpressionParser {
    constructor(lookup) { this.lookup = lookup; }
    parse(text) {
      if (!Object.hasOwn(PARSED, text)) throw new Error('no template had this expression when the bundle was made: ' + text);
      return this.revived(PARSED[text]);
    }
    revived(one) {
      if (!Array.isArray(one)) return new Constant(one.value);
      const [type, ...children] = one;
      return Expression.makeExpression(type, this.lookup(type), ...children.map((child) => this.revived(child)));
    }
  }`;

const functionsModule = (classes) => `
  import { ${classes.map(([, name]) => name).join(', ')} } from './builtinFunctions';
  export class ExpressionFunctions {
    static standardFunctions = new Map([${classes.map(([name, one]) => `[${JSON.stringify(name)}, new ${one}()]`).join(', ')}]);
  }`;
