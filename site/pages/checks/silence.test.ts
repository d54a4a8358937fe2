import assert from 'node:assert/strict'
import test from 'node:test'
import { Conversation } from '../frames/conversation.ts'
import { got, sent } from '../frames/test-frames.ts'
import { Silence } from './silence.ts'

test('a log-in without an answer is told after a moment; one with an answer is not', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const told: string[] = []
  const silence = new Silence((text) => told.push(text))
  const conversation = new Conversation()
  const saw = (frame: Parameters<Conversation['read']>[0]) => silence.saw(conversation.read(frame))

  saw(sent(1, 'ws-workshop', {}))
  saw(got(4, 'wampcra', {}))
  context.mock.timers.tick(5_000)
  assert.deepEqual(told, [])
  saw(sent(5, 'signature', {}))
  context.mock.timers.tick(1_500)
  assert.match(told.join(), /your authenticator, which is silent/)
  saw(sent(5, 'signature', {}))
  saw(got(2, 7, {}))
  context.mock.timers.tick(5_000)
  assert.equal(told.length, 1)
})
