/** A whole node inside a test, with its log lines. */
import { checkConfig, RouterNode } from '@wampeter/router'

export type Config = NonNullable<ReturnType<typeof checkConfig>['config']>

export function checkedConfig(config: unknown): Config {
  const { config: valid, problems } = checkConfig(config)
  if (valid === undefined) throw new Error(JSON.stringify(problems))
  return valid
}

/** Starts a node. `lines` are its log lines; `await using` stops it. */
export async function startNode(config: Config) {
  const lines: string[] = []
  const log = { isDebug: false, write: (level: string, text: string) => void lines.push(`${level}: ${text}`) }
  const node = new RouterNode(config, { log })
  const [opened] = await node.start()
  return {
    node,
    lines,
    log,
    port: opened?.port ?? 0,
    url: `ws://127.0.0.1:${opened?.port}/ws`,
    /** Resolves when a log line matches. */
    async says(text: RegExp): Promise<void> {
      for (let tries = 0; !text.test(lines.join('\n')); tries++) {
        if (tries > 500) throw new Error(`never said ${text.source}: ${lines.join('\n')}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    [Symbol.asyncDispose]: () => node.stop(),
  }
}
