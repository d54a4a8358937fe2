import { Option } from 'commander'
import type { Command } from 'commander'

/** The options that name the config, for all commands. */
export interface Places {
  readonly cbdir?: string
  readonly config?: string
}

/** Adds `--cbdir` and `--config`. */
export const withPlaces = (command: Command): Command =>
  command
    .addOption(new Option('--cbdir <folder>', 'node directory (default: $CROSSBAR_DIR, else ./.crossbar, else .)'))
    .addOption(
      new Option(
        '--config <file>',
        'config file, relative to the node directory (default: config.yaml, else config.json)',
      ),
    )
