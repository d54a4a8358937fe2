import assert from 'node:assert/strict'
import test from 'node:test'
import { linesOf } from './lines.ts'

const json = `{
  "version": 2,
  "workers": [
    { "type": "router",
      "realms": [{
        "name": "a"
      }, {
        "a.b": { "__proto__": 1 }
      }]
    }
  ]
}
`

for (const [path, line] of [
  ['version', 2],
  ['workers', 3],
  ['workers[0]', 4],
  ['workers[0].type', 4],
  ['workers[0].realms', 5],
  ['workers[0].realms[0].name', 6],
  ['workers[0].realms[1]', 7],
  ['workers[0].realms[1]["a.b"]', 8],
  ['workers[0].realms[1]["a.b"].__proto__', 8],
] as const) {
  test(`${path} is found in its line`, () => assert.equal(linesOf(json)(path), line))
}

test('a missing value has the line of the value that it belongs to', () => {
  const lineOf = linesOf(json)
  assert.equal(lineOf('workers[0].realms[0].roles'), 5)
  assert.equal(lineOf('workers[0].realms[1]["a.b"]["c]d"].e'), 8)
  assert.equal(lineOf('controller.id'), undefined)
  assert.equal(lineOf(''), undefined)
})

test('YAML has lines too, also where it is written as lists of lists, with anchors and odd keys', () => {
  const lineOf = linesOf(
    'version: 2\nworkers:\n- type: router\n  realms: &r\n    - name: x\n      8080: y\n  other: *r\n',
  )
  assert.equal(lineOf('workers[0].realms[0].name'), 5)
  assert.equal(lineOf('workers[0].realms[0].8080'), 6)
  assert.equal(lineOf('workers[0].other[0].name'), 7)
})

test('tabs, carriage returns and a byte order mark do not change the lines', () => {
  assert.equal(linesOf('{\r\n\t"version":\t3,\r\n\t"workers": []\r\n}')('version'), 2)
  assert.equal(linesOf('\uFEFF{\n"version": 3}')('version'), 2)
})
