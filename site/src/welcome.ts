/** What bin/start says when everything is up. The address of the pages comes last, where the eye finds it. */
import type { Workshop } from './workshop.ts'

export function welcome({ url, routers, chat, history }: Workshop): string {
  const states = [...routers].map(([number, { state }]) => ({ number, kind: state.kind }))
  const started = states.filter(({ kind }) => kind !== 'stopped')
  const later = states.filter(({ kind }) => kind === 'stopped')
  const missing = started.filter(({ kind }) => kind !== 'up')
  const isChatUp = chat === undefined || chat.state.kind === 'up'
  return [
    missing.length === 0 && isChatUp ? 'everything is up' : 'up, except for what is named here',
    ...missing.map(({ number }) => `  lesson ${number}: its router is not up; bin/run-crossbar ${number} shows why`),
    ...(isChatUp ? [] : [`  the chat and the app are not up: ${firstError(history.since('chat', 0))}`]),
    ...later.map(({ number }) => `  lesson ${number}: ${url}${number}/ (its router starts when you open the page)`),
    ...started.map(({ number }) => `  lesson ${number}: ${url}${number}/`),
    '  bin/run-crossbar N shows every message of a router; so does its page',
    '  Ctrl-C stops everything',
    `the pages are on ${url}`,
  ].join('\n')
}

const firstError = (lines: ReturnType<Workshop['history']['since']>): string =>
  lines.find(({ level }) => level === 'error' || level === 'fatal')?.text ?? 'they still start'
