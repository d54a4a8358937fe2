/**
 * Runs each flood for a moment. The router must survive, and answer other sessions during the flood and afterwards.
 * `npm run attack` measures the floods.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { RawClient } from '../support/raw-client.ts'
import { attack, FLOODS, Victim } from './floods.ts'

let victim: Victim

before(async () => void (victim = await Victim.start()))
after(() => victim.stop())

const MOST_RESIDENT_MIB = 500

/** Ten thousand sockets are more than many users may open, and 100,000 subscriptions take long to make. */
const SMALLER: Readonly<Record<string, string>> = {
  'one publication to 10,000': 'one publication to 400',
  'one publication that 100,000 patterns match': 'one publication that 10,000 patterns match',
}
const names = Object.keys(FLOODS).map((name) => SMALLER[name] ?? (name.startsWith('a burst') ? `${name}, small` : name))

for (const name of names)
  test(`the router lives and answers others under attack: ${name}`, { timeout: 120_000 }, async () => {
    const { pings } = await attack(victim, name, 1_000)
    assert.ok(pings > 0, 'no ping of another session was answered')
    assert.ok(victim.isUp, 'the router has died')
    const client = await RawClient.join(`ws://127.0.0.1:${victim.port}/ws`)
    client.end()
    assert.ok(victim.residentMiB('VmHWM') < MOST_RESIDENT_MIB, `${victim.residentMiB('VmHWM')} MiB`)
  })

test('an attack that does not exist, or whose process dies, is no attack that the router withstood', async () => {
  await assert.rejects(attack(victim, 'no such attack', 1_000), /the attackers have died: no such attack/)
})
