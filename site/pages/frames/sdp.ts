/** A description of WebRTC (SDP, RFC 8866), line by line, with what the lines mean that lesson 7 speaks of. */

export interface SdpLine {
  readonly text: string
  readonly means: string | undefined
}

const MEANINGS: readonly (readonly [beginning: RegExp, means: string])[] = [
  [/^m=video/, 'from here on: the picture'],
  [/^m=audio/, 'from here on: the sound'],
  [/^m=application/, 'from here on: the data channels'],
  [/^a=ice-ufrag:/, 'the name of this end for the first packets; an ICE restart makes a new one'],
  [/^a=ice-pwd:/, 'the password that belongs to it'],
  [/^a=fingerprint:/, 'the sum of the certificate with which this side encrypts'],
  [/^a=setup:/, 'who begins to encrypt: actpass leaves it to the other side'],
  [/^a=candidate:/, 'an address where this side may be reached'],
  [/^a=end-of-candidates/, 'there are no more addresses'],
  [/^a=rtpmap:/, 'a format, and the number that stands for it in the packets'],
  [/^a=msid:/, 'the stream and the track that this is'],
  [/^a=sendrecv/, 'both sides send'],
  [/^a=sendonly/, 'this side sends only'],
  [/^a=recvonly/, 'this side receives only'],
  [/^a=group:BUNDLE/, 'all of it shares one connection'],
]

export function sdpLines(sdp: string): readonly SdpLine[] {
  return sdp
    .split(/\r?\n/)
    .filter((text) => text !== '')
    .map((text) => ({ text, means: MEANINGS.find(([beginning]) => beginning.test(text))?.[1] }))
}
