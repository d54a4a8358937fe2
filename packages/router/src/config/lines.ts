/** The line of a config file in which a place of the config stands. Computed only when there is a problem. */
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { writePath, type Path } from './problem.ts'

/** Finds the line of a path, written as problems write it. A missing value has the line of the value that it belongs to. */
export type LineOf = (path: string) => number | undefined

/** Finds the lines of a text that could be read before. JSON is read as YAML here: only the positions matter. */
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

/** The position of a key is that of its name; the position of a list entry is its beginning. */
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
