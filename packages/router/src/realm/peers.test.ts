import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Peers } from './peers.ts'
import type { Peer } from './peer.ts'

/** Only the id counts here. */
const peer = (id: number): Peer => ({ id }) as unknown as Peer

test('after any history peers are found by id as in a plain list', () => {
  const step = fc.record({ joins: fc.boolean(), at: fc.nat(20) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const peers = new Peers()
      const list: Peer[] = []
      for (const [id, { joins, at }] of steps.entries()) {
        const [gone] = joins ? [] : list.splice(at, 1)
        if (joins) {
          list.push(peer(id))
          peers.add(list.at(-1) ?? peer(id))
        } else if (gone !== undefined) {
          assert.equal(peers.get(gone.id), gone)
          assert.deepEqual([peers.delete(gone), peers.delete(gone)], [true, false])
          assert.deepEqual([peers.has(gone.id), peers.get(gone.id)], [false, undefined])
        }
        assert.equal(peers.size, list.length)
        assert.deepEqual(
          peers.values().toSorted((one, other) => one.id - other.id),
          list,
        )
      }
    }),
  )
})
