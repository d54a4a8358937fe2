/**
 * Kills recorder, storage and router in turn under load, many times, and prints the oracle's verdict:
 * `node test/chat/kill-run.ts [rounds]`, 20 by default; a round kills each of them once. Exit code 1: something was lost,
 * doubled or out of order.
 */
import { runKills } from './kill-oracle.ts'
import type { Victim } from './kill-oracle.ts'
import { WholeChat } from './whole-chat.ts'

const VICTIMS: readonly Victim[] = ['recorder', 'storage', 'router']
const rounds = Number(process.argv[2] ?? 20)

await using chat = await WholeChat.start()
const victims = Array.from({ length: rounds }, () => VICTIMS).flat()
const verdict = await runKills(chat, victims, console.log)
console.log(verdict)
const { lost, doubled, disordered } = verdict
if (lost.length + doubled.length + disordered.length > 0) process.exitCode = 1
