/**
 * MessagePack: `wamp.2.msgpack`. Lists, dictionaries, texts and numbers are read and written here, because a router
 * translates what strangers send, and the codec needs three times as long for it; what the codec still does is timestamps.
 */
import { EMPTY_DICT } from '../values.ts'
import { binarySerializer } from './binary.ts'
import { readMsgpack } from './msgpack-read.ts'
import { isTrueIn, msgpackKind } from './msgpack-look.ts'
import { scanMsgpack } from './msgpack-scan.ts'
import { MsgpackSink } from './msgpack-write.ts'

/** The MessagePack serializer. */
export const msgpack = binarySerializer({
  name: 'msgpack',
  list: 0x90,
  scan: scanMsgpack,
  kindAt: msgpackKind,
  isTrueIn,
  decode: (frame, start) => (frame[start] === 0x80 ? EMPTY_DICT : readMsgpack(frame, start)),
  sink: (out) => new MsgpackSink(out),
})
