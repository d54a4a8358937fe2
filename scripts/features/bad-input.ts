/** Bad input, and the tests that show what is done about each. */
import type { Trap } from './feature.ts'

export const BAD_INPUT: readonly Trap[] = [
  {
    what: 'An option of a wrong type ends its session; `null` counts as absent',
    tests: [['crossing', 'a known option of a wrong type ends its session, and null counts as absent']],
  },
  {
    what: 'A text that begins with U+0000, which stands for bytes in JSON: refused as a URI, an option, and in the meta API',
    tests: [
      ['crossing', 'a text that begins with U+0000 is refused before another session could get it as bytes'],
      ['meta', 'a text that begins with U+0000 is refused: a session that speaks JSON would get it as bytes'],
    ],
  },
  {
    what: 'CANCEL of an ended call, or of another session’s call: ignored',
    tests: [
      ['progress', 'CANCEL with an unknown mode is refused; for an ended call or another session’s call it is ignored'],
    ],
  },
  {
    what: 'YIELD for a finished invocation is a race, and dropped; for one that was never given, a violation',
    tests: [['dealer', 'a late answer is dropped with a note; an answer to an unknown invocation is a violation']],
  },
  {
    what: 'A pattern in a PUBLISH',
    tests: [['traps', 'a PUBLISH to a pattern is refused, and an option match of a PUBLISH means nothing']],
  },
  {
    what: 'An `eligible` list of 100,000',
    tests: [['crossing', 'an eligible list of 100,000 sessions is refused as a whole, and its session stays']],
  },
  {
    what: 'A retained event for each of a flood of topics',
    tests: [
      ['traps', 'a retained event for each topic of a flood: the limit keeps ten thousand, and refuses the rest'],
    ],
  },
  {
    what: '100,000 patterns that all match',
    tests: [
      ['attack', 'the router lives and answers others under attack: ${name}'],
      [
        'traps',
        'a hundred thousand subscriptions that all match: the subscriptions of one event are bounded by the length of a URI and the shapes',
      ],
      [
        'shared',
        'shapes of wildcard registrations are limited per session and per realm, apart from those of subscriptions',
      ],
      ['patterns', 'a wildcard pattern of many components counts as several shapes, one for each 32 components'],
      [
        'patterns',
        'shapes of wildcard patterns are limited per session and per realm; an existing shape takes more patterns',
      ],
    ],
  },
  {
    what: 'A callee that never ends its progress',
    tests: [
      [
        'traps',
        'a callee that never ends its progress keeps nothing in the router, and stops to be heard when its caller cancels or leaves',
      ],
    ],
  },
  {
    what: 'Anything, in any state and order',
    tests: [
      ['model', 'broker and dealer agree with a model of plain lists, over any history with reloads and restarts'],
      [
        'brokerModel',
        'the broker agrees with a naive model over any history of patterns, receiver lists and retained events',
      ],
      [
        'dealerModel',
        'the dealer agrees with a naive model over any history of parts, progress, shared registrations and re-routing',
      ],
      [
        'fuzz',
        'after any history of odd messages and reloads, in every serializer, the router has not failed, keeps nothing, and serves as before',
      ],
      [
        'calls',
        'after 100,000 calls that were cancelled at random moments every table is empty, and the memory is free again',
      ],
      ['leaks', 'after 100,000 sessions have come and gone every table is empty, and the memory is free again'],
    ],
  },
]
