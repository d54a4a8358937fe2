/**
 * One run of a router's process: its output as lines, its end as one promise that never rejects, and a way to end it in
 * bounded time. It leads a process group of its own, so that Ctrl-C in the terminal reaches the workshop alone, and so
 * that guest workers of a router that must be killed go with it.
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
  /** SIGTERM, and SIGKILL for the whole group where that is not obeyed in time. Resolves when the process is gone. */
  end(graceMs: number): Promise<void>
  /** SIGKILL for the whole group, now. */
  kill(): void
}

export type Said = (text: string, stream: 'stdout' | 'stderr') => void

/** A guest worker may hold a dead router's output open; that long it may still say something. */
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
  stream?.on('error', () => {}) // the stream's end is told by the process's own
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL') // the group is gone already, or the system has none
  }
}
