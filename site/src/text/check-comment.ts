/**
 * A check is a comment in a lesson's text, so that other readers of the Markdown do not show it:
 *
 *     <!-- check: SUBSCRIBED uri=test | waiting for your subscription to `test` | subscribed to `test` -->
 *
 * Its parts: the message that must occur, the text while the check waits, and the text when it is done. A value with
 * spaces stands in quotes of either kind. For checks of files, rows, output and answers see checks/real-system.ts.
 */

export interface Check {
  readonly kind: string
  readonly facts: Readonly<Record<string, string>>
  readonly waiting: string
  readonly done: string
}

export class CheckError extends Error {}

/** Undefined where the comment is no check. Throws where the check is malformed. */
export function readCheckComment(comment: string): Check | undefined {
  const body = /^<!--\s*check:(.*)-->\s*$/s.exec(comment)?.[1]
  if (body === undefined) return undefined
  const [wanted = '', waiting, done] = body.split('|').map((part) => part.trim())
  const [kind = '', ...pairs] = wanted.match(/[a-z]+=("[^"]*"|'[^']*')|\S+/g) ?? []
  if (kind === '' || !waiting || !done)
    throw new CheckError(`a check needs: KIND name=value … | waiting | done, not '${body.trim()}'`)
  return { kind, facts: Object.fromEntries(pairs.map(readPair)), waiting, done }
}

function readPair(pair: string): readonly [string, string] {
  const [, name, value] = /^([a-z]+)=(.+)$/.exec(pair.replace(/=(["'])(.*)\1$/, '=$2')) ?? []
  if (name === undefined || value === undefined) throw new CheckError(`'${pair}' in a check should be name=value`)
  return [name, value]
}
