/** Runs before anything is painted, so that a chosen theme does not flash. Without a choice the system decides, in CSS. */

const chosen = localStorage.getItem('wampeter:theme')
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen
