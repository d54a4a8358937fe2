import { randomFillSync } from 'node:crypto'
import type { Ids } from '../realm/ids.ts'

const AT_ONCE = 512

/**
 * Random ids, uniform over 1…2^53−1. Random bytes are fetched for many ids at once: fetched one by one they would
 * cost more than routing.
 */
export function randomIds(): Ids {
  const words = new Uint32Array(2 * AT_ONCE)
  let next = words.length
  const draw = (): number => {
    if (next === words.length) {
      randomFillSync(words)
      next = 0
    }
    const high = words[next++] ?? 0
    const low = words[next++] ?? 0
    return (high % 2 ** 21) * 2 ** 32 + low
  }
  return {
    global() {
      let id = draw()
      while (id === 0) id = draw()
      return id
    },
  }
}
