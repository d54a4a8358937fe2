import { loadConfig, writeProblem } from '@wampeter/router'
import { Command } from 'commander'
import { withPlaces } from './places.ts'
import type { Places } from './places.ts'

/** `wampeter check`: exit code 0 when the config can be used, 1 when not. */
export const checkCommand = (): Command =>
  withPlaces(new Command('check').description('check a config: everything that is wrong with it, at once')).action(
    async ({ cbdir, config: name }: Places) => {
      const { file, config, problems } = await loadConfig({
        cbdir,
        config: name,
        environment: process.env,
        cwd: process.cwd(),
      })
      if (file !== undefined) console.log(`Checking ${file}`)
      for (const problem of problems) console.error(writeProblem(problem))
      if (config === undefined) process.exitCode = 1
      else console.log('The config is good.')
    },
  )
