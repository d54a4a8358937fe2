/**
 * One run of a router's process: its output as lines, its end as a promise that never rejects, and a way to end it in
 * bounded time. It leads a process group of its own. So Ctrl-C in the terminal reaches only the workshop, and the
 * guest workers of a router that must be killed are killed with it.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { LineSplitter } from '../log/line-splitter.ts'
import type { Command } from './router-command.ts'

export interface Exit {
  readonly code: number | null
  readonly signal: string | null
}

export interface Child {
  readonly pid: number | undefined
  readonly ended: Promise<Exit>
  /**
   * Sends SIGTERM, and SIGKILL to the whole group where the process does not end in time. Resolves when it has ended.
   */
  end(graceMs: number): Promise<void>
  /** Sends SIGKILL to the whole group, now. */
  kill(): void
}

export type Said = (text: string, stream: 'stdout' | 'stderr') => void

/** How long the output is read after the process has ended: a guest worker may hold it open. */
const lastWordsMs = 300

export function startChild(command: Command, said: Said): Child {
  const child = spawn(command.executable, command.arguments, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'], // the last one is for leash.ts
    detached: true,
  })
  for (const stream of ['stdout', 'stderr'] as const) readLines(child[stream], (text) => said(text, stream))
  const ended = exitOf(child, said)
  return {
    pid: child.pid,
    ended,
    async end(graceMs) {
      child.kill('SIGTERM')
      const kill = setTimeout(() => killGroup(child), graceMs)
      await ended
      clearTimeout(kill)
    },
    kill: () => killGroup(child),
  }
}

function exitOf(child: ChildProcess, said: Said): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      said(`cannot run ${child.spawnfile}: ${error.message}`, 'stderr')
      if (child.pid === undefined) resolve({ code: 127, signal: null })
    })
    child.once('exit', () => {
      const silence = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, lastWordsMs)
      child.once('close', () => clearTimeout(silence))
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

function readLines(stream: Readable | null, said: (text: string) => void): void {
  const splitter = new LineSplitter()
  stream?.on('data', (chunk: Buffer) => splitter.push(chunk).forEach(said))
  stream?.on('end', () => splitter.end().forEach(said))
  stream?.on('error', () => {}) // the end of the process is what counts
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL') // the group has ended already, or the system has no groups
  }
}
