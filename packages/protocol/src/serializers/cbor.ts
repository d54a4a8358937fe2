/**
 * CBOR (RFC 8949): `wamp.2.cbor`. This package reads and writes CBOR itself, because a router translates data of unknown
 * peers and a general codec takes four times as long. The codec only reads half floats in runtimes that lack them.
 */
import { EMPTY_DICT } from '../values.ts'
import { binarySerializer } from './binary.ts'
import { passCbor } from './cbor-pass.ts'
import { readCbor } from './cbor-read.ts'
import { cborKind, isTrueIn } from './cbor-look.ts'
import { scanCbor } from './cbor-scan.ts'
import { CborSink } from './cbor-write.ts'

/** The CBOR serializer. */
export const cbor = binarySerializer({
  name: 'cbor',
  list: 0x80,
  dict: 0xa0,
  scan: scanCbor,
  kindAt: cborKind,
  isTrueIn,
  decode: (frame, start) => (frame[start] === 0xa0 ? EMPTY_DICT : readCbor(frame, start)),
  pass: passCbor,
  sink: (out) => new CborSink(out),
})
