import assert from 'node:assert/strict'
import test from 'node:test'
import { countsOf, ratesOf, size } from './figures.ts'

const report = (frames: number, bytes: number) => [
  { id: 'T', type: 'transport', bytesSent: bytes, bytesReceived: bytes / 2, selectedCandidatePairId: 'P' },
  { id: 'P', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', currentRoundTripTime: 0.002 },
  { id: 'L', type: 'local-candidate', candidateType: 'host', protocol: 'udp', address: '192.0.2.1', port: 4_000 },
  { id: 'R', type: 'remote-candidate', candidateType: 'host', protocol: 'udp', address: '', port: 5_000 },
  {
    ...{ id: 'O', type: 'outbound-rtp', kind: 'video', framesEncoded: frames, totalEncodeTime: frames / 100 },
    ...{ frameWidth: 640, frameHeight: 480, encoderImplementation: 'libvpx' },
  },
  { id: 'A', type: 'outbound-rtp', kind: 'audio', framesEncoded: 7 },
  { id: 'I', type: 'inbound-rtp', kind: 'video', framesDecoded: frames },
]

test('two looks at the statistics give what a connection carries a second, and what its encoder costs', () => {
  const before = countsOf(report(10, 1_000), 0)
  const after = countsOf(report(50, 81_000), 2_000)

  assert.deepEqual(ratesOf(before, after), {
    sentPerSecond: 40_000,
    receivedPerSecond: 20_000,
    encodedPerSecond: 20,
    decodedPerSecond: 20,
    encoding: 0.2,
  })
  assert.equal(after.encoders, 1)
  assert.equal(after.encoder, 'libvpx')
  assert.equal(after.size, '640×480')
})

test('the way is the pair of addresses that was selected, and an address that is kept from the page is named so', () => {
  const { way } = countsOf(report(1, 1), 0)

  assert.equal(way?.local, 'host udp 192.0.2.1:4000')
  assert.match(way?.remote ?? '', /does not tell:5000/)
  assert.equal(way?.roundTripMs, 2)
  assert.equal(countsOf([], 0).way, undefined)
})

test('statistics that begin anew give no negative rates', () => {
  const rates = ratesOf(countsOf(report(50, 81_000), 0), countsOf(report(1, 10), 1_000))

  for (const rate of Object.values(rates)) assert.ok(rate >= 0)
})

test('bytes are told with a unit', () => {
  assert.deepEqual([999, 1_500, 2_500_000].map(size), ['999 B', '1.5 kB', '2.5 MB'])
})
