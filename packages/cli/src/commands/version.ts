import { Command } from 'commander'
import { version } from '../version.ts'

/** `wampeter version` */
export const versionCommand = (): Command =>
  new Command('version').description('print the versions of Wampeter and of Node').action(() => {
    console.log(`Wampeter ${version}, Node ${process.versions.node}`)
  })
