/** Why senders dropped events; docs/wire-format.md has the same reasons. */
export const LOSSES = {
  unconfirmed: 'attempts that nothing proved',
  refused: 'attempts that the shop refused',
  queue_full: 'too much was waiting',
  rejected: 'a collector refused the batch',
  too_large: 'larger than a request may be',
  invalid: 'a name that may not be sent',
  expired: 'waited longer than a day',
  unanswered: 'tried, and never answered',
  unreadable: 'stored in the tab, and not readable',
  flood: 'more at once than a shopper does',
  trap: 'the engine failed, once for each',
};
