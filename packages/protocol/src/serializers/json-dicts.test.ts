import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json } from './json.ts'

const optionsOf = (options: string): object => {
  const message = json.read(`[16,1,${options},"a.b"]`)
  assert.equal(message.kind, 'PUBLISH')
  return message.kind === 'PUBLISH' ? message.options : {}
}

const plain = (options: object): unknown => JSON.parse(JSON.stringify(options))

test('short options that come again are one dictionary, which nobody can change', () => {
  const options = optionsOf('{"acknowledge":true,"x_own":"text"}')
  assert.equal(optionsOf('{"acknowledge":true,"x_own":"text"}'), options)
  assert.deepEqual(plain(options), { acknowledge: true, x_own: 'text' })
  assert.throws(() => Object.assign(options, { acknowledge: false }), TypeError)
})

test('options with lists, dictionaries, null or a brace in a string are read anew each time', () => {
  for (const text of [
    '{"exclude":[1]}',
    '{"x_a":{"b":1}}',
    '{"x_a":{}}',
    '{"x_a":null}',
    '{"x_a":"}"}',
    '{"x_a":"}{"}',
  ]) {
    const options = optionsOf(text)
    assert.notEqual(optionsOf(text), options, text)
    assert.deepEqual(plain(options), JSON.parse(text))
  }
})

test('an absent option, spelled as null, stays absent each time', () => {
  for (let time = 0; time < 3; time++) assert.deepEqual(plain(optionsOf('{"acknowledge":null}')), {})
})

test('options of a wrong type are refused each time', () => {
  for (let time = 0; time < 3; time++)
    assert.throws(() => optionsOf('{"acknowledge":"yes"}'), /PUBLISH\.Options\.acknowledge must be true or false/)
})

test('options that are right for one message are checked for another', () => {
  assert.deepEqual(plain(optionsOf('{"match":7}')), { match: 7 })
  assert.throws(() => json.read('[32,1,{"match":7},"a.b"]'), /SUBSCRIBE\.Options\.match/)
})

test('however many different options come, each is read as it is written', () => {
  for (let round = 0; round < 2; round++)
    for (let number = 0; number < 300; number++)
      assert.deepEqual(plain(optionsOf(`{"x_number":${number}}`)), { x_number: number })
})
