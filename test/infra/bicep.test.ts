import { parseBicep, readBicep } from '../support/bicep';
import { bicepFaults } from '../support/bicepLint';

it('no Bicep file has a fault that a look at names, parameters and files can find', async () => {
  const files = await readBicep();
  expect([...files.keys()]).toEqual(expect.arrayContaining(['azure.bicep', 'modules/roles.bicep']));
  expect([...files.values()].flatMap((file) => bicepFaults(file, files))).toEqual([]);
});

describe('a fault is found:', () => {
  const head = "@description('d')\nparam a string\n";
  it.each([
    ['a bracket is missing', `${head}var b = [a\noutput c string = b\n`, /syntax at line/],
    ['a name is not declared', "@description('d')\noutput o string = other\n", /other is not declared/],
    ['a name is declared twice', `${head}${head}@description('d')\noutput o string = a\n`, /a is declared twice/],
    ['a parameter is not used', head, /a is not used/],
    ['a variable is not used', "var b = 'x'\n", /b is not used/],
    ['a parameter says nothing', "param a string\n@description('d')\noutput o string = a\n", /a has no description/],
    ['a function is misspelt', `${head}@description('d')\noutput o string = trimm(a)\n`, /trimm\(\) is no function/],
    ['a type has no version', "resource r 'Microsoft.Web/sites' = {\n  name: 'x'\n}\n", /no type with a version/],
    ['a module is missing', "module m 'no.bicep' = {\n  name: 'm'\n}\n", /no\.bicep is missing/],
    ['a parameter of a module is missing', module('given: a'), /m: needed is not given/],
    ['a module has no such parameter', module('needed: a\n    given: a'), /inner\.bicep has no given/],
    ['a module has no such output', `${module('needed: a')}var b = m.outputs.no\n`, /inner\.bicep has no output no/],
    ['a module is for another scope', module('needed: a', 'subscription()'), /inner\.bicep is for a resourceGroup/],
    ['a file is missing', "var b = loadTextContent('no.json')\n", /no\.json is missing/],
    ['a role has no such part', "var b = loadJsonContent('roles/reader.json')\nvar c = b.Action\n", /has no Action/],
    ['an output is a secret', `@secure()\n${head}@description('d')\noutput o string = a\n`, /output o holds a secret/],
  ])('%s', async (_, text, fault) => {
    const inner = await parseBicep('inner.bicep', "@description('d')\nparam needed string\nvar used = needed\n");
    const file = await parseBicep('outer.bicep', text);
    expect(bicepFaults(file, new Map([['inner.bicep', inner]])).join('\n')).toMatch(fault);
  });

  function module(params: string, scope = 'resourceGroup()'): string {
    return `${head}module m 'inner.bicep' = {\n  name: 'm'\n  scope: ${scope}\n  params: {\n    ${params}\n  }\n}\n`;
  }
});
