/** Logins, transports and what else the advanced profile has. */
import type { Feature } from './feature.ts'

export const ACCESS: readonly Feature[] = [
  {
    name: 'Ticket and WAMP-CRA logins',
    section: 'Ticket-based Authentication, Challenge Response Authentication',
    router: [],
    client: [],
    options: 'users in the config, or known by a procedure ([authentication.md](authentication.md)); salted secrets',
    offered: '`ticket(authid, secret)`, `wampcra(authid, secret)`',
    tests: [
      ['refusals', 'a wrong ticket, and an unknown user, get the same answer'],
      ['refusals', 'a wrong signature, and an unknown user, get the same answer; the pretended challenge is stable'],
      ['clientSockets', 'clients log in by ticket, WAMP-CRA and salted WAMP-CRA, and by a method that both ends have'],
    ],
    readme: ['by ticket, WAMP-CRA (salted too) and cryptosign'],
  },
  {
    name: 'Cryptosign login',
    section: 'Cryptosign-based Authentication',
    router: [],
    client: [],
    options: 'keys in the config, or known by a procedure. No channel binding',
    offered: '`cryptosign(secretKey)` of `@wampeter/client/cryptosign`',
    tests: [
      ['cryptosign', 'a listed key logs in with its name, and without a name where no other user has the key'],
      ['cryptosign', 'another key and an unknown name get the same refusal'],
      ['clientAuth', 'cryptosign signs the challenge'],
    ],
    readme: [],
  },
  {
    name: 'Batched WebSocket transport',
    section: 'Message Batching',
    router: [],
    client: [],
    options:
      'subprotocols `wamp.2.json.batched`, `wamp.2.msgpack.batched`, `wamp.2.cbor.batched`. `limits.batch_messages`',
    offered: 'not used: the client sends one message per frame',
    tests: [
      ['batched', 'the messages of a binary batch are views of it, at any offset of its buffer'],
      ['batchReader', 'the messages of a text batch are returned in order, with either separator'],
      ['costs', 'a batch of more than 100,000 messages is refused as a whole'],
      ['violations', 'a batch without messages, and one that is cut off'],
    ],
    readme: ['one message or many per frame'],
  },
  {
    name: 'Ordering guarantees',
    section: 'Ordering Guarantees',
    router: [],
    client: [],
    options: 'none. Also kept when an authorizer is asked, when a session is paused, and between sealed payloads',
    offered: 'handlers are called in the order of arrival',
    tests: [
      ['authorizer', 'later requests are asked about at once, wait for their turn, and are carried out in order'],
      ['parking', 'requests far beyond the limit wait in the socket, and are handled in order'],
      ['outbox', 'all frames of a turn become one write, in order'],
      ['sealed', 'events are encrypted for the router and open for subscribers, in order, whichever key sealed them'],
    ],
    readme: [],
  },
]
