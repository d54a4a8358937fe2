import assert from 'node:assert/strict'
import test from 'node:test'
import { editDistance, suggest } from './suggest.ts'

test('the edit distance counts letters added, dropped, changed and swapped', () => {
  assert.equal(editDistance('', 'abc'), 3)
  assert.equal(editDistance('principals', 'principals'), 0)
  assert.equal(editDistance('prinicpals', 'principals'), 1)
  assert.equal(editDistance('kitten', 'sitting'), 3)
})

test('a likely word is close, or the same but for case and hyphens, or contains the wrong one', () => {
  const words = ['auto_ping_interval', 'max_frame_size', 'allow-by-default', 'url']
  assert.equal(suggest('max_frame_sise', words), 'max_frame_size')
  assert.equal(suggest('allowByDefault', words), 'allow-by-default')
  assert.equal(suggest('ping_interval', words), 'auto_ping_interval')
  assert.equal(suggest('uri', words), 'url')
})

test('nothing is suggested for a word that resembles none', () => {
  assert.equal(suggest('colour', ['type', 'port', 'backlog']), undefined)
  assert.equal(suggest('x'.repeat(1000), ['type']), undefined)
})
