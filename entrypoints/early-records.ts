import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { readEarly } from '../lib/browser/areas.ts';

export default defineUnlistedScript(readEarly);
