/** The traps of the specification, and the tests that show what is done about each. */
import type { Trap } from './feature.ts'

export const TRAPS: readonly Trap[] = [
  {
    what: 'A publisher that subscribes to its own topic gets no EVENT, unless `exclude_me` is false',
    tests: [
      ['broker', 'an event goes to every subscriber except its publisher'],
      ['broker', 'with exclude_me false a publisher receives its own event, after PUBLISHED'],
    ],
  },
  {
    what: 'The same SUBSCRIBE twice: one id, one EVENT, and one UNSUBSCRIBE ends both',
    tests: [['broker', 'subscribing twice gives the same id and one event; one UNSUBSCRIBE ends it']],
  },
  {
    what: 'Exact, prefix and wildcard subscriptions of one session: three EVENTs with one publication id',
    tests: [
      [
        'patterns',
        'each matching subscription gets one EVENT under one publication id; EVENTs of patterns name the topic',
      ],
    ],
  },
  {
    what: 'An unacknowledged PUBLISH with a bad URI or without permission: silence',
    tests: [
      ['refusals', 'an unacknowledged PUBLISH that is refused gets no answer'],
      ['traps', 'a PUBLISH to a pattern is refused, and an option match of a PUBLISH means nothing'],
    ],
  },
  {
    what: 'An acknowledged PUBLISH without subscribers: PUBLISHED',
    tests: [['broker', 'an acknowledged PUBLISH without subscribers gets PUBLISHED, and is noted']],
  },
  {
    what: 'A second HELLO, and any message before WELCOME: ABORT, and nothing is queued',
    tests: [
      ['violations', 'any message before HELLO or before WELCOME, and a second HELLO'],
      ['connectionState', 'in a session requests and farewells are accepted, and another log-in breaks the protocol'],
    ],
  },
  {
    what: 'GOODBYEs that cross; nothing follows GOODBYE, not even a pending RESULT',
    tests: [
      [
        'crossing',
        'GOODBYEs that cross are each other’s answer, and nothing follows, not even a result that was pending',
      ],
    ],
  },
  {
    what: 'A lost connection is cleaned up like GOODBYE: testaments and on_leave once',
    tests: [['crossing', 'after a lost connection its testament and on_leave are published once']],
  },
  {
    what: 'PHP writes an empty dictionary as `[]`',
    tests: [['fields', 'an empty list is an empty dictionary, as PHP writes it; other lists are refused']],
  },
  {
    what: '`null` for the arguments, and keyword arguments alone',
    tests: [
      ['vectors', '${name} in ${serializer.name}: each frame is read as its message'],
      ['payload', 'keyword arguments alone follow an empty list'],
    ],
  },
  {
    what: 'Ids: 2^53 is legal, 0 is not, `1.0` equals 1, `"1"` is none',
    tests: [['fields', 'ids go from 1 to 2^53, both included']],
  },
  {
    what: 'Integers of a payload beyond 2^53 keep their digits between serializers',
    tests: [['payloads', 'a client that speaks ${receiver} gets the same values']],
  },
  {
    what: 'Random request ids; the same id in two sessions',
    tests: [['traps', 'request ids may be random, and two sessions may use the same id at the same time']],
  },
  {
    what: 'Invocation ids are the router’s: translated in RESULT, ERROR and INTERRUPT; ERROR type 68 leaves as 48',
    tests: [
      ['dealer', 'a call becomes an invocation, and its YIELD the result, under the caller’s own id'],
      ['dealer', 'a callee’s ERROR reaches the caller as the ERROR of its call'],
      ['advanced', 'a cancelled call ends at once, and its callee is interrupted'],
    ],
  },
  {
    what: 'Progress after the final result, or after `killnowait`: never delivered',
    tests: [['traps', 'progress after the final result, and after killnowait, is never delivered']],
  },
  {
    what: '`kill`: a RESULT may win the race; one final answer',
    tests: [['traps', 'after CANCEL with kill a result may win the race, and the caller gets one final answer']],
  },
  {
    what: 'A YIELD that crosses the timeout: the caller gets the error alone',
    tests: [['traps', 'a YIELD that crosses the timeout is dropped: the caller gets the error alone']],
  },
  {
    what: 'No INTERRUPT to a callee that did not announce call canceling',
    tests: [['progress', 'a callee that cannot be interrupted gets no message, whatever the mode']],
  },
  {
    what: 'A callee that leaves: its callers get `canceled` at once, and the call is not repeated',
    tests: [
      ['dealer', 'when a callee leaves, its callers get ERROR and its procedures are free'],
      ['progress', 'a killed call ends when its callee leaves, and is not re-routed'],
    ],
  },
  {
    what: 'A caller that leaves, also in the middle of its parts: the callee’s answer is dropped',
    tests: [
      ['dealer', 'when a caller leaves, callees that support it get INTERRUPT; later answers are dropped'],
      ['dealer', 'a session that leaves while it calls itself gets no message, and nothing is left'],
      [
        'traps',
        'a caller that leaves in the middle of its parts ends the call: its callee gets INTERRUPT and a later answer is dropped',
      ],
    ],
  },
  {
    what: '`single`: a second REGISTER fails, even by the holder, until the holder is gone',
    tests: [
      [
        'dealer',
        'a procedure has one callee: a second REGISTER fails, even by the same session, until the first is gone',
      ],
    ],
  },
  {
    what: 'A registration of another policy, also of the default, is refused; the same text with another `match` is another registration',
    tests: [
      ['shared', 'callees share one registration id; the first callee sets the policy, and another policy is refused'],
      [
        'shared',
        'the same text with another match policy is another registration; the best match answers and sees the procedure',
      ],
    ],
  },
  {
    what: 'Prefix `com.a` catches `com.ab.c`; wildcard `com..x` misses `com.a.b.x`',
    tests: [
      ['pattern', 'prefixes match by characters, not by components'],
      ['pattern', 'an empty component of a wildcard matches any one component'],
    ],
  },
  {
    what: 'A prefix registration beats a more specific wildcard',
    tests: [
      ['patternIndex', 'the best match is the exact one, else the longest prefix, else the most specific wildcard'],
    ],
  },
  {
    what: 'SUBSCRIBED before a retained EVENT, REGISTERED before INVOCATION',
    tests: [['traps', 'REGISTERED precedes the first INVOCATION, and SUBSCRIBED the first retained EVENT']],
  },
  {
    what: 'A slow authorizer: the order of a session is kept, and a lost session’s requests are dropped',
    tests: [
      ['authorizer', 'later requests are asked about at once, wait for their turn, and are carried out in order'],
      [
        'authorizer',
        'when a session leaves, its waiting requests are dropped with a note, and a later answer changes nothing',
      ],
      ['authorizer', 'an authorizer that is busy fails the request that it cannot take, and later requests are judged'],
    ],
  },
  {
    what: 'A pattern is permitted with its match policy, and permission is judged before a URI is called taken',
    tests: [
      ['patterns', 'a pattern is permitted when a rule covers it and no overlapping rule denies it'],
      ['dealer', 'a session that may not register is not told whether the procedure is registered'],
    ],
  },
  {
    what: 'A text frame for a binary serializer; a batch of one or of no message',
    tests: [
      ['violations', 'a frame of the other type'],
      ['violations', 'a batch without messages, and one that is cut off'],
    ],
  },
  {
    what: '`__proto__` as a key',
    tests: [
      ['prototype', 'as topics and procedures, in options, details and arguments of every message'],
      ['values', 'no message of a peer changes a prototype'],
    ],
  },
  {
    what: 'Autobahn-Python fails on `null` and on fractional ids in details: the router sends neither',
    tests: [
      [
        'fuzz',
        'after any history of odd messages and reloads, in every serializer, the router has not failed, keeps nothing, and serves as before',
      ],
      ['python', 'Autobahn-Python by ${serializer} ${sentence}'],
    ],
  },
  {
    what: 'A slow reader: its queue is bounded, and no other session waits',
    tests: [
      ['outbox', 'beyond the limit the session is ended once, and waiting frames are dropped'],
      ['refusals', 'a reader that stops reading is ended, and does not slow down others'],
    ],
  },
]
