/** Makes the routers that a config describes: one for each of its router workers. */
import { checkConfig, isChecked } from '../config/check.ts'
import type { CrossbarConfig } from '../config/check.ts'
import { ConfigError } from '../config/config-error.ts'
import { describeProblem } from '../config/problem.ts'
import { processOutboxBytes, translateConfig } from '../config/translate/translate.ts'
import { silentLog } from '../observe/logger.ts'
import { Monitor } from '../observe/monitor.ts'
import { Router } from './router.ts'
import type { RouterParts } from './router.ts'
import { OutboxBudget } from '../session/outbox-budget.ts'

/** What belongs to a config: its folder, its environment, and the parts of its routers. */
export interface ConfigSource extends Partial<RouterParts> {
  /** The folder that paths of the config are relative to. Default: the current one. */
  readonly cbdir?: string
  /** Where `"${VAR}"` in the config is looked up. Default: nowhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/**
 * Makes a router for each router worker of a config. Checks the config, unless that was done before.
 * @throws ConfigError with every problem at once; warnings go to the log.
 */
export function createRouters(config: unknown, source: ConfigSource): readonly Router[] {
  if (isChecked(config)) return wireRouters(config, source)
  const { config: checked, problems } = checkConfig(config, source.environment ?? {})
  if (checked === undefined) throw new ConfigError(problems)
  for (const problem of problems) source.log?.write('warn', describeProblem(problem))
  return wireRouters(checked, source)
}

/** Makes a router for each router worker of a config that was checked before. They share one budget for outboxes. */
export function wireRouters(config: CrossbarConfig, source: ConfigSource): readonly Router[] {
  const parts = partsFor(config, source)
  return translateConfig(config, source.cbdir ?? '.').map((options) => new Router(options, parts))
}

/** The parts that the routers of one config share. */
export function partsFor(
  config: CrossbarConfig,
  { log = silentLog, nodeSecret, monitor = new Monitor() }: ConfigSource,
): RouterParts {
  monitor.showLog(log)
  const budget = new OutboxBudget(processOutboxBytes(config))
  return { log, budget, monitor, ...(nodeSecret === undefined ? {} : { nodeSecret }) }
}
