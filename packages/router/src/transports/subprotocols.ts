/** WebSocket subprotocols: `wamp.2.<serializer>`, with `.batched` (*WebSocket Transport*, *Message Batching*). */
import type { Serializer, SerializerName } from '@wampeter/protocol'
import type { Batching } from '../session/batching.ts'

/** A subprotocol: its serializer and batching. */
export interface Dialect {
  /** Empty for clients that name none. */
  readonly name: string
  readonly serializer: Serializer
  readonly batching: Batching
}

/** The subprotocols of an endpoint, by name. */
export type Dialects = ReadonlyMap<string, Dialect>

/** The subprotocols for these serializers. */
export function dialectsOf(
  names: readonly SerializerName[],
  serializers: Readonly<Record<SerializerName, Serializer>>,
): Dialects {
  return new Map(
    names.flatMap((name): [string, Dialect][] => [
      [`wamp.2.${name}`, { name: `wamp.2.${name}`, serializer: serializers[name], batching: 'plain' }],
      [
        `wamp.2.${name}.batched`,
        { name: `wamp.2.${name}.batched`, serializer: serializers[name], batching: 'batched' },
      ],
    ]),
  )
}

/** The first of the client's subprotocols that this endpoint supports. */
export function negotiate(offered: Iterable<string>, dialects: Dialects): Dialect | undefined {
  for (const name of offered) {
    const dialect = dialects.get(name)
    if (dialect !== undefined) return dialect
  }
  return undefined
}
