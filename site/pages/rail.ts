/** The steps in the rail: the reader's position, the steps that are done, and the next one. */
import { doneIn } from './checks/progress.ts'
import { required } from './dom.ts'

const isOver = ({ dataset }: HTMLElement): boolean => dataset['look'] === 'done' || dataset['look'] === 'impossible'

/**
 * A step's dot is filled when all of its checks are green. The first step without is the next one, unless what is left
 * of it cannot be done on this machine.
 */
export function markSteps(): void {
  let hasNext = false
  for (const step of document.querySelectorAll<HTMLElement>('.step')) {
    const checks = [...step.querySelectorAll<HTMLElement>('.check')]
    const isDone = checks.length > 0 && checks.every(({ dataset }) => dataset['look'] === 'done')
    const isNext: boolean = !hasNext && !checks.every(isOver)
    hasNext ||= isNext
    step.classList.toggle('is-next', isNext)
    for (const check of checks) check.classList.remove('is-next')
    if (isNext) checks.find((check) => !isOver(check))?.classList.add('is-next')
    const link = linkOf(step)
    link?.classList.toggle('done', isDone)
    link?.classList.toggle('next', isNext)
    const state = link?.querySelector('.step-state')
    if (state) state.textContent = isDone ? ' (done)' : isNext ? ' (next)' : ''
  }
}

/** Marks each link to a lesson whose checks are all done. */
export function markLessons(): void {
  for (const link of document.querySelectorAll<HTMLElement>('[data-lesson-link]')) {
    const { lessonLink = '', checks } = link.dataset
    const isDone = Number(checks) > 0 && doneIn(lessonLink) >= Number(checks)
    link.classList.toggle('lesson-done', isDone)
    const state = link.querySelector('.lesson-state')
    if (state) state.textContent = isDone ? ' (done)' : ''
  }
}

export function followReader(): void {
  const steps = [...document.querySelectorAll<HTMLElement>('.step')]
  const visible = new Set<Element>()
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) visible[isIntersecting ? 'add' : 'delete'](target)
      const current = steps.find((step) => visible.has(step))
      for (const step of steps) {
        if (step === current) linkOf(step)?.setAttribute('aria-current', 'location')
        else linkOf(step)?.removeAttribute('aria-current')
      }
    },
    { rootMargin: '-20% 0px -60% 0px' },
  )
  for (const step of steps) observer.observe(step)
}

export function fillFoot(...children: readonly HTMLElement[]): void {
  required('#rail-foot', HTMLElement).append(...children)
}

function linkOf(step: HTMLElement): Element | null {
  return document.querySelector(`[data-step="${step.id}"]`)
}
