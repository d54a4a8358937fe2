import assert from 'node:assert/strict'
import test from 'node:test'
import { sdpLines } from './sdp.ts'

test('the lines of a description are told apart, and those are explained that the lesson speaks of', () => {
  const lines = sdpLines('v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=ice-ufrag:abcd\r\n')

  assert.deepEqual(
    lines.map(({ text }) => text),
    ['v=0', 'm=video 9 UDP/TLS/RTP/SAVPF 96', 'a=ice-ufrag:abcd'],
  )
  assert.equal(lines[0]?.means, undefined)
  assert.match(lines[1]?.means ?? '', /the picture/)
  assert.match(lines[2]?.means ?? '', /ICE restart/)
})
