// Starts everything the shop does by script. Knows nothing of tallymark.

import { listenForAdds } from './add_to_cart.js';
import { listenForAlertClosing } from './alerts.js';
import { listenForRemovals } from './cart.js';
import { listenForComparisons } from './compare.js';
import { listenForCoupons } from './coupon.js';
import { listenForFilters } from './facets.js';
import { foldForPhones } from './fold.js';
import { listenForNewsletter } from './newsletter.js';
import { listenForOptions } from './options.js';
import { listenForPrinting } from './print.js';
import { listenForReviews } from './reviews.js';
import { listenForSharing } from './share.js';
import { listenForSteps } from './steps.js';
import { listenForWishes } from './wishlist.js';

foldForPhones();
listenForAlertClosing();
listenForAdds();
listenForOptions();
listenForFilters();
listenForWishes();
listenForRemovals();
listenForNewsletter();
listenForComparisons();
listenForCoupons();
listenForReviews();
listenForSharing();
listenForSteps();
listenForPrinting();
