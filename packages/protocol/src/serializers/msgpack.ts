/**
 * MessagePack: `wamp.2.msgpack`. This package reads and writes lists, dictionaries, texts and numbers itself, because a
 * router translates data of unknown peers and a general codec takes three times as long. Timestamps are left to the
 * codec.
 */
import { EMPTY_DICT } from '../values.ts'
import { binarySerializer } from './binary.ts'
import { passMsgpack } from './msgpack-pass.ts'
import { readMsgpack } from './msgpack-read.ts'
import { isTrueIn, msgpackKind } from './msgpack-look.ts'
import { scanMsgpack } from './msgpack-scan.ts'
import { MsgpackSink } from './msgpack-write.ts'

/** The MessagePack serializer. */
export const msgpack = binarySerializer({
  name: 'msgpack',
  list: 0x90,
  dict: 0x80,
  scan: scanMsgpack,
  kindAt: msgpackKind,
  isTrueIn,
  decode: (frame, start) => (frame[start] === 0x80 ? EMPTY_DICT : readMsgpack(frame, start)),
  pass: passMsgpack,
  sink: (out) => new MsgpackSink(out),
})
