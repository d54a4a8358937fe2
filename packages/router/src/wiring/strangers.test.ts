import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Peer } from '../realm/peer.ts'
import { endStrangers } from './strangers.ts'
import type { Entrances } from './strangers.ts'

/** Sessions with the settings of their path. `ended` has the reasons of the sessions that were ended. */
function setUp(admitted: readonly string[]) {
  const ended: (readonly [authid: string, reason: string])[] = []
  const peer = (authid: string, settings: object | undefined): Peer =>
    ({
      identity: { authid },
      settings,
      outlet: { end: (reason: string) => ended.push([authid, reason]) },
    }) as unknown as Peer
  const authentication = {
    stillAdmits: (_auth: unknown, { authid }: { readonly authid: string }) => admitted.includes(authid),
  } as Entrances['authentication']
  return { ended, peer, authentication }
}

const place = (settings: object, type: string) => ({ settings, options: { type, auth: {} } }) as never

test('a session ends when its path is gone, or when its user may not log in any more', () => {
  const { ended, peer, authentication } = setUp(['alice'])
  const [open, gone, replaced] = [{}, {}, {}]
  const peers = [peer('alice', open), peer('bob', open), peer('carol', gone), peer('dave', replaced)]
  endStrangers(peers, { places: [place(open, 'websocket'), place(replaced, 'json')], authentication })
  assert.deepEqual(ended, [
    ['bob', 'wamp.close.killed'],
    ['carol', 'wamp.close.system_shutdown'],
    ['dave', 'wamp.close.system_shutdown'],
  ])
})

test('an in-process session has no path, and stays', () => {
  const { ended, peer, authentication } = setUp([])
  endStrangers([peer('inside', undefined)], { places: [], authentication })
  assert.deepEqual(ended, [])
})
