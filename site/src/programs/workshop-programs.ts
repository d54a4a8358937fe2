/** The programs that a workshop runs, each with its command, its log's format, and its patience. */
import { join, relative } from 'node:path'
import type { Lesson } from '../lessons.ts'
import { readChatLine } from '../log/chat-line.ts'
import type { LogHistory } from '../log/history.ts'
import { readRouterLine } from '../log/router-line.ts'
import { Program } from './program.ts'
import { learnersPace, RestartPolicy, usualPace } from './restart-policy.ts'
import {
  chatCommand,
  clientCommand,
  routerCommand,
  saysThatItIsUp,
  saysThatTheChatIsUp,
  type Command,
} from './router-command.ts'

const routerGraceMs = 6_000
const clientGraceMs = 1_000
/** Its parts stop one after the other. Usually that takes less than a second. */
const chatGraceMs = 15_000
/** After its supervisor was killed, the chat's parts need a moment to close their ports. */
const chatPace = { ...usualPace, firstDelayMs: 3_000 }

/** Undefined where the lesson has no router. */
export function routerOf(
  { number, cbdir, shownAs }: Lesson,
  { history, command = routerCommand }: { history: LogHistory; command?: ((cbdir: string) => Command) | undefined },
): Program | undefined {
  if (cbdir === undefined) return undefined
  return new Program({
    name: `router ${number}`,
    remedy: `run bin/run-crossbar ${number}`,
    readLine: readRouterLine,
    isUp: saysThatItIsUp,
    reloadsItself: true,
    config: { file: join(cbdir, 'config.json'), shownAs: `${shownAs}/router/.crossbar/config.json` },
    command: command(cbdir),
    history,
    policy: new RestartPolicy(),
    graceMs: routerGraceMs,
  })
}

/** Undefined where the lesson has no program of its own. */
export function clientOf({ number, client, folder, shownAs }: Lesson, history: LogHistory): Program | undefined {
  if (client === undefined) return undefined
  return new Program({
    name: `client ${number}`,
    remedy: `run bin/run-client ${number}`,
    readLine: readRouterLine,
    isUp: () => true,
    reloadsItself: false,
    isNoise: isInsideNode,
    config: { file: client, shownAs: `${shownAs}/${relative(folder, client)}` },
    command: clientCommand(client),
    history,
    policy: new RestartPolicy(learnersPace),
    graceMs: clientGraceMs,
  })
}

/** The part of a stack that is Node's own, and what surrounds it. */
function isInsideNode(text: string): boolean {
  return /^\s+at .*\bnode:internal\/|^Node\.js v\d|^\s*$/.test(text)
}

export function chatProgram(history: LogHistory): Program {
  return new Program({
    name: 'chat',
    remedy: 'stop the workshop (Ctrl-C) and start it again',
    readLine: readChatLine,
    isUp: saysThatTheChatIsUp,
    reloadsItself: false,
    command: chatCommand(),
    history,
    policy: new RestartPolicy(chatPace),
    graceMs: chatGraceMs,
  })
}
