import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Peer } from './peer.ts'
import { Sessions } from './sessions.ts'

/** Only the identity of a session counts here. */
const session = (id: number, authid: string, authrole: string): Peer =>
  ({ id, identity: { session: id, authid, authrole } }) as unknown as Peer

const byId = (peers: Iterable<Peer>): Peer[] => [...peers].toSorted((one, other) => one.id - other.id)

const name = fc.constantFrom('a', 'b', 'c')
const step = fc.oneof(
  fc.record({ do: fc.constant('join' as const), authid: name, authrole: name }),
  fc.record({ do: fc.constant('leave' as const), at: fc.nat(20) }),
  fc.record({ do: fc.constant('ask' as const), key: name }),
)

test('after any history sessions are found by authid and by authrole as in a plain list', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const sessions = new Sessions()
      let list: Peer[] = []
      for (const [index, one] of steps.entries()) {
        if (one.do === 'join') {
          const peer = session(index + 1, one.authid, one.authrole)
          sessions.add(peer)
          list.push(peer)
        } else if (one.do === 'leave') {
          const peer = list[one.at]
          if (peer !== undefined) assert.equal(sessions.delete(peer), true)
          if (peer !== undefined) assert.equal(sessions.delete(peer), false)
          list = list.filter((other) => other !== peer)
        } else {
          assert.deepEqual(
            byId(sessions.withAuthid(one.key)),
            list.filter(({ identity }) => identity.authid === one.key),
          )
          assert.deepEqual(
            byId(sessions.withAuthrole(one.key)),
            list.filter(({ identity }) => identity.authrole === one.key),
          )
        }
      }
      assert.deepEqual(byId(sessions.all.values()), list)
    }),
  )
})
