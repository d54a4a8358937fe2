/** The command line: `wampeter`. Arguments and printing; the router does the work. */
import { Command, CommanderError } from 'commander'
import { checkCommand } from './commands/check.ts'
import { drainCommand } from './commands/drain.ts'
import { initCommand } from './commands/init.ts'
import { startCommand } from './commands/start.ts'
import { statusCommand } from './commands/status.ts'
import { stopCommand } from './commands/stop.ts'
import { versionCommand } from './commands/version.ts'
import { version } from './version.ts'

const program = new Command('wampeter')
  .description('A WAMP v2 router that loads Crossbar’s config.json.')
  .version(version, '-V, --version', 'print the version')
  .addCommand(startCommand())
  .addCommand(stopCommand())
  .addCommand(statusCommand())
  .addCommand(drainCommand())
  .addCommand(checkCommand())
  .addCommand(initCommand())
  .addCommand(versionCommand())
  .showHelpAfterError('(wampeter --help lists the commands)')
  .exitOverride()
for (const command of program.commands) {
  command.exitOverride().showHelpAfterError(`(wampeter ${command.name()} --help lists the options)`)
}

try {
  if (process.argv.length <= 2) program.outputHelp()
  else await program.parseAsync(process.argv)
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : 1
}
