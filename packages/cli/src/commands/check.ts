import { checkFiles, loadConfig, writeProblem } from '@wampeter/router'
import { Command } from 'commander'
import { withPlaces } from './places.ts'
import type { Places } from './places.ts'

/** `wampeter check`: exit code 0 when the config can be used, 1 when not. */
export const checkCommand = (): Command =>
  withPlaces(new Command('check').description('check a config: everything that is wrong with it, at once')).action(
    async ({ cbdir, config: name }: Places) => {
      const {
        cbdir: folder,
        file,
        config,
        problems,
      } = await loadConfig({
        cbdir,
        config: name,
        environment: process.env,
        cwd: process.cwd(),
      })
      if (file !== undefined) console.log(`Checking ${file}`)
      for (const problem of problems) console.error(writeProblem(problem))
      const missing = config === undefined ? [] : await checkFiles(config, folder)
      for (const what of missing) console.error(`error: ${what}`)
      if (config === undefined || missing.length > 0) process.exitCode = 1
      else console.log('The config is good.')
    },
  )
