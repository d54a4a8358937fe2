/** In which line of a config file a place of the config stands. Only asked for when something is wrong there. */
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { writePath, type Path } from './problem.ts'

/** For a path as problems write it. What is missing is missing in the line of what it belongs to. */
export type LineOf = (path: string) => number | undefined

/** Of the text of a file that could be read. JSON is read as YAML here: only the places matter. */
export function linesOf(text: string): LineOf {
  const counter = new LineCounter()
  const { contents } = parseDocument(text, { version: '1.1', prettyErrors: false, lineCounter: counter })
  const offsets = new Map(placesOf(contents, []))
  return (path) => {
    for (let place = path; place !== ''; place = parentOf(place)) {
      const offset = offsets.get(place)
      if (offset !== undefined) return counter.linePos(offset).line
    }
    return undefined
  }
}

/** Keys stand where their name stands, entries of lists where they begin. */
function* placesOf(node: Document['contents'] | unknown, path: Path): Generator<[string, number]> {
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) yield* placeOf(item, item, [...path, index])
  } else if (isMap(node)) {
    for (const item of node.items) {
      if (isPair(item) && isScalar(item.key)) yield* placeOf(item.key, item.value, [...path, String(item.key.value)])
    }
  }
}

function* placeOf(start: unknown, node: unknown, path: Path): Generator<[string, number]> {
  const offset = isScalar(start) || isMap(start) || isSeq(start) ? start.range?.[0] : undefined
  if (offset !== undefined) yield [writePath(path), offset]
  yield* placesOf(node, path)
}

const parentOf = (path: string): string => path.replace(/(^|\.)[\w$-]+$|\[(\d+|"(?:[^"\\]|\\.)*")\]$/, '')
