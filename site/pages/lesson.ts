/** The script of a lesson's page. It runs before the client library is loaded, so that it sees every frame. */
import { Checks } from './checks/checks.ts'
import { Progress } from './checks/progress.ts'
import { setUpBlocks } from './code/blocks.ts'
import { required } from './dom.ts'
import { startOver } from './files/start-over.ts'
import { Recorder } from './frames/recorder.ts'
import { tapWebSockets } from './frames/tap.ts'
import { instrument } from './instrument/instrument.ts'
import { setUpPeers } from './peers/peers.ts'
import { fillFoot, followReader, markLessons, markSteps } from './rail.ts'
import { shareProgress, sharingNotice } from './share.ts'
import { themeSwitch } from './theme-switch.ts'

function markProgress(): void {
  markSteps()
  markLessons()
  shareProgress()
}

const lesson = document.documentElement.dataset['lesson'] ?? ''
const recorder = new Recorder()
tapWebSockets((seen) => recorder.add(seen))

const progress = new Progress(lesson)
const peers = setUpPeers(recorder, (seen) => checks.sawPeer(seen))
const folder = required('.prose', HTMLElement).dataset['files'] ?? ''
let isReached = true
const { showFrame, showLog } = instrument({
  lesson,
  folder,
  recorder,
  peers,
  routerState: (state) => {
    if (state === undefined && isReached)
      checks.say('the workshop does not answer: is `bin/start` running in its terminal?')
    isReached = state !== undefined
    if (state?.kind === 'down') checks.routerIsDown(state.why)
    if (state?.kind === 'up') checks.routerIsUp()
  },
  programSpoke: () => checks.lookSoon(),
})
const checks = new Checks({ lesson, recorder, progress, showFrame, showLog, changed: markProgress })

setUpBlocks({
  files: folder,
  ran: (step) => checks.ranIn(step),
  failed: (reason) => checks.say(`a script of this page failed: ${failure(reason)}`),
})
followReader()
const notice = sharingNotice()
if (notice) fillFoot(notice)
fillFoot(
  themeSwitch(),
  startOver(() => progress.startOver()),
)

/** An error of JavaScript, or what the router refused. */
function failure(reason: unknown): string {
  if (reason instanceof Error) return `\`${reason.name}\`: ${reason.message}.`
  const { error } = (reason ?? {}) as { readonly error?: unknown }
  return `\`${String(error ?? reason)}\`.`
}
