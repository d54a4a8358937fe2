/** A program of any language, started and stopped with the router. */
import { z } from 'zod'
import { identifier } from './identifiers.ts'
import { strict, tolerant } from './objects.ts'
import { environment } from './worker-options.ts'

const stdin = z.union([
  z.literal('close'),
  strict({ type: z.literal('json'), value: z.unknown(), close: z.boolean().optional() }),
])

const output = z.enum(['close', 'log', 'drop'])

const watch = tolerant({
  directories: z.array(z.string()).optional(),
  action: z.enum(['restart']).optional(),
  timeout: z.number().optional(),
})

/** A worker of type `guest`. */
export const guestWorker = strict(
  {
    id: identifier.optional(),
    type: z.literal('guest'),
    executable: z.string().min(1).describe('The program: a file in `workdir`, or a name on the PATH.'),
    arguments: z.array(z.string()).optional().describe('Its arguments.'),
    options: strict({
      env: environment.optional(),
      workdir: z.string().optional().describe('Where it runs, relative to the folder of this config.'),
      stdin: stdin.optional(),
      stdout: output.optional(),
      stderr: output.optional(),
      watch: watch.optional().describe('Restart it when files change.'),
    }).optional(),
  },
  { command: 'the program is called `executable`', args: 'the list is called `arguments`' },
)
