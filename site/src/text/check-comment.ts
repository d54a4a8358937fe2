/**
 * A check stands in a lesson's text as a comment, so that it does not show where the text is read elsewhere:
 *
 *     <!-- check: SUBSCRIBED uri=test | waiting for your subscription to `test` | subscribed to `test` -->
 *
 * What must be seen on the wire; what the line says before; what it says after.
 */

export interface Check {
  readonly kind: string
  readonly facts: Readonly<Record<string, string>>
  readonly waiting: string
  readonly done: string
}

export class CheckError extends Error {}

/** Undefined where the comment is no check; throws where it is a broken one. */
export function readCheckComment(comment: string): Check | undefined {
  const body = /^<!--\s*check:(.*)-->\s*$/s.exec(comment)?.[1]
  if (body === undefined) return undefined
  const [wanted = '', waiting, done] = body.split('|').map((part) => part.trim())
  const [kind = '', ...pairs] = wanted.split(/\s+/)
  if (kind === '' || !waiting || !done)
    throw new CheckError(`a check needs: KIND name=value … | waiting | done, not '${body.trim()}'`)
  return { kind, facts: Object.fromEntries(pairs.map(readPair)), waiting, done }
}

function readPair(pair: string): readonly [string, string] {
  const [, name, value] = /^([a-z]+)=(.+)$/.exec(pair) ?? []
  if (name === undefined || value === undefined) throw new CheckError(`'${pair}' in a check should be name=value`)
  return [name, value]
}
