import assert from 'node:assert/strict'
import test from 'node:test'
import { signalIn, signalInWords } from './signal.ts'

const uri = 'workshop.signal.some-thread'
const candidate = 'candidate:1 1 udp 2122194687 abc.local 42008 typ host generation 0 ufrag yUeR'

test('an offer is told with its media and its size', () => {
  const offer = { kind: 'description', description: { type: 'offer', sdp: 'v=0\r\nm=video 9\r\nm=application 9\r\n' } }

  assert.equal(signalIn(uri, offer), 'offer')
  assert.equal(signalInWords(uri, offer), ': an offer of video and data, 33 characters')
})

test('a candidate is told with its address, and the last one as the last', () => {
  assert.equal(
    signalInWords(uri, { kind: 'candidate', candidate: { candidate } }),
    ': a candidate, `host udp abc.local:42008`',
  )
  assert.equal(signalInWords(uri, { kind: 'candidate', candidate: null }), ': no more candidates')
})

test('what is no signal is not told as one', () => {
  assert.equal(signalInWords('workshop.chat.some-thread', { kind: 'ring' }), undefined)
  assert.equal(signalIn(uri, 'ring'), undefined)
  assert.equal(signalInWords(uri, { kind: 'ring' }), ': `ring`')
})
