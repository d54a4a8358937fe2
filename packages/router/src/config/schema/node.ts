/** The whole file. */
import { z } from 'zod'
import { controller } from './controller.ts'
import { strict } from './objects.ts'
import { unique } from './unique.ts'
import { worker } from './worker.ts'

const version = z.literal(2, {
  error: ({ input }) => {
    if (input === undefined) return 'add `"version": 2` (without it the file counts as version 1, which is too old)'
    if (typeof input !== 'number') return 'expected the number 2'
    return input < 2
      ? 'this format is too old: only version 2 is read (`crossbar upgrade` converts it)'
      : 'this format is too new: only version 2 is read'
  },
})

const inRouter = 'belongs to a router worker: "workers": [{"type": "router", …}]'

/** The schema of `config.json`. */
export const node = strict(
  {
    $schema: z.string().optional().describe('Where editors find the JSON Schema of this file.'),
    version: version.describe('The version of this format: 2.'),
    controller: controller.optional(),
    workers: unique(z.array(worker), ['id']).optional().describe('What this node runs, in the order of starting.'),
  },
  { realms: inRouter, transports: inRouter, worker: 'the list is called `workers`' },
).describe('Configuration of a WAMP router node, as Crossbar.io writes it (version 2).')

/** The file as checked: every default filled in, dictionaries as Maps. */
export type NodeConfig = z.output<typeof node>
