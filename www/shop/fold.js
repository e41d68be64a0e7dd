// Filters are folded away on phones and always open where there is room beside the results.
//
// The style opens them where `::details-content` is known; this does it for other browsers.

const WIDE = '(min-width: 60rem)';

export function foldForPhones() {
  const wide = matchMedia(WIDE);
  const fold = () => {
    for (const details of document.querySelectorAll('details[data-fold]')) details.open = wide.matches;
  };
  wide.addEventListener('change', fold);
  if (wide.matches) fold();
}
