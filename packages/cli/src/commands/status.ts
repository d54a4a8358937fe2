import { Command, Option } from 'commander'
import { findRunning, NOT_AS_EXPECTED, withFolder } from './running.ts'
import type { NodeFolder } from './running.ts'

/** `wampeter status`: prints Crossbar's words. Exit code 0, or 69 where `--assert` is not met. */
export const statusCommand = (): Command =>
  withFolder(new Command('status').description('say whether a router runs on a node directory'))
    .addOption(new Option('--assert <state>', 'exit with 69 unless it is so').choices(['running', 'stopped']))
    .action(async ({ assert, ...place }: NodeFolder & { readonly assert?: 'running' | 'stopped' }) => {
      const { holder } = await findRunning(place)
      console.log(`Status is ${holder === undefined ? 'STOPPED' : 'RUNNING'}`)
      if (holder?.options?.isDraining === true) console.log('It is being drained and takes no new session.')
      const state = holder === undefined ? 'stopped' : 'running'
      if (assert !== undefined && assert !== state) process.exitCode = NOT_AS_EXPECTED
    })
