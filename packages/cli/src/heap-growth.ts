/** The growth of V8's heap in the process of `wampeter start`. */
import { setFlagsFromString } from 'node:v8'

/** Percent. V8 itself allows up to 300 on a machine with much memory: a flood of requests for 75 MiB took 300. */
const GROWTH = 70

/** Lets the heap grow by seven tenths of its size, and no more, between two full collections. */
export function boundHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`)
}
