/** The features of the advanced profile that are not offered, and why. */
import type { Absent } from './feature.ts'

export const ABSENT: readonly Absent[] = [
  {
    name: 'Event history',
    section: 'Event History',
    why: 'It needs stores of its own, which come later. `wamp.subscription.get_events` is no procedure of this router: a call to it gets `wamp.error.no_such_procedure`.',
    keys: ['broker.event_history'],
    tests: [['meta', 'procedures of features that are not offered do not exist']],
    readme: 'Event history (`get_events`)',
  },
  {
    name: 'Sharded subscriptions and registrations',
    section: 'Sharded Subscription, Sharded Registration',
    why: 'The specification is a sketch: it does not say how keys are mapped to shards, and no other router has it. `rkey`, `nkey` and `runmode` are ignored.',
    keys: [
      'broker.sharded_subscription',
      'dealer.sharded_registration',
      'caller.sharded_registration',
      'callee.sharded_registration',
    ],
    tests: [
      [
        'crossing',
        'options of what is not offered are ignored and not passed on, and so are EVENT_RECEIVED and unknown options',
      ],
    ],
    readme: 'sharded subscriptions and registrations',
  },
  {
    name: 'Trust levels',
    section: 'Publication Trust Levels, Call Trust Levels',
    why: 'A router assigns them by a rule that the specification does not give. Crossbar has no option for them and sends none, and so does this router: no EVENT and no INVOCATION has `trustlevel`.',
    keys: [
      'broker.publication_trustlevels',
      'subscriber.publication_trustlevels',
      'dealer.call_trustlevels',
      'callee.call_trustlevels',
    ],
    tests: [
      [
        'crossing',
        'options of what is not offered are ignored and not passed on, and so are EVENT_RECEIVED and unknown options',
      ],
    ],
    readme: 'trust levels',
  },
  {
    name: 'Interface reflection',
    section: 'Interface Reflection',
    why: 'The specification is a sketch that leaves the contents of every answer open. `wamp.reflection.*` and `wamp.reflect.*` are no procedures of this router.',
    keys: ['broker.reflection', 'dealer.reflection'],
    tests: [['meta', 'procedures of features that are not offered do not exist']],
    readme: '`wamp.reflection.*`',
  },
  {
    name: 'FlatBuffers and UBJSON',
    section: 'Serializers',
    why: 'The specification names them without defining how dynamic payloads are written. JSON, MessagePack and CBOR are spoken by every client.',
    keys: [],
    readme: 'FlatBuffers and UBJSON',
  },
  {
    name: 'Acknowledged event delivery',
    section: '(in the test vectors only: EVENT_RECEIVED)',
    why: 'The text of the specification does not have it. EVENT_RECEIVED is accepted and ignored.',
    keys: ['broker.x_acknowledged_event_delivery', 'publisher.x_acknowledged_event_delivery'],
    tests: [
      [
        'crossing',
        'options of what is not offered are ignored and not passed on, and so are EVENT_RECEIVED and unknown options',
      ],
    ],
    readme: 'acknowledged event delivery',
  },
  {
    name: 'SCRAM login at the router',
    section: 'Salted Challenge Response Authentication',
    why: 'It comes later. Our client has it (`@wampeter/client/scram`), for other routers.',
    keys: [],
    readme: 'SCRAM, TLS and cookie logins at the router',
  },
  {
    name: 'RawSocket and HTTP long-poll at the router',
    section: 'RawSocket Transport, HTTP Longpoll Transport',
    why: 'They come later. Our client has RawSocket (`@wampeter/client/rawsocket`), for other routers.',
    keys: [],
    readme: 'RawSocket (the client has it)',
  },
  {
    name: 'Links between routers',
    section: 'Router-to-Router Links',
    why: 'The section of the specification is unwritten. Crossbar’s `forward_for` is ignored.',
    keys: [],
    tests: [
      [
        'crossing',
        'options of what is not offered are ignored and not passed on, and so are EVENT_RECEIVED and unknown options',
      ],
    ],
    readme: 'Links between routers',
  },
]
