// The shop's entry: first the shop's own behaviour, then tallymark.
//
// `start.js` is evaluated before tallymark is, so nothing that happens to tallymark can keep the
// shop from working. What follows is all that a shop writes to use it.

import './styles/main.css';
import './start.js';
import { init } from 'tallymark';
import { openSizeDialog } from './exit_popup.js';

const tally = await init('/tallymark.json');
tally.on('size_reminder', openSizeDialog);
