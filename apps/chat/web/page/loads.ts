/** What is being loaded or done for the page, several things at once perhaps, and why something of it failed. */
import { computed, signal } from '@preact/signals'

/** The loads of one thread. */
export class Loads {
  readonly #running = signal(0)
  #failures = 0
  /** True until the last of them has ended. */
  readonly isLoading = computed(() => this.#running.value > 0)
  /** Why something could not be loaded or done. Empty after a success of something that began later. */
  readonly trouble = signal('')

  /** Does this. A failure is kept as trouble. */
  async run(work: () => Promise<void>): Promise<void> {
    const failures = this.#failures
    this.#running.value++
    try {
      await work()
      if (failures === this.#failures) this.trouble.value = ''
    } catch (error) {
      this.#failures++
      this.trouble.value = error instanceof Error ? error.message : String(error)
    } finally {
      this.#running.value--
    }
  }
}
