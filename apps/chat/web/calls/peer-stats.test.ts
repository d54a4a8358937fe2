import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readStats } from './peer-stats.ts'

test('the reports of a connection say what was decoded, and by which way', () => {
  const reports = [
    { type: 'inbound-rtp', kind: 'audio', framesDecoded: 99 },
    { type: 'inbound-rtp', kind: 'video', framesDecoded: 7, framesPerSecond: 20 },
    { type: 'transport', id: 't', bytesSent: 3, bytesReceived: 4, selectedCandidatePairId: 'p' },
    { type: 'candidate-pair', id: 'q', currentRoundTripTime: 9 },
    { type: 'candidate-pair', id: 'p', currentRoundTripTime: 0.002, localCandidateId: 'l', remoteCandidateId: 'r' },
    { type: 'local-candidate', id: 'l', candidateType: 'host' },
    { type: 'remote-candidate', id: 'r', candidateType: 'relay' },
  ]
  const stats = {
    framesDecoded: 7,
    framesPerSecond: 20,
    bytesSent: 3,
    bytesReceived: 4,
    isRelayed: true,
    roundTripMs: 2,
  }
  assert.deepEqual(readStats(reports), stats)
})

test('before anything is connected there is nothing', () => {
  assert.deepEqual(readStats([]), {
    ...{ framesDecoded: 0, framesPerSecond: 0, bytesSent: 0, bytesReceived: 0 },
    ...{ isRelayed: false, roundTripMs: undefined },
  })
})
