import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { scanJson } from './json-text.ts'
import { readText } from './read-text.ts'

const jsonFault = (text: string) =>
  readText(text, 'config.json')
    .problems.map(({ message }) => message)
    .join('\n')

test('a missing comma is found where it is missing, and the line is shown without its values', () => {
  const text = '{\n  "version": 2\n  "workers": ["a"]\n}'
  assert.equal(
    jsonFault(text),
    'config.json, line 3, column 3: a comma is missing before this\n3 |   "workers": ["…"]\n      ^',
  )
})

for (const [text, message] of [
  ['{"a": 1,}', 'a comma must not stand before the closing }'],
  ['[1, 2,]', 'a comma must not stand before the closing ]'],
  ["{'a': 1}", 'JSON writes texts with double quotes'],
  ['{a: 1}', 'expected a key in double quotes'],
  ['{"a" 1}', 'a colon is missing'],
  ['{"a": 1} // done', 'the file should end here'],
  ['{\n// ports\n"a": 1}', 'JSON has no comments'],
  ['{"a": True}', 'expected a value'],
  ['{"a": [1, 2}', 'expected ] here, found }'],
  ['{"a": 1', 'the file ends before a { is closed'],
  ['{"a":', 'the file ends where a value should be'],
  ['{"a": "b\n}', 'is not closed by a double quote on its line'],
  ['', 'this file is empty'],
  [' \n\t', 'this file is empty'],
  ['\uFEFF', 'this file is empty'],
  [`${'['.repeat(1000)}`, 'nested too deep'],
] as const) {
  test(`JSON that is broken says why: ${message} (${JSON.stringify(text.slice(0, 20))})`, () => {
    assert.ok(jsonFault(text).includes(message), jsonFault(text))
  })
}

test('the scanner and JSON.parse agree about what is JSON', () => {
  fc.assert(fc.property(fc.json(), (text) => assert.equal(scanJson(text).fault, undefined)))
  const pieces = fc.array(
    fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"', '1', '-', '.5', 'e3', 'true', ' ', '\\', 'nul', '0'),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('')
      assert.equal(scanJson(text).fault === undefined, isJson(text), text)
    }),
    { numRuns: 3000 },
  )
})

test('a duplicate key causes a warning with its path', () => {
  const { problems } = readText('{"a": {"b": 1, "c": 2,\n "b": 3}}', 'config.json')
  assert.deepEqual(problems, [
    {
      severity: 'warning',
      path: 'a.b',
      message: 'is written twice in this object (again in line 2); the last one counts',
    },
  ])
})

test('YAML is read as Crossbar reads it', () => {
  const { raw, problems } = readText('version: 2\nshared: yes\nworkers:\n- &a {type: router}\n- *a\n', 'config.yaml')
  assert.deepEqual(problems, [])
  assert.deepEqual(raw, { version: 2, shared: true, workers: [{ type: 'router' }, { type: 'router' }] })
})

test('broken YAML says line and column', () => {
  const [problem] = readText('version: 2\nworkers: [a, b\n', 'config.yaml').problems
  assert.match(problem?.message ?? '', /^config\.yaml, line 3, column 1: /)
})

test('a YAML bomb is refused', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (let level = 1; level < 9; level += 1) {
    const [name, before] = ['abcdefghi'[level], 'abcdefghi'[level - 1]]
    bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`)
  }
  const { raw, problems } = readText(bomb.join('\n'), 'config.yaml')
  assert.equal(raw, undefined)
  assert.match(problems.map(({ message }) => message).join(), /too many aliases/)
})

test('a byte order mark is passed over', () => {
  assert.deepEqual(readText('\uFEFF{"version": 2}', 'config.json').raw, { version: 2 })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
