/** A program of any language, started and stopped with the router. */
import { z } from 'zod'
import { identifier } from './identifiers.ts'
import { strict, tolerant } from './objects.ts'
import { environment } from './worker-options.ts'

const stdin = z.union([
  z.literal('close'),
  strict({ type: z.literal('json'), value: z.unknown(), close: z.boolean().optional() }),
])

/** A number of seconds, as in Crossbar; fractions are possible. */
function seconds(from: number, to: number) {
  const error = `expected a number of seconds from ${from} to ${to}`
  return z.number({ error }).min(from, { error }).max(to, { error })
}

const output = z.enum(['close', 'log', 'drop'])

const watch = tolerant({
  directories: z.array(z.string()).optional().describe('Folders and files, relative to the folder of this config.'),
  action: z.enum(['restart']).optional(),
  timeout: seconds(0, 3_600)
    .optional()
    .describe('How long the files must stay unchanged before it is restarted, in seconds.'),
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
      restart: z
        .enum(['never', 'on-failure', 'always'])
        .optional()
        .describe('Our addition: whether it is started again after it has ended (default: on-failure).'),
      stop_timeout: seconds(0.1, 3_600)
        .optional()
        .describe('Our addition: how long it may take to end after SIGTERM, in seconds (default: 10).'),
    }).optional(),
  },
  { command: 'the program is called `executable`', args: 'the list is called `arguments`' },
)
