/** Processes of the chat killed under load. `test/chat/kill-run.ts` does the same more often. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runKills } from './kill-oracle.ts'
import type { Verdict, Victim } from './kill-oracle.ts'
import { WholeChat } from './whole-chat.ts'

const NOTHING: readonly string[] = []

function assertExact(verdict: Verdict, log: string): void {
  const { lost, doubled, disordered, unheard, acknowledged } = verdict
  assert.deepEqual(
    { lost, doubled, disordered, unheard },
    {
      lost: NOTHING,
      doubled: NOTHING,
      disordered: NOTHING,
      unheard: NOTHING,
    },
    log,
  )
  // How many there are depends on the machine; without any there was no load.
  assert.ok(acknowledged > 20, `only ${acknowledged} messages were acknowledged`)
}

const killed = (title: string, victims: readonly Victim[]): void => {
  test(title, { timeout: 170_000 }, async () => {
    await using chat = await WholeChat.start()
    assertExact(await runKills(chat, victims), chat.log)
  })
}

killed('recorder killed twice under load: what was acknowledged is stored once, in order, and was heard', [
  'recorder',
  'recorder',
])
killed('storage killed twice under load: the same', ['storage', 'storage'])
killed('router killed twice under load: the same, once its users are back', ['router', 'router'])
