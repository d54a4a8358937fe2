/**
 * CBOR (RFC 8949): `wamp.2.cbor`. Lists, dictionaries, texts and numbers are read and written here, because a router
 * translates what strangers send, and the codec needs four times as long for it; what the codec still does is half
 * floats and integers beyond 64 bits.
 */
import { EMPTY_DICT } from '../values.ts'
import { binarySerializer } from './binary.ts'
import { readCbor } from './cbor-read.ts'
import { cborKind, isTrueIn } from './cbor-look.ts'
import { scanCbor } from './cbor-scan.ts'
import { CborSink } from './cbor-write.ts'

/** The CBOR serializer. */
export const cbor = binarySerializer({
  name: 'cbor',
  list: 0x80,
  scan: scanCbor,
  kindAt: cborKind,
  isTrueIn,
  decode: (frame, start) => (frame[start] === 0xa0 ? EMPTY_DICT : readCbor(frame, start)),
  sink: (out) => new CborSink(out),
})
