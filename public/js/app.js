/** Comfort on every page; all of it works without. */
import './copy.js';
import './drafts.js';
import './file-size.js';
import './filters.js';
import './forms.js';
import './kept-forms.js';
import './menus.js';
import './pickers.js';
import './picks.js';
