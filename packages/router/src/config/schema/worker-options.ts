/** What router, container and testee workers have in common. */
import { z } from 'zod'
import { integer } from './numbers.ts'
import { dictionary, strict } from './objects.ts'

/** The environment of a worker's process. */
export const environment = strict({
  inherit: z
    .union([z.boolean(), z.array(z.string())])
    .optional()
    .describe("Pass on the router's environment: all, nothing, or these names."),
  vars: dictionary(z.string()).optional().describe('Further variables.'),
}).describe('The environment of the process.')

const error = 'expected true, false or "${NAME}" (set to anything: disabled)'

const disabled = z.union([z.boolean(), z.string().regex(/^\$\{[^}]+\}$/, { error })], { error })

/** `options` of a worker that Crossbar itself runs. */
export const workerOptionKeys = {
  title: z.string().optional().describe('The process title.'),
  python: z.string().optional().describe('The Python interpreter.'),
  pythonpath: z.array(z.string()).optional().describe('Where Python looks for modules.'),
  cpu_affinity: z.array(integer(0, 4095)).optional().describe('Processors to run on.'),
  env: environment.optional(),
  expose_controller: z.boolean().optional(),
  expose_shared: z.boolean().optional(),
  disabled: disabled.optional().describe('Leave this worker out; "${NAME}" asks the environment.'),
  extra: z.unknown().optional(),
}

/** Advice for keys of `options` that are refused. */
export const workerOptionAdvice = {
  reactor: "is in Crossbar's manual but refused by its checker: remove it",
}

/** `options` of router and testee workers. */
export const workerOptions = strict(workerOptionKeys, workerOptionAdvice)
