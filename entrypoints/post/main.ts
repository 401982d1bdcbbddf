import { sendFormOn } from '../../lib/browser/send-form-on.ts';

void sendFormOn(location.hash.slice(1));
