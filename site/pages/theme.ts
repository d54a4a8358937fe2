/**
 * Runs before the first paint, so that the page does not flash in the wrong theme. Without a choice, the CSS follows
 * the system.
 */

const chosen = localStorage.getItem('wampeter:theme')
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen
