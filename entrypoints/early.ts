import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { beginEarly } from '../lib/browser/early.ts';

export default defineUnlistedScript(beginEarly);
